import { isLoopback } from '../../client/answer.js'
import { limits } from '../../contract/constants.js'
import type { VariationImage } from '../image/VariationRun.js'

/**
 * A result that is a URL: shown only where it can do no harm, and with the time of its death, which the host's own `se` query
 * tells more exactly than the contract's 60 minutes.
 *
 * @param created when the answer was made, Unix time in seconds
 */
export function linkedImage(
  address: string,
  created: number,
): Pick<VariationImage, 'src' | 'expiresAt' | 'problem'> {
  const url = safeURL(address)
  if (!url) return { src: '', problem: 'unsafe_url' }
  const told = Date.parse(url.searchParams.get('se') ?? '')
  const expiresAt = new Date(told || (created + limits.urlLifetimeSeconds) * 1000)
  return { src: url.href, expiresAt }
}

/** https, and http from this page's own origin or machine. Everything else, such as `javascript:` and `data:`, is refused. */
function safeURL(address: string): URL | undefined {
  const here = typeof location === 'undefined' ? undefined : location
  let url: URL
  try {
    url = new URL(address, here?.href)
  } catch {
    return undefined
  }
  const isLocal = url.origin === here?.origin || isLoopback(url.hostname)
  const isSafe =
    url.protocol === 'https:' ||
    (url.protocol === 'http:' && isLocal) ||
    (url.protocol === 'blob:' && url.origin === here?.origin)
  return isSafe ? url : undefined
}
