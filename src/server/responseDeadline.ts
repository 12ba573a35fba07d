const deadlines = new WeakMap<Response, number>()

/** Notes until when a response must be out: a host that holds the socket can cut off a caller that does not read it. */
export function setDeadline(response: Response, unixTimeMs: number): Response {
  deadlines.set(response, unixTimeMs)
  return response
}

/** Unix time in milliseconds; undefined for a response that has none. */
export function deadlineOf(response: Response): number | undefined {
  return deadlines.get(response)
}
