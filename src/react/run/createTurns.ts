/** Bytes or characters of base64 per piece: about a millisecond of work. */
export const pieceLength = 131_072

/** Longest time at work in one go, in milliseconds: half a frame. */
const longestTurnMs = 8

/** Makes a function to be awaited between pieces of work, which lets the page have its turn when it is due. */
export function createTurns(): () => Promise<void> | undefined {
  let start = performance.now()
  return () => {
    if (performance.now() - start < longestTurnMs) return undefined
    return nextTask().then(() => {
      start = performance.now()
    })
  }
}

/** A timer would take a second in a hidden tab. */
function nextTask(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel()
    port1.onmessage = () => {
      port1.close()
      resolve()
    }
    port2.postMessage(null)
  })
}
