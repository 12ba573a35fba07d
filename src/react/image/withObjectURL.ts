import { objectURLOf } from './objectURLs.js'
import type { VariationImage, VariationSource } from './VariationRun.js'

/**
 * Makes the `src` of a new object with bytes their object URL, which is made when somebody reads it: of a hundred runs only the
 * images in view need one.
 */
export function withObjectURL<Shown extends VariationImage | VariationSource>(shown: Shown): Shown {
  const { blob } = shown
  const get = () => objectURLOf(blob) ?? ''
  return blob
    ? Object.defineProperty(shown, 'src', { get, enumerable: true, configurable: true })
    : shown
}
