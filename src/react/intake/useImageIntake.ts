'use client'
import { useEffect, useMemo, useState } from 'react'
import { findProblem } from '../../image/findProblem.js'
import type { SniffedType } from '../../contract/imageType.js'
import type {
  ImageArea,
  ImageFix,
  ImageProblem,
  ImageRequirements,
} from '../../image/ImageProblem.js'
import type { Focus } from '../../image/squareArea.js'
import { useObjectURL } from '../image/useObjectURL.js'
import { useStore } from '../ui/createStore.js'
import { useEvent } from '../ui/useEvent.js'
import { createImageIntake } from './createImageIntake.js'
import type { DecodeImage, ImageOrigin, KnownImage } from './readImage.js'

/** An image that may be sent, and what is known of it. */
export type IntakeImage = {
  /** The file that is sent. */
  file: File
  /** Object URL of `thumbnail`, for as long as the hook shows it. */
  previewSrc: string
  /** A small copy, at most 512 pixels wide or high. */
  thumbnail: Blob
  /** Name of the file. */
  name: string
  /** By its first bytes. */
  mimeType: SniffedType
  /** Size of the file. */
  bytes: number
  /** Pixels as shown. */
  width: number
  /** Pixels as shown. */
  height: number
  /** The variation that it is, as `take` was told. */
  parentImageId?: string
}

/** Options of {@link useImageIntake}. */
export type UseImageIntakeOptions = {
  /** What the image has to be. May change at any time: the image is checked again. */
  requirements?: ImageRequirements
  /** Send what a file says about place, time and camera. @default false: it is removed, and no pixel changes */
  keepMetadata?: boolean
  /** Decodes files that the browser cannot, such as HEIC outside of Safari. @default no such file can be used */
  decode?: DecodeImage
}

/** The chosen image, what is wrong with it, and what can be done about it. */
export type ImageIntake = {
  /** The image, once there is one without a problem. */
  image: IntakeImage | null
  /** The image as it is now, even with a problem. */
  shown: IntakeImage | null
  /** What is wrong with the image, or with the last origin; the sentences are in `labels.problems`. */
  problem: ImageProblem | null
  /** The image as it came, before any fix or crop. */
  original: IntakeImage | null
  /** The part of `original` that a crop kept. */
  area: ImageArea | null
  /** An image is being read or changed. */
  isPending: boolean
  /** Takes an image and replaces the one before, which stays if this one cannot be used at all. */
  take: (origin: ImageOrigin, options?: { parentImageId?: string }) => Promise<void>
  /** Fixes the image, so that it meets all requirements. `focus` is the middle of a crop, from 0 to 1. */
  fix: (fix: ImageFix, options?: { focus?: Focus }) => Promise<void>
  /** Keeps a part of `original`, in its pixels; null goes back to the whole image. */
  crop: (area: ImageArea | null) => Promise<void>
  /** There is a good image to go back to from one with a problem. */
  canRevert: boolean
  /** Goes back to the last good image, with its fixes. */
  revert: () => void
  /** Forgets the image. */
  clear: () => void
}

/**
 * Takes an image in: reads its type, dimensions and limits from its first bytes before anything decodes it, makes a
 * thumbnail, and fixes what can be fixed. A problem is data, not an exception.
 *
 * @example
 * const { image, problem, take, fix } = useImageIntake({ requirements: { square: true } })
 */
export function useImageIntake({
  requirements = {},
  keepMetadata = false,
  decode,
}: UseImageIntakeOptions = {}): ImageIntake {
  const [intake] = useState(createImageIntake)
  const { original, current, area, before, rejected, isPending } = useStore(intake.store)
  useEffect(() => intake.stop, [intake])

  const problemOf = (image: KnownImage | null | undefined) =>
    image ? findProblem(image.file, image.header, requirements) : null
  const unmet = problemOf(current)
  const shown = useShown(current)
  return {
    image: unmet ? null : shown,
    shown,
    problem: rejected ?? unmet,
    original: useShown(original),
    area,
    isPending,
    take: useEvent((origin, options) =>
      intake.take(origin, requirements, { ...options, keepMetadata, decode }),
    ),
    fix: useEvent((fix, options) => intake.fix(fix, requirements, options?.focus)),
    crop: useEvent((part) => intake.crop(part, requirements)),
    canRevert: Boolean(unmet && before?.current && !problemOf(before.current)),
    revert: intake.revert,
    clear: intake.clear,
  }
}

function useShown(image: KnownImage | null): IntakeImage | null {
  const previewSrc = useObjectURL(image?.thumbnail) ?? ''
  return useMemo(() => {
    if (!image) return null
    const { file, header, thumbnail, parentImageId } = image
    const { type: mimeType, width, height } = header
    const { name, size: bytes } = file
    return { file, previewSrc, thumbnail, name, mimeType, bytes, width, height, parentImageId }
  }, [image, previewSrc])
}
