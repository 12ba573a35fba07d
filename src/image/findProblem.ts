import { limits } from '../contract/constants.js'
import { imageTypes, maxDecodablePixels, type ImageHeader } from '../contract/imageType.js'
import { type ImageFix, type ImageProblem, type ImageRequirements } from '../image/ImageProblem.js'

/** The requirements that hold if nobody sets others. */
export const defaultRequirements = {
  square: false,
  maxBytes: limits.maxImageBytes,
  maxPixels: 50_000_000,
  types: imageTypes,
} as const satisfies ImageRequirements

/**
 * The first problem that keeps an image from being sent, from its header alone. One fix solves all problems, so the one
 * that needs a person's choice comes first.
 */
export function findProblem(
  file: Blob,
  header: ImageHeader | undefined,
  requirements: ImageRequirements = {},
): ImageProblem | null {
  const { square, maxBytes, maxPixels, types } = { ...defaultRequirements, ...requirements }
  const problem = (code: ImageProblem['code'], ...fixes: ImageFix[]): ImageProblem => ({
    code,
    fixes,
    name: file instanceof File ? file.name : undefined,
    type: header?.type,
    width: header?.width,
    height: header?.height,
    bytes: file.size,
    maxBytes,
    maxPixels,
    types,
  })
  if (file.size === 0) return problem('empty')
  if (!header) return problem('not_an_image')
  const { type, width, height, animated } = header
  if (type === 'image/svg+xml') return problem('svg')
  if (type === 'image/heic') return problem('heic', 'convert')
  if (width === 0 || height === 0) return problem('corrupt')
  const pixels = width * height
  if (pixels > maxDecodablePixels) return problem('too_many_pixels')
  if (animated) return problem('animated', 'convert')
  if (square && width !== height) return problem('not_square', 'crop', 'pad')
  if (pixels > maxPixels) return problem('too_many_pixels', 'scale')
  if (file.size > maxBytes) return problem('too_many_bytes', 'scale')
  if (!types.some((allowed) => allowed === type)) return problem('wrong_type', 'convert')
  return null
}
