import type { ResolvedConfig, Rolldown } from 'vite'

/** A shorter key than this could be any text, so its value is not searched for. */
const minKeyLength = 6

const cure = 'Rename or remove it, and make a new key if a page with this one has been published.'

/**
 * Finds a variable through which the key for Orq becomes part of the page. Returns a sentence that names the variable, never
 * its value.
 */
export function findLeakInConfig(
  { env, envPrefix, define, environments }: ResolvedConfig,
  apiKey: string | undefined,
): string | undefined {
  const contains = createSearch(apiKey)
  const prefixes = [envPrefix ?? 'VITE_'].flat()
  const prefix = prefixes.find((one) => 'ORQ_API_KEY'.startsWith(one))
  if (prefix !== undefined) {
    return `envPrefix has ${JSON.stringify(prefix)}, which puts ORQ_API_KEY into the page, for everybody to read. ${cure}`
  }
  // `env` is what a page reads as import.meta.env.
  const variable = Object.keys(env).find(
    (name) => /ORQ.*(KEY|TOKEN|SECRET)/i.test(name) || contains(env[name]),
  )
  if (variable) {
    return `${variable} is in import.meta.env, so it is in the page, for everybody to read. Name the key ORQ_API_KEY. ${cure}`
  }
  const defines = { ...define, ...environments['client']?.define }
  const defined = Object.keys(defines).find((name) => contains(defines[name]))
  if (defined) {
    return `define has ${JSON.stringify(defined)}, which puts ORQ_API_KEY into the page, for everybody to read. ${cure}`
  }
  return undefined
}

/** Finds the key in what a build wrote for browsers. Returns a sentence that names the file, never the key. */
export function findLeakInBundle(
  bundle: Rolldown.OutputBundle,
  apiKey: string,
): string | undefined {
  const contains = createSearch(apiKey)
  const leak = Object.values(bundle).find((file) =>
    file.type === 'chunk'
      ? contains(file.code) || contains(file.map?.toString())
      : contains(typeof file.source === 'string' ? file.source : Buffer.from(file.source)),
  )
  return (
    leak &&
    `${leak.fileName} contains the value of ORQ_API_KEY, for everybody to read. Keep it out of the code of the page, and make a new key if this one has been published.`
  )
}

/** Finds the key as it is, and as it stands in a string of code or JSON. */
function createSearch(apiKey: string | undefined): (value: unknown) => boolean {
  if (!apiKey || apiKey.length < minKeyLength) return () => false
  const spellings = [apiKey, JSON.stringify(apiKey).slice(1, -1)]
  return (value) => {
    if (value === undefined || value === null) return false
    if (Buffer.isBuffer(value)) return spellings.some((spelling) => value.includes(spelling))
    const text = typeof value === 'string' ? value : JSON.stringify(value)
    return spellings.some((spelling) => text?.includes(spelling))
  }
}
