/** Headers in which servers and gateways name a request, the most telling first. */
const requestIdHeaders = [
  'x-request-id',
  'request-id',
  'x-orq-request-id',
  'x-orq-trace-id',
  'x-correlation-id',
] as const

/** The server's name for a request, for its support. */
export function requestIdOf(headers: Pick<Headers, 'get'>): string | undefined {
  for (const name of requestIdHeaders) {
    const value = headers.get(name)
    if (value) return value
  }
  return undefined
}
