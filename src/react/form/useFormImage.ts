import { useState } from 'react'
import { isVariationError, type VariationError } from '../../client/errors.js'
import type { ImageProblem, ImageRequirements } from '../../image/ImageProblem.js'
import { fileNameOf } from '../image/fileNameOf.js'
import type { VariationImage, VariationRun } from '../image/VariationRun.js'
import type { DecodeImage } from '../intake/readImage.js'
import { useImageIntake, type ImageIntake, type IntakeImage } from '../intake/useImageIntake.js'
import { useEvent } from '../ui/useEvent.js'
import type { ImageVariationFormActions } from './UseImageVariationFormOptions.js'

export type UseFormImageOptions = {
  requirements: ImageRequirements | undefined
  decode: DecodeImage | undefined
  /** Id of the chosen model. */
  model: string
  /** The chosen model takes only square images. */
  isSquare: boolean | undefined
}

/** The image of a form: what it must be like, those that follow it, and what the server found wrong with it. */
export function useFormImage({ requirements, decode, model, isSquare }: UseFormImageOptions) {
  // Models that rejected an image because it was no square.
  const [squareModels, setSquareModels] = useState<readonly string[]>([])
  const needsSquare = isSquare || squareModels.includes(model)
  const allRequirements = { ...requirements, ...(needsSquare && { square: true }) }
  const intake = useImageIntake({ requirements: allRequirements, decode })
  const [settledProblem, setSettledProblem] = useState<ImageProblem | null>(null)
  const [explainedError, setExplainedError] = useState<VariationError | null>(null)
  const [followers, setFollowers] = useState<readonly Follower[]>([])
  const [failure, setFailure] = useState<ReadFailure | null>(null)

  const read = useEvent(async (...origin: Parameters<ImageIntake['take']>): Promise<void> => {
    setFailure(null)
    try {
      await intake.take(...origin)
    } catch (error) {
      if (!isVariationError(error)) throw error
      setFailure({ error, origin })
    }
  })
  const takeVariation = ({ image, run }: Follower) => {
    const { blob, src } = image
    const name = fileNameOf(image, run?.source)
    return read(blob ? new File([blob], name, { type: blob.type }) : src, {
      parentImageId: image.id,
    })
  }
  const vary: ImageVariationFormActions['vary'] = useEvent((image, run, others = []) => {
    setFollowers(others)
    void takeVariation({ image, run })
  })
  const takeNext = useEvent(() => {
    const [next, ...rest] = followers
    setFollowers(rest)
    if (next) void takeVariation(next)
    return next !== undefined
  })
  const take: ImageIntake['take'] = useEvent((...origin) => {
    setFollowers([])
    return read(...origin)
  })
  const clear = useEvent(() => {
    setFailure(null)
    if (!takeNext()) intake.clear()
  })

  return {
    intake: { ...intake, take, clear },
    requirements: allRequirements,
    problem: intake.problem === settledProblem ? null : intake.problem,
    /** The code that reads an image could not be loaded. */
    readError: failure?.error ?? null,
    /** Reads that image once more. */
    readAgain: useEvent(() => {
      if (failure) void read(...failure.origin)
    }),
    /** How many images follow. */
    followers: followers.length,
    vary,
    takeNext,
    /** A problem that is there now is history: the image before it was sent. */
    settleProblem: useEvent(() => setSettledProblem(intake.problem)),
    /** Turns a rejection by the server into a problem that can be fixed, where it is one. */
    explain: useEvent((error: VariationError, rejectedModel: string) => {
      if (!isSquareRejection(error, intake.image)) return
      setSquareModels((known) => [...known, rejectedModel])
      setExplainedError(error)
    }),
    isExplained: (error: VariationError | null) => error !== null && error === explainedError,
  }
}

type ReadFailure = { error: VariationError; origin: Parameters<ImageIntake['take']> }

type Follower = { image: VariationImage; run?: VariationRun }

/** The server rejected an image that is no square, and says so. */
function isSquareRejection(error: VariationError, image: IntakeImage | null): boolean {
  const isRejection = error.status === 400 || error.status === 422
  return (
    isRejection &&
    image !== null &&
    image.width !== image.height &&
    /square/i.test(`${error.message} ${error.details?.code ?? ''}`)
  )
}
