import type { Operation } from '../contract/constants.js'
import { methodNotAllowed } from './HandlerError.js'

/** What a request wants. */
export type Route =
  | { action: 'create'; operation: Operation | undefined }
  | { action: 'collect' | 'cancel'; runId: string }
  | { action: 'models' }

/**
 * Reads a route from the end of the path, because the handler is mounted wherever its host likes. Throws `HandlerError` 405.
 */
export function routeOf({ method, url }: Request): Route {
  const { pathname } = new URL(url)
  const runId = /\/runs\/([^/]+)\/?$/.exec(pathname)?.[1]
  if (runId !== undefined) {
    if (method === 'GET') return { action: 'collect', runId }
    if (method === 'DELETE') return { action: 'cancel', runId }
    throw methodNotAllowed('GET, DELETE')
  }
  if (/\/models\/?$/.test(pathname)) {
    if (method === 'GET') return { action: 'models' }
    throw methodNotAllowed('GET')
  }
  if (method !== 'POST') throw methodNotAllowed('POST')
  return { action: 'create', operation: /\/edits\/?$/.test(pathname) ? 'edits' : undefined }
}
