import type { ImageVariationSettings } from '../../contract/request.js'

/** Settings that hold unless a call says otherwise. `null` leaves an option out, whatever an outer default says. */
export type VariationDefaults = {
  [Name in keyof ImageVariationSettings]?: ImageVariationSettings[Name] | null
}

/**
 * Merges layers of settings, the last one first in rank, each option as a whole: `undefined` takes what came before, `null`
 * leaves the option out.
 */
export function mergeDefaults(...layers: readonly (object | undefined)[]): object {
  const merged = new Map<string, unknown>()
  for (const layer of layers) {
    for (const [name, value] of Object.entries(layer ?? {})) {
      // `n: null` is a value of the contract: the count is not sent.
      if (value === null && name !== 'n') merged.delete(name)
      else if (value !== undefined) merged.set(name, value)
    }
  }
  return Object.fromEntries(merged)
}
