/** Takes secrets out of text and errors before anybody sees them. */
export type Redact = {
  (text: string): string
  /** The same error without secrets: a plain copy of it and of its causes where there are any to keep. */
  error(error: unknown): unknown
}

const telling = /auth|key|token|secret|cookie/i

/** Secrets are the values of headers whose names say so. */
export function createRedact(headers: Headers): Redact {
  let found: string[] | undefined
  // Nothing has to be looked for while nothing goes wrong.
  const secrets = () =>
    (found ??= [...headers]
      .filter(([name]) => telling.test(name))
      .flatMap(([, value]) => [value, ...value.split(' ')])
      .filter((secret) => secret.length > 7)
      .sort((one, other) => other.length - one.length))
  const redact = (text: string) =>
    secrets().reduce((safe, secret) => safe.replaceAll(secret, '[secret]'), text)

  // A foreign error may hold the request, headers included, in any property: only what is known to be text is copied.
  function copy(error: unknown, depth = 0): unknown {
    if (typeof error === 'string') return redact(error)
    if (!(error instanceof Error)) return undefined
    const { name, message, stack, cause } = error
    const inner = cause === undefined || depth > 4 ? undefined : { cause: copy(cause, depth + 1) }
    const safe = Object.assign(new Error(redact(message), inner), { name: redact(name) })
    if (stack) safe.stack = redact(stack)
    if ('code' in error) Object.assign(safe, { code: redact(String(error.code)) })
    return safe
  }
  return Object.assign(redact, {
    error: (error: unknown) => (secrets().length > 0 ? copy(error) : error),
  })
}
