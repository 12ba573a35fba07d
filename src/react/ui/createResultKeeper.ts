import { holdBlob, releaseBlob } from '../image/objectURLs.js'

/** Owns the object URLs of a hook's results. */
export type ResultKeeper = {
  /** Gives a picture with bytes its `src`. */
  keep<Shown extends { src: string; blob?: Blob }>(shown: Shown): Shown
  /** Gives everything back. */
  release(): void
  /** For an effect: its clean-up calls `onUnmount` and releases, unless StrictMode mounts again at once. */
  mount(onUnmount?: () => void): () => void
}

/**
 * A hook cannot know who still shows an older result, so it keeps all of them until it unmounts, except those that the page
 * itself has forgotten: a run kept in a `useState` stays good, one that nobody keeps costs nothing.
 */
export function createResultKeeper(): ResultKeeper {
  const kept = new Map<symbol, Blob>()
  const drop = (token: symbol) => {
    const blob = kept.get(token)
    if (kept.delete(token) && blob) releaseBlob(blob)
  }
  const forgotten = new FinalizationRegistry<symbol>(drop)
  let mounts = 0
  const keeper: ResultKeeper = {
    keep(shown) {
      if (!shown.blob) return shown
      const token = Symbol()
      kept.set(token, shown.blob)
      shown.src = holdBlob(shown.blob)
      forgotten.register(shown, token)
      return shown
    },
    release() {
      for (const token of kept.keys()) drop(token)
    },
    mount(onUnmount) {
      mounts++
      return () => {
        mounts--
        queueMicrotask(() => {
          if (mounts > 0) return
          onUnmount?.()
          keeper.release()
        })
      }
    },
  }
  return keeper
}
