type Body = Uint8Array<ArrayBuffer>

const maxBytes = 100_000_000
const maxEntries = 200

/** Keeps response bodies by exact key, each for its own time, bounded by bytes and by count: the oldest goes first. */
export function createResponseCache({ now }: { now: () => number }) {
  const entries = new Map<string, { body: Body; expiresAt: number }>()
  let bytes = 0

  function remove(key: string) {
    bytes -= entries.get(key)?.body.length ?? 0
    entries.delete(key)
  }

  return {
    /** The body, or undefined where there is none or its time is over. */
    get(key: string): Body | undefined {
      const entry = entries.get(key)
      if (entry && entry.expiresAt <= now()) remove(key)
      return entries.get(key)?.body
    },
    /** Keeps a body for `ttlSeconds`. */
    set(key: string, body: Body, ttlSeconds: number): void {
      remove(key)
      entries.set(key, { body, expiresAt: now() + ttlSeconds * 1000 })
      bytes += body.length
      for (const [other, { expiresAt }] of entries) {
        if (expiresAt <= now()) remove(other)
      }
      for (const oldest of entries.keys()) {
        if (bytes <= maxBytes && entries.size <= maxEntries) break
        remove(oldest)
      }
    },
  }
}
