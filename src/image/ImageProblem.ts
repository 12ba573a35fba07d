import type { ImageType, SniffedType } from '../contract/imageType.js'

/** What a picture has to be before it may be sent. */
export type ImageRequirements = {
  /** Some models take squares only. @default false */
  square?: boolean
  /** @default 50 MB, the router's limit */
  maxBytes?: number
  /** Width times height. @default 50 million, above which phones run out of memory */
  maxPixels?: number
  /** @default all that the router takes */
  types?: readonly ImageType[]
}

/** What can be done about a picture: cut to a square, pad to a square, make smaller, change the type. */
export type ImageFix = 'crop' | 'pad' | 'scale' | 'convert'

/** Why a picture cannot be sent, as data; words come from labels. */
export type ImageProblem = {
  code:
    | 'empty'
    | 'not_an_image'
    | 'svg'
    | 'heic'
    | 'animated'
    | 'corrupt'
    | 'too_many_bytes'
    | 'too_many_pixels'
    | 'not_square'
    | 'wrong_type'
    | 'unreachable'
  /** What helps, best first; empty where nothing does. */
  fixes: ImageFix[]
  /** Of the file. */
  name?: string
  type?: SniffedType
  bytes?: number
  width?: number
  height?: number
  /** Of the requirements. */
  maxBytes?: number
  maxPixels?: number
  types?: readonly ImageType[]
}
