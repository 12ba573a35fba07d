import { HandlerError } from './HandlerError.js'

/** True for same-origin pages, and for callers that are no browsers. */
function isSameOrigin(request: Request, origin: string | null): boolean {
  if (origin === 'null') return false
  const site = request.headers.get('sec-fetch-site')
  if (site) return site === 'same-origin' || site === 'none'
  if (origin === null) return true
  if (!URL.canParse(origin)) return false
  // A proxy may hide the scheme, never the host: browsers let no page choose that header.
  const { host } = new URL(origin)
  return hostsOf(request).includes(host)
}

function hostsOf(request: Request): (string | null)[] {
  return [new URL(request.url).host, request.headers.get('host')]
}

/** Lets same-origin pages, callers that are no browsers, and the configured origins pass. Throws {@link HandlerError} 403. */
export function checkOrigin(request: Request, allowedOrigins: readonly string[]): void {
  const origin = request.headers.get('origin')
  if (isSameOrigin(request, origin) || (origin !== null && allowedOrigins.includes(origin))) return
  throw new HandlerError(403, 'origin_not_allowed', 'Requests from this origin are not allowed.')
}

/** Stops DNS rebinding: a page of another name that leads to this server. Throws {@link HandlerError} 403. */
export function checkHost(request: Request, allowedHosts: readonly string[] | undefined): void {
  if (!allowedHosts) return
  const isAllowed = (host: string) =>
    allowedHosts.some((allowed) => {
      const name = allowed.toLowerCase()
      return name === host.toLowerCase() || name === host.toLowerCase().replace(/:\d+$/, '')
    })
  if (hostsOf(request).every((host) => host === null || isAllowed(host))) return
  throw new HandlerError(403, 'host_not_allowed', 'This host name is not one of this service.')
}

/** Headers that let a configured origin read the response; none for other origins. */
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
      'Retry-After, X-Request-Id, Idempotency-Replayed, X-RateLimit-Limit, X-RateLimit-Remaining, X-RateLimit-Reset',
  }
}

/** True if a browser asks beforehand whether it may call. */
export function isPreflight(request: Request): boolean {
  return request.method === 'OPTIONS' && request.headers.has('access-control-request-method')
}

/** The response to a preflight of a configured origin. */
export function preflightResponse(request: Request): Response {
  const wanted = request.headers.get('access-control-request-headers')
  return new Response(null, {
    status: 204,
    headers: {
      'access-control-allow-methods': 'GET, POST, DELETE',
      ...(wanted ? { 'access-control-allow-headers': wanted } : {}),
      'access-control-max-age': '600',
    },
  })
}
