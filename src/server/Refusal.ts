import type { RequestIssue } from '../contract/issues.js'

type RefusalOptions = {
  headers?: Record<string, string>
  /** Problems of single fields, as `error.details.issues`. */
  issues?: RequestIssue[] | undefined
  /** For `onEvent` only; never answered. */
  cause?: unknown
}

/** A request that goes no further, with the answer that its caller gets. */
export class Refusal extends Error {
  readonly status: number
  readonly code: string
  readonly headers: Record<string, string>
  readonly issues: RequestIssue[] | undefined

  constructor(status: number, code: string, message: string, options: RefusalOptions = {}) {
    super(message, { cause: options.cause })
    this.status = status
    this.code = code
    this.headers = options.headers ?? {}
    this.issues = options.issues
  }

  /** The router's own error shape, which every client of the router understands. */
  toResponse(): Response {
    const { code, message, issues } = this
    return Response.json(
      { error: { code, message, ...(issues ? { details: { issues } } : {}) } },
      { status: this.status, headers: this.headers },
    )
  }
}

/** The refusal of every method but POST. */
export function methodNotAllowed(): Refusal {
  return new Refusal(405, 'method_not_allowed', 'Send a POST.', { headers: { allow: 'POST' } })
}

/** A refusal of single fields. Its message holds the sentences of all issues. */
export function invalidRequest(issues: RequestIssue[]): Refusal {
  const message = issues.map((issue) => issue.message).join(' ')
  return new Refusal(400, 'invalid_request', message, { issues })
}
