import type { ImageType, SniffedType } from '../contract/imageType.js'

/** A part of an image, in pixels as shown. */
export type ImageArea = {
  /** Distance from the left edge. */
  x: number
  /** Distance from the top edge. */
  y: number
  /** Its width. */
  width: number
  /** Its height. */
  height: number
}

/** What an image has to be before it may be sent. */
export type ImageRequirements = {
  /** Whether it must be a square; some models need that. @default false */
  square?: boolean
  /** Largest file in bytes. @default 49999999, the most that the router takes */
  maxBytes?: number
  /** Most pixels, width times height. @default 50 million, above which phones run out of memory */
  maxPixels?: number
  /** Types of files. @default PNG, JPEG and WebP, all that the router takes */
  types?: readonly ImageType[]
}

/** How an image can be fixed: crop to a square, add borders to make a square, make smaller, change the type. */
export type ImageFix = 'crop' | 'pad' | 'scale' | 'convert'

/** Why an image cannot be sent, as data; the sentences are in `labels.problems`. */
export type ImageProblem = {
  /** What is wrong. */
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
  /** What helps, best first; empty if nothing does. */
  fixes: ImageFix[]
  /** Name of the file. */
  name?: string
  /** Type of the file, by its first bytes. */
  type?: SniffedType
  /** Size of the file. */
  bytes?: number
  /** Pixels as shown, where known. */
  width?: number
  /** Pixels as shown, where known. */
  height?: number
  /** Largest file that is taken, in bytes. */
  maxBytes?: number
  /** Most pixels that are taken, width times height. */
  maxPixels?: number
  /** Types that are taken. */
  types?: readonly ImageType[]
}
