import { defaultPaths, defaultServerURL, type Operation } from '../contract/constants.js'
import type { Upload } from './readUpload.js'
import { Refusal } from './Refusal.js'

export type UpstreamOptions = {
  /** Orq's key, or a function that gets it for each request. It goes to `serverURL` and nowhere else. */
  apiKey?: string | undefined | (() => string | undefined | Promise<string | undefined>)
  /**
   * Takes the request instead of `fetch`: the local router, a test, a network of your own. It gets Orq's URL, the rebuilt
   * body as a stream, and a signal that says when the caller has left.
   */
  upstream?: (request: Request) => Promise<Response>
  /** Where the router is. Plain http only on this machine. @default 'https://my.orq.ai' */
  serverURL?: string | URL
  /** Paths of the two operations there. @default Orq's */
  paths?: { variations?: string; edits?: string }
}

/** What an upstream has to say about a request that it was sent. */
export type Exchange = {
  answer: Promise<Response>
  /** The key that went out, which no answer may repeat. */
  secret: string | undefined
  /** Whether anything has begun to read the body. */
  isReading: () => boolean
}

/** The one place that knows the key and where it may go. Throws a plain error if it is set up wrongly. */
export function createUpstream({ apiKey, upstream, serverURL, paths }: UpstreamOptions) {
  if (!apiKey && !upstream) {
    throw new Error(
      'createVariationHandler needs `apiKey` or `upstream`. Where the key is known only at run time, pass a function: `apiKey: () => process.env.ORQ_API_KEY`.',
    )
  }
  const server = new URL(serverURL ?? defaultServerURL)
  if (server.protocol !== 'https:' && !(server.protocol === 'http:' && isLoopback(server))) {
    throw new Error('`serverURL` must be https: the key would travel in the open.')
  }
  if (server.username || server.password) {
    throw new Error('`serverURL` must not hold a user name or password: use `apiKey`.')
  }
  const urlOf = (operation: Operation) => {
    const url = new URL(paths?.[operation] ?? defaultPaths[operation], server)
    if (url.origin !== server.origin) throw new Error('`paths` must stay on `serverURL`.')
    return url
  }
  const urls: Record<Operation, URL> = { variations: urlOf('variations'), edits: urlOf('edits') }
  const redirect = redirectMode()

  /** Sends an upload's body, which is read only as fast as the upstream takes it. */
  return async (
    { operation, contentType }: Upload,
    body: ReadableStream<Uint8Array>,
    signal: AbortSignal,
  ): Promise<Exchange> => {
    const secret = await resolveKey(apiKey)
    const init = {
      method: 'POST',
      headers: {
        accept: 'application/json',
        'content-type': contentType,
        ...(secret ? { authorization: `Bearer ${secret}` } : {}),
      },
      body,
      duplex: 'half',
      redirect,
      signal,
    } as const
    if (!upstream) return { answer: fetch(urls[operation], init), secret, isReading: () => true }
    const request = new Request(urls[operation], init)
    const call = async () => upstream(request)
    return { answer: call(), secret, isReading: () => request.bodyUsed }
  }
}

/** What a failed call means for the caller. */
export function refusalOfFailure(error: unknown, wasSent: boolean): Refusal {
  const { message, cause } = error instanceof Error ? error : new Error(String(error))
  // The whole phrase, because messages name hosts as well.
  const isRedirect = /unexpected redirect/i.test(
    `${message} ${cause instanceof Error ? cause.message : ''}`,
  )
  if (isRedirect) {
    const message = 'The router redirected, which is not followed.'
    return new Refusal(502, 'upstream_redirect', message, { cause: error })
  }
  return wasSent
    ? new Refusal(
        502,
        'upstream_connection_lost',
        'The connection to the router was lost. The request may have been carried out and billed.',
        { cause: error },
      )
    : new Refusal(502, 'upstream_unreachable', 'The router cannot be reached.', { cause: error })
}

async function resolveKey(apiKey: UpstreamOptions['apiKey']): Promise<string | undefined> {
  if (apiKey === undefined) return undefined
  const key = (typeof apiKey === 'function' ? await apiKey() : apiKey)?.trim()
  // Checked here, because the platform's own error would print the key.
  if (!key || !/^[\x21-\x7e]+$/.test(key)) throw new Error('`apiKey` is empty or malformed.')
  return key
}

function isLoopback({ hostname }: URL): boolean {
  return /^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname)
}

/** `error` keeps Node from holding the whole body for a second try. Workers know only `manual`, which shows the redirect itself. */
function redirectMode(): 'error' | 'manual' {
  try {
    return new Request('https://localhost', { redirect: 'error' }).redirect as 'error'
  } catch {
    return 'manual'
  }
}
