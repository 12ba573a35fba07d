import { limits } from '../../contract/constants.js'
import { toSafeURL } from '../../contract/safeURL.js'
import type { VariationImage } from '../image/VariationRun.js'

/**
 * A result that is a URL: shown only where it can do no harm, and with the time of its death, which the host's own `se` query
 * tells more exactly than the contract's 60 minutes.
 *
 * @param created when the response was made, Unix time in seconds
 */
export function linkedImage(
  address: string,
  created: number,
): Pick<VariationImage, 'src' | 'expiresAt' | 'problem'> {
  const src = toSafeURL(address)
  if (src === undefined) return { src: '', problem: 'unsafe_url' }
  const told = Date.parse(new URL(src, 'https://page.invalid').searchParams.get('se') ?? '')
  const expiresAt = new Date(told || (created + limits.urlLifetimeSeconds) * 1000)
  return { src, expiresAt }
}
