import { startTransition, useEffect, useState } from 'react'
import { startTimer } from '../../platform/timers.js'

/** Enough to fill a screen, and few enough for one go. */
const step = 4

/**
 * How many of `count` things to draw: a few at once, the others soon, some at a time, so that no task of the page is long. All
 * of them stay, however many come later, until there are none.
 */
export function useGradual(count: number): number {
  const [drawn, setDrawn] = useState(step)
  useEffect(() => {
    // More than there are, so that none goes when one comes.
    const next = count === 0 ? step : drawn <= count ? drawn + step : drawn
    if (next === drawn) return undefined
    const grow = () => startTransition(() => setDrawn(next))
    return startTimer(grow, 0)
  }, [count, drawn])
  return drawn
}
