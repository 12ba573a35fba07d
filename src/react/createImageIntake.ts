import { findProblem } from '../core/findProblem.js'
import {
  readHeaderOf,
  type ImageFix,
  type ImageHeader,
  type ImageProblem,
  type ImageRequirements,
} from '../core/image.js'
import { createThumbnail, prepareImage, type Focus } from '../core/prepareImage.js'
import { createResultKeeper } from './createResultKeeper.js'

/** Where a picture may come from; text is an address, whose host must allow to read it. */
export type ImageOrigin = File | Blob | HTMLCanvasElement | string

export type TakenImage = {
  file: File
  header: ImageHeader
  /** A small copy, at most 512 px. */
  preview: { src: string; blob: Blob }
}

export type IntakeState = {
  /** As it came, before any fix. */
  original: TakenImage | null
  /** As it is now. */
  taken: TakenImage | null
  /** Why the last origin was turned away. */
  refusal: ImageProblem | null
  isPending: boolean
}

const emptyState: IntakeState = { original: null, taken: null, refusal: null, isPending: false }

/** The state behind `useImageIntake`. The latest `take`, `fix` or `clear` wins. */
export function createImageIntake() {
  const keeper = createResultKeeper()
  const listeners = new Set<() => void>()
  let state = emptyState
  let latest = new AbortController()

  function update(change: Partial<IntakeState>) {
    state = { ...state, ...change }
    for (const listener of listeners) listener()
  }

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

  async function examine(file: File, signal: AbortSignal): Promise<TakenImage | ImageProblem> {
    const header = await readHeaderOf(file)
    const problem = findProblem(file, header)
    if (!header || problem?.fixes.length === 0)
      return problem ?? { code: 'not_an_image', fixes: [] }
    try {
      const blob = await createThumbnail(file, { signal })
      return { file, header, preview: keeper.keep({ src: '', blob }) }
    } catch {
      // HEIC is decoded by some browsers only, everything else by all.
      const code = header.type === 'image/heic' ? 'heic' : 'corrupt'
      return { code, fixes: [], name: file.name, bytes: file.size, type: header.type }
    }
  }

  return {
    subscribe(listener: () => void) {
      listeners.add(listener)
      return () => {
        listeners.delete(listener)
      }
    },
    getSnapshot: () => state,
    getServerSnapshot: () => emptyState,

    take: (origin: ImageOrigin) =>
      replace(async (signal) => {
        const file = await toFile(origin, signal)
        if (!file) return { refusal: { code: 'unreachable', fixes: [] } }
        const found = await examine(file, signal)
        if ('code' in found) return { refusal: found }
        return { original: found, taken: found, refusal: null }
      }),

    fix: (fix: ImageFix, requirements: ImageRequirements, focus?: Focus) =>
      replace(async (signal) => {
        const { original, taken } = state
        const square = fix === 'crop' || fix === 'pad' ? fix : undefined
        // A second crop starts over from the whole picture.
        const base = square ? original : taken
        if (!base) return {}
        const { square: _, ...limits } = { ...requirements }
        const fixed = await prepareImage(base.file, { ...limits, square, focus, signal })
        const found = await examine(fixed, signal)
        return 'code' in found ? { refusal: found } : { taken: found, refusal: null }
      }),

    clear() {
      latest.abort()
      update(emptyState)
    },

    /** For an effect. */
    mount: keeper.mount,
  }
}

async function toFile(origin: ImageOrigin, signal: AbortSignal): Promise<File | undefined> {
  if (origin instanceof File) return origin
  try {
    const blob = origin instanceof Blob ? origin : await read(origin, signal)
    const name = typeof origin === 'string' ? nameOf(origin) : ''
    return new File([blob], name || 'image', { type: blob.type })
  } catch {
    return undefined
  }
}

/** @throws where the address cannot be read, or where the canvas shows pictures of another origin */
async function read(origin: HTMLCanvasElement | string, signal: AbortSignal): Promise<Blob> {
  if (typeof origin !== 'string') {
    const blob = await new Promise<Blob | null>((resolve) => {
      origin.toBlob(resolve)
    })
    if (!blob) throw new DOMException('The canvas is empty.', 'InvalidStateError')
    return blob
  }
  const response = await fetch(origin, { signal, credentials: 'same-origin' })
  if (!response.ok)
    throw new DOMException(`The address answered ${response.status}.`, 'NetworkError')
  return response.blob()
}

function nameOf(address: string): string {
  try {
    const { protocol, pathname } = new URL(address, location.href)
    return /^https?:$/.test(protocol) ? decodeURIComponent(pathname.split('/').pop() ?? '') : ''
  } catch {
    return ''
  }
}
