import { findProblem } from '../../image/findProblem.js'
import type {
  ImageArea,
  ImageFix,
  ImageProblem,
  ImageRequirements,
} from '../../image/ImageProblem.js'
import { squareArea, type Focus } from '../../image/squareArea.js'
import { createStore } from '../ui/createStore.js'
import { loadChunk } from '../ui/loadChunk.js'
import type { ImageOrigin, KnownImage, ReadImageOptions } from './readImage.js'

type Choice = {
  /** As it came, before any fix. */
  original: KnownImage | null
  /** As it is now. */
  current: KnownImage | null
  /** The part of the original that a crop kept. */
  area: ImageArea | null
}

export type IntakeState = Choice & {
  /** The last choice that could be sent, while another one is in its place. */
  before: Choice | null
  /** Why the last origin was rejected. */
  rejected: ImageProblem | null
  isPending: boolean
}

const empty: IntakeState = {
  original: null,
  current: null,
  area: null,
  before: null,
  rejected: null,
  isPending: false,
}

/** The state behind `useImageIntake`. The latest `take`, `fix`, `crop` or `clear` wins. */
export function createImageIntake() {
  const store = createStore(empty)
  let latest = new AbortController()

  const update = (change: Partial<IntakeState>) => store.set({ ...store.get(), ...change })

  /** Runs one piece of work and stops the one before it. */
  async function replace(work: (signal: AbortSignal) => Promise<Partial<IntakeState>>) {
    latest.abort()
    latest = new AbortController()
    const { signal } = latest
    update({ isPending: true })
    try {
      const change = await work(signal)
      if (!signal.aborted) update({ ...change, isPending: false })
    } catch (error) {
      if (signal.aborted) return
      update({ isPending: false })
      throw error
    }
  }

  /** Decoding, painting and stripping are loaded with the first image. */
  const loadReader = () => loadChunk(() => import('./readImage.js'))

  /** Makes a new current image of the original or the current one. */
  async function change(
    base: KnownImage,
    options: ImageRequirements & { fit?: 'crop' | 'pad'; focus?: Focus; area?: ImageArea },
    signal: AbortSignal,
  ): Promise<Partial<IntakeState>> {
    const { changeImage } = await loadReader()
    const { fit, ...rest } = options
    const image = await changeImage(base, { ...rest, square: fit, signal })
    return 'code' in image ? { rejected: image } : { current: image, rejected: null }
  }

  return {
    store,

    take: (
      origin: ImageOrigin,
      requirements: ImageRequirements,
      options?: Omit<ReadImageOptions, 'signal'>,
    ) =>
      replace(async (signal) => {
        const { readImage } = await loadReader()
        const image = await readImage(origin, { ...options, signal })
        if ('code' in image) return { rejected: image }
        const { original, current, area, before } = store.get()
        const isGood = current && !findProblem(current.file, current.header, requirements)
        return {
          original: image,
          current: image,
          area: null,
          before: isGood ? { original, current, area } : before,
          rejected: null,
        }
      }),

    fix: (fix: ImageFix, requirements: ImageRequirements, focus?: Focus) =>
      replace(async (signal) => {
        const { original, current } = store.get()
        const fit = fix === 'crop' || fix === 'pad' ? fix : undefined
        // A second crop starts again from the whole image.
        const base = fit ? original : current
        if (!base) return {}
        const area = fit === 'crop' ? squareArea(base.header, focus) : null
        return { ...(await change(base, { ...requirements, fit, focus }, signal)), area }
      }),

    crop: (area: ImageArea | null, requirements: ImageRequirements) =>
      replace(async (signal) => {
        const { original } = store.get()
        if (!original) return {}
        if (!area) return { current: original, area: null, rejected: null }
        return { ...(await change(original, { ...requirements, area }, signal)), area }
      }),

    revert() {
      latest.abort()
      store.set({ ...empty, ...store.get().before })
    },

    clear() {
      latest.abort()
      store.set(empty)
    },

    /** Stops what is running. */
    stop() {
      latest.abort()
      if (store.get().isPending) update({ isPending: false })
    },
  }
}
