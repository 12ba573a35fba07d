import type { VariationEvent } from './VariationEvent.js'

/** More different causes than this are not told apart. */
const maxCauses = 100

/** What stands in for `onEvent`: prints what went wrong on the server's side, each cause once. */
export function printCauses(): (event: VariationEvent) => void {
  const printed = new Set<string>()
  return (event) => {
    if (event.type !== 'ended' || event.status < 500 || event.cause === undefined) return
    const { code, cause } = event
    const key = `${code} ${cause instanceof Error ? cause.message : JSON.stringify(cause)}`
    if (printed.has(key) || printed.size >= maxCauses) return
    printed.add(key)
    console.error(`Image variations: a request ended with ${event.status} ${code}.`, cause)
  }
}
