/** The header of a request's run id. */
export const idempotencyKeyHeader = 'Idempotency-Key'

/** A new run id: 24 hexadecimal characters. `crypto.randomUUID` is missing on pages without https. */
export function createRunId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('')
}

/** True for 16 to 128 characters of `A-Za-z0-9_-`: what the handler takes as an idempotency key. */
export function isRunId(value: unknown): value is string {
  return typeof value === 'string' && /^[\w-]{16,128}$/.test(value)
}
