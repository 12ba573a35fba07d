import { createObjectURLScope } from '../image/objectURLs.js'
import { isSameWish } from './isSameWish.js'
import type { RunExtras } from './performRun.js'

type Flight<Wish> = { wish: Wish; controller: AbortController; promise: Promise<unknown> }

/** The runs of one hook, of which at most one is pending. */
export function createFlights<Wish extends RunExtras>() {
  const urls = createObjectURLScope()
  const controllers = new WeakMap<Wish, AbortController>()
  let pending: Flight<Wish> | undefined
  let isMounted = false

  function abort(): boolean {
    const stopped = pending
    pending = undefined
    stopped?.controller.abort()
    return stopped !== undefined
  }

  function settleDown() {
    if (!isMounted && !pending) urls.close()
  }

  return {
    /** Keeps the object URLs of all results. */
    urls,

    /** Stops what is pending; says whether there was something. */
    abort,

    signalOf(wish: Wish): AbortSignal {
      return (controllers.get(wish) ?? new AbortController()).signal
    },

    /** Starts a run, or joins the pending one if it is the same wish; any other is stopped. */
    board<Result>(variables: Wish, start: (wish: Wish) => Promise<Result>): Promise<Result> {
      if (pending && isSameWish(pending.wish, variables)) return pending.promise as Promise<Result>
      abort()
      // A copy, so that the same object, submitted again after a cancel, is another run.
      const wish = { ...variables }
      const controller = new AbortController()
      controllers.set(wish, controller)
      const promise = start(wish).finally(() => {
        if (pending === flight) pending = undefined
        settleDown()
      })
      const flight = { wish, controller, promise }
      pending = flight
      return promise
    },

    /** For an effect. StrictMode unmounts and mounts at once, which is no reason to stop: hence the later look. */
    mount(keepOnUnmount: boolean): () => void {
      isMounted = true
      urls.open()
      return () => {
        isMounted = false
        queueMicrotask(() => {
          if (isMounted) return
          if (!keepOnUnmount) abort()
          settleDown()
        })
      }
    },
  }
}
