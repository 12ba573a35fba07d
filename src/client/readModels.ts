import type { ModelOption } from '../contract/ModelOption.js'
import { isObject } from '../platform/isObject.js'
import { VariationError } from './errors.js'
import { textOf, type RawResponse } from './readResponse.js'

/** The models of a handler's list; none where the server has no list. */
export async function readModels({ parts, status }: RawResponse): Promise<ModelOption[]> {
  if (status >= 400) return []
  const text = await textOf(parts)
  try {
    const { models } = JSON.parse(text) as { models: unknown[] }
    return models.filter((model): model is ModelOption => isObject(model) && 'id' in model)
  } catch (cause) {
    throw new VariationError('bad_response', 'The models cannot be read.', { status, cause })
  }
}
