import { isLoopbackHost } from '../platform/loopback.js'

/**
 * The address of a result if an app can show and open it without harm: https; `data:` of a PNG, JPEG or WebP; `blob:` of this
 * page; http of this page's origin or of this machine. Undefined for `javascript:`, documents in `data:` and the rest.
 * A relative address belongs to the page, and where there is no page it stays relative.
 */
export function toSafeURL(address: string): string | undefined {
  const page = globalThis.location
  let url: URL
  try {
    url = new URL(address, page?.href ?? relativeBase)
  } catch {
    return undefined
  }
  const { protocol, origin, host, pathname } = url
  const isSafe =
    protocol === 'https:' ||
    (protocol === 'http:' && (isLoopbackHost(host) || origin === page?.origin)) ||
    (protocol === 'blob:' && origin === page?.origin) ||
    (protocol === 'data:' && /^image\/(png|jpeg|webp)[;,]/i.test(pathname))
  if (!isSafe) return undefined
  return url.href.startsWith(relativeBase) ? address : url.href
}

const relativeBase = 'https://relative.invalid/'
