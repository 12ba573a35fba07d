import { VariationError } from '../../client/errors.js'

/** A part of the page that nobody needs before the first run. It is loaded before anything is sent. */
export async function loadPart<Part>(part: Promise<Part>): Promise<Part> {
  try {
    return await part
  } catch (cause) {
    const message = 'A part of this page could not be loaded. Nothing was sent; reload the page.'
    throw new VariationError('network', message, { cause })
  }
}
