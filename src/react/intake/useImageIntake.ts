'use client'
import { useEffect, useMemo, useState } from 'react'
import { findProblem } from '../../image/findProblem.js'
import type { SniffedType } from '../../contract/imageType.js'
import type { ImageFix, ImageProblem, ImageRequirements } from '../../image/ImageProblem.js'
import type { Focus } from '../../image/prepareImage.js'
import { useObjectURL } from '../image/useObjectURL.js'
import { useStore } from '../ui/createStore.js'
import { useEvent } from '../ui/useEvent.js'
import { createImageIntake } from './createImageIntake.js'
import type { ImageOrigin, TakenImage } from './takeImage.js'

/** A picture that may be sent. */
export type IntakeImage = {
  file: File
  /** Object URL of a small copy, at most 512 px. */
  previewSrc: string
  name: string
  /** By its first bytes. */
  mimeType: SniffedType
  bytes: number
  /** Pixels as shown. */
  width: number
  height: number
  /** The variation that it is, as `take` was told. */
  parentImageId?: string
}

export type UseImageIntakeOptions = {
  /** What the picture has to be. May change at any time: the picture is judged anew. */
  requirements?: ImageRequirements
  /** Send along what a file tells about place, time and camera. @default false: it is taken out, no pixel changes */
  keepMetadata?: boolean
}

export type ImageIntake = {
  /** The picture, once there is one and nothing is wrong with it. */
  image: IntakeImage | null
  /** What is wrong with it, or with the last origin; words are in `labels.problems`. */
  problem: ImageProblem | null
  /** The picture as it came, before any fix: what a crop is chosen on. */
  original: IntakeImage | null
  /** A picture is being read or fixed. */
  isPending: boolean
  /** Takes a picture in the place of the one before, which stays if this one is no good. */
  take: (origin: ImageOrigin, options?: { parentImageId?: string }) => Promise<void>
  /** Repairs the picture, so that it meets all requirements. `focus` is the middle of a crop, from 0 to 1. */
  fix: (fix: ImageFix, options?: { focus?: Focus }) => Promise<void>
  /** There is a good picture to go back to from one with a problem. */
  canRevert: boolean
  /** Goes back to the last good picture, with what was done to it. */
  revert: () => void
  clear: () => void
}

/**
 * Takes a picture in: true type, dimensions and limits from its first bytes before anything decodes it, a thumbnail for
 * showing it, and one call for whatever can be repaired. A problem is data, not an exception.
 *
 * @example
 * const { image, problem, take, fix } = useImageIntake({ requirements: { square: true } })
 */
export function useImageIntake({
  requirements = {},
  keepMetadata = false,
}: UseImageIntakeOptions = {}): ImageIntake {
  const [intake] = useState(createImageIntake)
  const { original, taken, before, refusal, isPending } = useStore(intake.store)
  useEffect(() => intake.mount(), [intake])

  const problemOf = (picture: TakenImage | null | undefined) =>
    picture ? findProblem(picture.file, picture.header, requirements) : null
  const unmet = problemOf(taken)
  const image = useShown(taken)
  return {
    image: unmet ? null : image,
    problem: refusal ?? unmet,
    original: useShown(original),
    isPending,
    take: useEvent((origin, options) =>
      intake.take(origin, requirements, { ...options, keepMetadata }),
    ),
    fix: useEvent((fix, options) => intake.fix(fix, requirements, options?.focus)),
    canRevert: Boolean(unmet && before?.taken && !problemOf(before.taken)),
    revert: intake.revert,
    clear: intake.clear,
  }
}

function useShown(taken: TakenImage | null): IntakeImage | null {
  // Held here as well, for the case that effects were taken down and put up again.
  const previewSrc = useObjectURL(taken?.preview.blob) ?? taken?.preview.src ?? ''
  return useMemo(() => {
    if (!taken) return null
    const { file, header, parentImageId } = taken
    const { type: mimeType, width, height } = header
    const { name, size: bytes } = file
    return { file, previewSrc, name, mimeType, bytes, width, height, parentImageId }
  }, [taken, previewSrc])
}
