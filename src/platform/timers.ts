/** The longest delay of `setTimeout`, in milliseconds; a longer one fires at once. */
export const longestTimerMs = 2 ** 31 - 1

/** Calls back after `delayMs`, however long that is; an infinite delay never ends. Returns a function that clears the timer. */
export function startTimer(callback: () => void, delayMs: number): () => void {
  const endsAt = Date.now() + delayMs
  let timer: ReturnType<typeof setTimeout>
  const wait = () => {
    const restMs = endsAt - Date.now()
    timer =
      restMs > longestTimerMs ? setTimeout(wait, longestTimerMs) : setTimeout(callback, restMs)
  }
  if (delayMs !== Infinity) wait()
  return () => clearTimeout(timer)
}

/** Waits `ms` milliseconds. Rejects with the signal's reason as soon as it aborts. */
export function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted()
    const abort = () => {
      clear()
      reject(signal?.reason)
    }
    const clear = startTimer(() => {
      signal?.removeEventListener('abort', abort)
      resolve()
    }, ms)
    signal?.addEventListener('abort', abort, { once: true })
  })
}

/** Lets other work have its turn. A timer would take a second in a hidden tab. */
export function yieldToPage(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel()
    port1.onmessage = () => {
      port1.close()
      resolve()
    }
    port2.postMessage(null)
  })
}
