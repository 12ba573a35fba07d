import { startTransition, useEffect, useState } from 'react'
import { startTimer } from '../../platform/timers.js'

/** Enough to fill a screen, for what a server renders. */
const first = 4

/**
 * How many of `count` things to draw: a few in the first render, and then one at a time, so that no task of the page is long.
 * All of them stay, however many come later, until there are none. What has been loading is drawn after the rest of the page.
 */
export function useGradual(count: number, isLoading: boolean): number {
  const [drawn, setDrawn] = useState(first)
  useEffect(() => {
    const fewest = isLoading ? 0 : 1
    // More than there are, so that none goes when one comes.
    const next = count === 0 ? fewest : drawn <= count ? drawn + 1 : drawn
    if (next === drawn) return undefined
    const grow = () => startTransition(() => setDrawn(next))
    return startTimer(grow, 0)
  }, [count, isLoading, drawn])
  return drawn
}
