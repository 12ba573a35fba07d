import { findProblem } from '../../image/findProblem.js'
import type { ImageFix, ImageProblem, ImageRequirements } from '../../image/ImageProblem.js'
import type { Focus } from '../../image/prepareImage.js'
import { createMount, createObjectURLScope } from '../image/objectURLs.js'
import { createStore } from '../ui/createStore.js'
import type { ImageOrigin, TakeImageOptions, TakenImage } from './takeImage.js'

type Picture = {
  /** As it came, before any fix. */
  original: TakenImage | null
  /** As it is now. */
  taken: TakenImage | null
}

export type IntakeState = Picture & {
  /** The last one that could be sent, while there is another in its place. */
  before: Picture | null
  /** Why the last origin was turned away. */
  refusal: ImageProblem | null
  isPending: boolean
}

const empty: IntakeState = {
  original: null,
  taken: null,
  before: null,
  refusal: null,
  isPending: false,
}

/** The state behind `useImageIntake`. The latest `take`, `fix` or `clear` wins. */
export function createImageIntake() {
  const urls = createObjectURLScope()
  const store = createStore(empty)
  let latest = new AbortController()

  const unmount = createMount(() => {
    latest.abort()
    urls.close()
  })

  const update = (change: Partial<IntakeState>) => store.set({ ...store.get(), ...change })

  /** Runs one piece of work in the place of whatever was running. */
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

  /** Decoding, painting and stripping are loaded with the first picture. */
  async function examine(origin: ImageOrigin, options: TakeImageOptions) {
    const { takeImage } = await import('./takeImage.js')
    const found = await takeImage(origin, options)
    if ('code' in found || options.signal.aborted) return found
    return { ...found, preview: { ...found.preview, src: urls.urlOf(found.preview.blob) } }
  }

  return {
    store,

    take: (
      origin: ImageOrigin,
      requirements: ImageRequirements,
      options?: Omit<TakeImageOptions, 'signal'>,
    ) =>
      replace(async (signal) => {
        const found = await examine(origin, { ...options, signal })
        if ('code' in found) return { refusal: found }
        const { original, taken, before } = store.get()
        const isGood = taken && !findProblem(taken.file, taken.header, requirements)
        return {
          original: found,
          taken: found,
          before: isGood ? { original, taken } : before,
          refusal: null,
        }
      }),

    fix: (fix: ImageFix, requirements: ImageRequirements, focus?: Focus) =>
      replace(async (signal) => {
        const { original, taken } = store.get()
        const square = fix === 'crop' || fix === 'pad' ? fix : undefined
        // A second crop starts over from the whole picture.
        const base = square ? original : taken
        if (!base) return {}
        const { prepareImage } = await import('../../image/prepareImage.js')
        const fixed = await prepareImage(base.file, { ...requirements, square, focus, signal })
        const found = await examine(fixed, { signal, keepMetadata: true })
        return 'code' in found ? { refusal: found } : { taken: found, refusal: null }
      }),

    revert() {
      latest.abort()
      store.set({ ...empty, ...store.get().before })
    },

    clear() {
      latest.abort()
      store.set(empty)
    },

    /** For an effect. */
    mount() {
      urls.open()
      return unmount()
    },
  }
}
