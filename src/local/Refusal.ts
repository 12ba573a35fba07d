/** An answer of 400 or above, thrown wherever the router notices its reason. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly headers: Record<string, string> = {},
  ) {
    super(message)
  }

  /** The error in the shape that Orq documents; a retired endpoint says nothing at all. */
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
