import { defaultPaths, defaultServerURL, type Operation } from '../contract/constants.js'
import { isLoopbackHost } from '../platform/loopback.js'
import { HandlerError } from './HandlerError.js'
import type { Upload } from './readUpload.js'
import { redirected } from './routerResponse.js'
import { createSecret, type Secret } from './secrets.js'

export type UpstreamOptions = {
  /** Orq's key, or a function that gets it for each request. It goes to `serverURL` and nowhere else. */
  apiKey?: string | undefined | (() => string | undefined | Promise<string | undefined>)
  /**
   * Takes the request instead of `fetch`: the local router, a test, a network of your own. It gets the router's URL, the
   * rebuilt body as a stream, and a signal that aborts when the request must not go on.
   */
  upstream?: (request: Request) => Promise<Response>
  /** Where the router is; a path in it is kept. Plain http only on this machine. @default 'https://my.orq.ai' */
  serverURL?: string | URL
  /** Paths of the two operations there. @default Orq's */
  paths?: { variations?: string; edits?: string }
}

/** A request that is on its way to the router. */
export type SentRequest = {
  response: Promise<Response>
  /** Finds the key that went out, which nothing may repeat. */
  secret: Secret
  /** Whether the body is being read. */
  isReading: () => boolean
}

export type SendUpload = (
  upload: Upload,
  body: ReadableStream<Uint8Array>,
  signal: AbortSignal,
) => Promise<SentRequest>

/** The one place that knows the key and where it may go. Throws a plain error if it is set up wrongly. */
export function createUpstream({
  apiKey,
  upstream,
  serverURL,
  paths,
}: UpstreamOptions): SendUpload {
  const server = new URL(serverURL ?? defaultServerURL)
  const isHttps = server.protocol === 'https:'
  if (!isHttps && !(server.protocol === 'http:' && isLoopbackHost(server.host))) {
    throw new Error('`serverURL` must be https: the key would travel in the open.')
  }
  if (server.username || server.password) {
    throw new Error('`serverURL` must not hold a user name or password: use `apiKey`.')
  }
  const urlOf = (operation: Operation) => {
    const url = new URL(server)
    const base = server.pathname.replace(/\/+$/, '')
    url.pathname = `${base}/${(paths?.[operation] ?? defaultPaths[operation]).replace(/^\//, '')}`
    return url
  }
  const urls: Record<Operation, URL> = { variations: urlOf('variations'), edits: urlOf('edits') }
  const redirect = redirectMode()

  /** Sends an upload's body, which is read only as fast as the upstream takes it. */
  return async ({ operation, contentType }, body, signal) => {
    const key = await resolveKey(apiKey)
    signal.throwIfAborted()
    const secret = createSecret(key)
    const init = {
      method: 'POST',
      headers: {
        accept: 'application/json',
        'content-type': contentType,
        ...(key ? { authorization: `Bearer ${key}` } : {}),
      },
      body,
      duplex: 'half',
      redirect,
      signal,
    } as const
    if (!upstream) return { response: fetch(urls[operation], init), secret, isReading: () => true }
    const request = new Request(urls[operation], init)
    const call = async () => upstream(request)
    return { response: call(), secret, isReading: () => request.bodyUsed }
  }
}

/** What a failed call means for the caller. */
export function errorOfFailure(error: unknown, sent: boolean, secret: Secret): HandlerError {
  const { message, cause } = error instanceof Error ? error : new Error(String(error))
  const clean = secret.cleanError(error)
  // The whole phrase, because messages name hosts as well.
  const isRedirect = /unexpected redirect/i.test(
    `${message} ${cause instanceof Error ? cause.message : ''}`,
  )
  if (isRedirect) return redirected(clean)
  return sent
    ? new HandlerError(
        502,
        'upstream_connection_lost',
        'The connection to the router was lost. The request may have been carried out and billed.',
        { cause: clean },
      )
    : new HandlerError(
        502,
        'upstream_unreachable',
        'The router cannot be reached. Nothing was sent; try again later.',
        { cause: clean },
      )
}

async function resolveKey(apiKey: UpstreamOptions['apiKey']): Promise<string | undefined> {
  if (apiKey === undefined) return undefined
  const key = (typeof apiKey === 'function' ? await apiKey() : apiKey)?.trim()
  // Checked here, because the platform's own error would print the key.
  if (!key) throw badKey('`apiKey` is unset: set ORQ_API_KEY in the environment of the server.')
  if (!/^[\x21-\x7e]+$/.test(key)) {
    throw badKey('`apiKey` is malformed: it must be one word without spaces or line breaks.')
  }
  return key
}

function badKey(message: string): HandlerError {
  return new HandlerError(500, 'configuration', message, { cause: new Error(message) })
}

/** `error` keeps Node from holding the whole body for a second try. Workers know only `manual`, which shows the redirect itself. */
function redirectMode(): 'error' | 'manual' {
  try {
    return new Request('https://localhost', { redirect: 'error' }).redirect as 'error'
  } catch {
    return 'manual'
  }
}
