import { isObject } from '../platform/isObject.js'
import type { RequestIssue } from './issues.js'
import { ourName } from './names.js'

/** What the body of an error response says. Texts are trimmed and bounded; nothing of it is trusted. */
export type ErrorBody = {
  /** The server's sentence, at most 1,000 characters. */
  message?: string
  /** The server's own code, such as `rate_limit_exceeded`. */
  code?: string
  type?: string
  /** The field that the error is about, in the server's name. */
  param?: string
  docUrl?: string
  /** Problems of a request, with paths in our names; at most 100. */
  issues?: RequestIssue[]
  /** Our handler only: whether the router may have had the whole request. */
  sent?: boolean
  /** Our handler's `run_not_found` only: for how long it remembers runs by now, in milliseconds. */
  storeAgeMs?: number
  /** The start of a body that is not an error's JSON, at most 200 characters. Markup is left out. */
  text?: string
}

/** More of an error response than this is not read, in bytes. */
export const maxErrorBodyBytes = 64_000

const maxIssues = 100

/**
 * Understands the error bodies of Orq, OpenAI, their predecessors and compatible servers, and our handler's.
 *
 * @param redact takes secrets out of every text, after JSON's escapes are resolved
 */
export function readErrorBody(
  body: string,
  redact: (text: string) => string = (text) => text,
): ErrorBody {
  let parsed: unknown
  try {
    parsed = JSON.parse(body.replace(/^\uFEFF/, ''), (_, value: unknown) =>
      typeof value === 'string' ? redact(value) : value,
    )
  } catch {
    return body && !/^\s*</.test(body) ? { text: redact(body).slice(0, 200) } : {}
  }
  if (!isObject(parsed)) return { text: redact(body).slice(0, 200) }
  const error = isObject(parsed['error']) ? parsed['error'] : parsed
  const message =
    sentence(error['message']) ?? sentence(parsed['error']) ?? sentence(parsed['detail'])
  const param = word(error['param'])
  const issues = issuesOf(parsed, error, message)
  if (issues.length === 0 && param && message) issues.push({ path: toPath(param), message })
  const { sent, storeAgeMs } = error
  const found: ErrorBody = {
    message: message ?? sentence(issues.map((issue) => issue.message).join(' ')),
    code: word(error['code']),
    type: word(error['type']),
    param,
    docUrl: word(error['doc_url']),
    issues: issues.length > 0 ? issues : undefined,
    sent: typeof sent === 'boolean' ? sent : undefined,
    storeAgeMs: typeof storeAgeMs === 'number' ? storeAgeMs : undefined,
  }
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined))
}

function issuesOf(
  body: Record<string, unknown>,
  error: Record<string, unknown>,
  message: string | undefined,
): RequestIssue[] {
  const { details } = error
  const candidates = [
    ...(isObject(details) ? [details['issues'], details['errors']] : [details]),
    error['issues'],
    error['errors'],
    body['detail'],
  ]
  const listed: unknown[] = candidates.find(Array.isArray) ?? []
  return listed
    .slice(0, maxIssues)
    .filter(isObject)
    .map((item) => toIssue(item, message))
}

/** `{ path, message }` of our handler, and what others call the two. */
function toIssue(item: Record<string, unknown>, fallback = 'This is not valid.'): RequestIssue {
  return {
    path: toPath(item['path'] ?? item['loc'] ?? item['field'] ?? item['param']),
    message: sentence(item['message']) ?? sentence(item['msg']) ?? fallback,
  }
}

/** `fallbacks[0].model`, `['body', 'response_format']` and the like, in our names. */
function toPath(path: unknown): RequestIssue['path'] {
  const steps = Array.isArray(path)
    ? path.map(String)
    : typeof path === 'string'
      ? path.split(/[.[\]]+/)
      : []
  return steps
    .slice(0, 20)
    .filter((step, index) => step !== '' && (step !== 'body' || index > 0))
    .map((step) => (/^\d{1,9}$/.test(step) ? Number(step) : ourName(step.slice(0, 200))))
}

function sentence(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() ? value.trim().slice(0, 1000) : undefined
}

function word(value: unknown): string | undefined {
  return typeof value === 'number' ? String(value) : sentence(value)
}
