import type { VariationClient } from '../../client/createVariationClient.js'
import { loadPart } from './loadPart.js'

/** A client for a handler, whose code is loaded with the first call: a page that only shows a form does not need it. */
export function createLazyClient(options?: { endpoint?: string }): VariationClient {
  async function load(): Promise<VariationClient> {
    const { createVariationClient } = await loadPart(
      import('../../client/createVariationClient.js'),
    )
    return createVariationClient(options)
  }
  return {
    create: async (request, call) => (await load()).create(request, call),
    send: async (request, call) => (await load()).send(request, call),
  }
}
