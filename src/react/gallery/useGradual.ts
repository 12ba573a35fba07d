import { startTransition, useEffect, useState } from 'react'

/** Enough to fill a screen, for what a server renders. */
const first = 4

/**
 * How many of `count` things to draw: a few in the first render, and then one in each frame, so that no task of the page is
 * long. All of them stay, however many come later, until there are none. What has been loading is drawn after the rest of the
 * page.
 */
export function useGradual(count: number, isLoading: boolean): number {
  const [drawn, setDrawn] = useState(first)
  useEffect(() => {
    const fewest = isLoading ? 0 : 1
    // In the end one more than there are, with the last, so that none goes when one comes.
    const more = drawn + 1 < count ? drawn + 1 : count + 1
    const next = count === 0 ? fewest : Math.max(drawn, more)
    if (next === drawn) return undefined
    const grow = () => startTransition(() => setDrawn(next))
    const frame = requestAnimationFrame(grow)
    return () => cancelAnimationFrame(frame)
  }, [count, isLoading, drawn])
  return drawn
}
