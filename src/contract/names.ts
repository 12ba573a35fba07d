/** The wire's snake_case names of our camelCase ones. Names that are the same on both sides are not listed. */
const pairs = [
  ['responseFormat', 'response_format'],
  ['loadBalancer', 'load_balancer'],
  ['onCodes', 'on_codes'],
  ['callTimeout', 'call_timeout'],
  ['displayName', 'display_name'],
  ['logoUrl', 'logo_url'],
] as const

/** Our name to the wire's. */
export const wireNames: ReadonlyMap<string, string> = /* @__PURE__ */ new Map(pairs)

/** The wire's name to ours. */
export const ourNames: ReadonlyMap<string, string> = /* @__PURE__ */ createOurNames()

function createOurNames() {
  return new Map(pairs.map(([ours, wire]) => [wire, ours]))
}

/** The name in a request of a field of the wire: `response_format` is `responseFormat`. */
export function ourName(wireName: string): string {
  return ourNames.get(wireName) ?? wireName
}

/** Renames keys all the way down, but for what a caller wrote as metadata. Keys that are not own stay out. */
export function rename(value: unknown, names: ReadonlyMap<string, string>): unknown {
  if (Array.isArray(value)) return value.map((item) => rename(item, names))
  if (typeof value !== 'object' || value === null) return value
  const renamed: [string, unknown][] = []
  for (const [key, inner] of Object.entries(value)) {
    if (inner === undefined) continue
    renamed.push([names.get(key) ?? key, key === 'metadata' ? inner : rename(inner, names)])
  }
  return Object.fromEntries(renamed)
}
