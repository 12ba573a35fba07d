/** A response with a status of 400 or above, thrown where the router notices the reason. */
export class LocalRouterError extends Error {
  override readonly name = 'LocalRouterError'
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly headers: Record<string, string> = {},
  ) {
    super(message)
  }

  /** The error in the shape that Orq documents. An error without a message has an empty body, as a retired endpoint has. */
  toResponse(headers: Record<string, string>): Response {
    const all = { ...headers, ...this.headers }
    if (this.message === '') return new Response(null, { status: this.status, headers: all })
    const body = {
      error: {
        code: this.code,
        message: this.message,
        doc_url: 'https://docs.orq.ai/docs/ai-gateway/overview',
      },
    }
    return Response.json(body, { status: this.status, headers: all })
  }
}

/** The error for a request that the caller has to change. */
export function invalidRequest(message: string): LocalRouterError {
  return new LocalRouterError(400, 'invalid_request_body', message)
}
