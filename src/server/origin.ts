import { Refusal } from './Refusal.js'

/** The page that a browser says it calls from, or null for callers that are no browsers. */
function isSameOrigin(request: Request, origin: string | null): boolean {
  if (origin === 'null') return false
  const site = request.headers.get('sec-fetch-site')
  if (site) return site === 'same-origin' || site === 'none'
  if (origin === null) return true
  if (!URL.canParse(origin)) return false
  // A proxy may hide the scheme, never the host: browsers let no page choose that header.
  const { host } = new URL(origin)
  return host === new URL(request.url).host || host === request.headers.get('host')
}

/** Lets same-origin pages, callers that are no browsers, and the configured origins pass. Throws {@link Refusal} 403. */
export function checkOrigin(request: Request, allowedOrigins: readonly string[]): void {
  const origin = request.headers.get('origin')
  if (isSameOrigin(request, origin) || (origin !== null && allowedOrigins.includes(origin))) return
  throw new Refusal(403, 'origin_not_allowed', 'Requests from this origin are not allowed.')
}

/** Headers that let a configured origin read the answer; none for anybody else. */
export function corsHeaders(
  request: Request,
  allowedOrigins: readonly string[],
): Record<string, string> {
  const origin = request.headers.get('origin')
  if (allowedOrigins.length === 0) return {}
  if (origin === null || !allowedOrigins.includes(origin)) return { vary: 'Origin' }
  return {
    vary: 'Origin',
    'access-control-allow-origin': origin,
    'access-control-allow-credentials': 'true',
    'access-control-expose-headers':
      'Retry-After, X-Request-Id, X-RateLimit-Limit, X-RateLimit-Remaining, X-RateLimit-Reset',
  }
}

/** Whether a browser asks beforehand if it may call. */
export function isPreflight(request: Request): boolean {
  return request.method === 'OPTIONS' && request.headers.has('access-control-request-method')
}

/** The answer to a preflight of a configured origin. */
export function preflightResponse(request: Request): Response {
  const wanted = request.headers.get('access-control-request-headers')
  return new Response(null, {
    status: 204,
    headers: {
      'access-control-allow-methods': 'POST',
      ...(wanted ? { 'access-control-allow-headers': wanted } : {}),
      'access-control-max-age': '600',
    },
  })
}
