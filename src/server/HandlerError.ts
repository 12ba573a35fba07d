import type { RequestIssue } from '../contract/issues.js'

type HandlerErrorOptions = {
  headers?: Record<string, string>
  /** Problems of single fields. */
  issues?: RequestIssue[] | undefined
  /** For how long the server remembers runs by now, in milliseconds. */
  storeAgeMs?: number | undefined
  /** For `onEvent` only; the caller never gets it. */
  cause?: unknown
}

/** Issues and characters that an error response holds at most: a small request must not draw a large response. */
const maxIssues = 20
const maxPathSteps = 8
const maxNameLength = 64
const maxIssueLength = 300
const maxMessageLength = 1000

/** A request that ends here, with the error response that its caller gets. */
export class HandlerError extends Error {
  override readonly name = 'HandlerError'
  readonly status: number
  readonly code: string
  readonly headers: Record<string, string>
  readonly issues: RequestIssue[] | undefined
  readonly storeAgeMs: number | undefined

  constructor(status: number, code: string, message: string, options: HandlerErrorOptions = {}) {
    super(cut(message, maxMessageLength), { cause: options.cause })
    this.status = status
    this.code = code
    this.headers = options.headers ?? {}
    this.issues = options.issues?.slice(0, maxIssues).map(shorten)
    this.storeAgeMs = options.storeAgeMs
  }

  /** The router's own error shape; `sent` says whether the router may have had the whole request. */
  toBody(sent: boolean): string {
    const { code, message, issues, storeAgeMs } = this
    return JSON.stringify({ error: { code, message, sent, issues, storeAgeMs } })
  }

  toResponse(sent: boolean): Response {
    return new Response(this.toBody(sent), {
      status: this.status,
      headers: { ...this.headers, 'content-type': 'application/json' },
    })
  }
}

/** A request that ends here, with a response of the host's own: from `authorize` or `reserve`. */
export class HostResponse extends Error {
  override readonly name = 'HostResponse'
  readonly response: Response

  constructor(response: Response) {
    super('The host answers by itself.')
    this.response = response
  }
}

/** The error of single fields. Its message holds the sentences of the issues. */
export function invalidRequest(issues: RequestIssue[]): HandlerError {
  const sentences = issues.slice(0, maxIssues).map(({ message }) => cut(message, maxIssueLength))
  return new HandlerError(400, 'invalid_request', sentences.join(' '), { issues })
}

/** The error of a method that a path does not have. */
export function methodNotAllowed(allow: string): HandlerError {
  return new HandlerError(405, 'method_not_allowed', `This path takes ${allow}.`, {
    headers: { allow },
  })
}

/** A mistake of the server's own side. The caller gets no detail; `why` goes to `onEvent` or to the console. */
export function misconfigured(why: string): HandlerError {
  return new HandlerError(
    500,
    'configuration',
    'The image service of this server is not set up correctly. Its log says what is wrong.',
    { cause: new Error(why) },
  )
}

/** The error of a run whose outcome nobody knows. */
export function runLost(): HandlerError {
  const message =
    'The response of this run was lost on the server. It may have been carried out and billed.'
  return new HandlerError(502, 'run_lost', message)
}

/** The error of a request whose run is known, but which cannot be read itself. It says nothing of the run. */
export function runNotJoined(cause: unknown): HandlerError {
  const message = 'The run is known, but this copy of its request cannot be read. Collect it.'
  return new HandlerError(503, 'run_not_joined', message, { cause })
}

function shorten({ path, message }: RequestIssue): RequestIssue {
  const steps = path
    .slice(0, maxPathSteps)
    .map((step) => (typeof step === 'string' ? cut(step, maxNameLength) : step))
  return { path: steps, message: cut(message, maxIssueLength) }
}

function cut(text: string, maxLength: number): string {
  return text.length > maxLength ? `${text.slice(0, maxLength - 1)}…` : text
}
