/** Finds a key in what comes back from elsewhere: as it is, percent-encoded, or in base64. */
export type Secret = {
  isIn: (text: string) => boolean
  /** The text, or a note in its place if the key stands in it. */
  clean: (text: string) => string
  /** What an error tells, without what could hold the key: name, message, stack and code, and those of its causes. */
  cleanError: (error: unknown) => unknown
}

/** A shorter piece of base64 is found in innocent text as well. */
const shortestNeedle = 6
const maxCauses = 5

export function createSecret(key: string | undefined): Secret {
  const needles = key ? base64Needles(key) : []

  function isIn(text: string): boolean {
    if (!key) return false
    if (text.includes(key)) return true
    if (text.includes('%') && decodePercent(text).includes(key)) return true
    const standard = text.replaceAll('-', '+').replaceAll('_', '/')
    return needles.some((needle) => standard.includes(needle))
  }

  const clean = (text: string) => (isIn(text) ? '[removed: it held the API key]' : text)

  function cleanError(error: unknown, depth = 0): unknown {
    if (!key || error === undefined || error === null || depth > maxCauses) return undefined
    if (error instanceof Error) {
      const copy = new Error(clean(error.message))
      copy.name = clean(error.name)
      copy.stack = clean(error.stack ?? '')
      const { code } = error as { code?: unknown }
      const cause = cleanError(error.cause, depth + 1)
      return Object.assign(copy, {
        ...(typeof code === 'string' ? { code: clean(code) } : {}),
        ...(cause === undefined ? {} : { cause }),
      })
    }
    return clean(typeof error === 'string' ? error : textOf(error))
  }

  return { isIn, clean, cleanError: (error) => (key ? cleanError(error) : error) }
}

function textOf(value: unknown): string {
  try {
    return JSON.stringify(value) ?? String(value)
  } catch {
    return 'a value that cannot be shown'
  }
}

/** The characters that the key becomes at each of the three places where it can start in a base64 text. */
function base64Needles(key: string): string[] {
  return [0, 1, 2]
    .map((offset) => {
      const encoded = btoa(`${'\0'.repeat(offset)}${key}`)
      // The first and the last characters also hold bits of what stands beside the key.
      const first = offset === 0 ? 0 : offset + 1
      const wholeBits = (offset + key.length) * 8
      return encoded.slice(first, Math.floor(wholeBits / 6))
    })
    .filter((needle) => needle.length >= shortestNeedle)
}

function decodePercent(text: string): string {
  return text.replace(/%([0-9a-f]{2})/gi, (_, hex: string) =>
    String.fromCharCode(parseInt(hex, 16)),
  )
}
