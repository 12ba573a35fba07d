import {
  defaultEndpoint,
  defaultPaths,
  defaultServerURL,
  type Operation,
} from '../contract/constants.js'
import { isLoopbackHost } from '../platform/loopback.js'
import { misconfigured } from './errors.js'

export type TargetOptions = {
  /**
   * Where your handler answers. A relative URL works in browsers only. Without effect where `apiKey` is given.
   * @default '/api/image-variations'
   */
  endpoint?: string | URL
  /** Direct mode: the key of the router, or a function that is asked before each call. Belongs on a server. */
  apiKey?: string | (() => string | Promise<string>)
  /** The router, or a compatible server, for direct mode. Plain http only on this machine. @default 'https://my.orq.ai' */
  serverURL?: string | URL
  /** Paths of the two operations under `serverURL`. @default the router's `/v2/router/images/…` */
  paths?: { variations?: string; edits?: string }
  /** Allow `apiKey` in a browser, where every visitor can read it. @default false */
  dangerouslyAllowBrowser?: boolean
  /** Sends in place of the platform's `fetch`. */
  fetch?: typeof fetch
}

/** Where a client sends its requests: to our handler, or directly to the router. */
export type Target = {
  isDirect: boolean
  /** @param serverURL another router for this call; direct mode only */
  postURL(operation: Operation, serverURL?: string | URL): string
  /** Where a run is collected and cancelled; handler mode only. */
  runURL(runId: string): string
  /** Where the handler lists its models; undefined in direct mode. */
  modelsURL(): string | undefined
}

/** @throws VariationError `configuration` for a bad server URL, an empty or undefined key, and a key in a browser */
export function createTarget(options: TargetOptions): Target {
  const { apiKey, serverURL, paths } = options
  const isDirect =
    apiKey !== undefined || (serverURL !== undefined && options.endpoint === undefined)
  if (apiKey === undefined ? 'apiKey' in options && !options.endpoint : !apiKey) {
    throw misconfigured('The apiKey is empty. Is its environment variable set?')
  }
  if (apiKey !== undefined && isBrowser() && !options.dangerouslyAllowBrowser) {
    throw misconfigured(
      'An apiKey in a browser can be read by every visitor. Keep it on your server, in createVariationHandler, or set dangerouslyAllowBrowser.',
    )
  }
  const pathOf = (operation: Operation) => paths?.[operation] ?? defaultPaths[operation]
  if (!isDirect) {
    return {
      isDirect,
      postURL: () => handlerURL(options, ''),
      runURL: (runId) => handlerURL(options, `/runs/${runId}`),
      modelsURL: () => handlerURL(options, '/models'),
    }
  }
  const direct = {
    variations: directURL(serverURL, pathOf('variations')),
    edits: directURL(serverURL, pathOf('edits')),
  }
  return {
    isDirect,
    postURL: (operation, other) =>
      other ? directURL(other, pathOf(operation)) : direct[operation],
    runURL() {
      throw misconfigured('Runs are kept by createVariationHandler; the router itself has none.')
    },
    modelsURL: () => undefined,
  }
}

/** A page or a web worker: where visitors can read what the code knows. */
export function isBrowser(): boolean {
  return typeof document !== 'undefined' || 'importScripts' in globalThis
}

/** A path under the server's own, as the official SDK joins them. */
function directURL(serverURL: string | URL = defaultServerURL, path: string): string {
  let url: URL
  let server: URL
  try {
    server = new URL(serverURL)
    server.pathname = server.pathname.replace(/\/*$/, '/')
    url = new URL(path.replace(/^\/+/, ''), server)
  } catch {
    throw misconfigured('The serverURL is no URL. Give one such as "https://my.orq.ai".')
  }
  // The address is left out of the messages: it may hold a secret.
  if (url.username || url.password) throw misconfigured('The serverURL must not hold a password.')
  if (url.origin !== server.origin) throw misconfigured('A path must not lead to another server.')
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopbackHost(url.hostname))) {
    throw misconfigured('The serverURL must be https; plain http is for this machine only.')
  }
  if (!url.search) url.search = server.search
  url.hash = ''
  return url.href
}

function handlerURL({ endpoint = defaultEndpoint, fetch }: TargetOptions, path: string): string {
  let url: URL
  try {
    url = new URL(endpoint, globalThis.document?.baseURI ?? globalThis.location?.href)
  } catch {
    // A fetch of the caller's own may know what a relative endpoint belongs to.
    if (fetch)
      return String(endpoint).replace(/\/*(\?|#|$)/, (end) =>
        path ? path + end.replace(/^\/+/, '') : end,
      )
    throw misconfigured(
      'A relative endpoint needs a browser. Elsewhere give an absolute URL or an apiKey.',
    )
  }
  if (url.username || url.password) throw misconfigured('The endpoint must not hold a password.')
  if (path) url.pathname = url.pathname.replace(/\/*$/, path)
  url.hash = ''
  return url.href
}
