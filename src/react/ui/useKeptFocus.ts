import { useCallback, useRef, type RefCallback } from 'react'
import { useBrowserLayoutEffect } from './useBrowserLayoutEffect.js'
import { useEvent } from './useEvent.js'

/** The element for the focus, or how to find it once the old element is gone. */
export type NextFocus = HTMLElement | null | undefined | (() => HTMLElement | null | undefined)

/**
 * When an element goes with the focus inside, the focus moves to `findNext` instead of falling to the page. `isShown` is for one that is only
 * hidden.
 */
export function useKeptFocus<Tag extends HTMLElement>(
  findNext: (element: Tag) => NextFocus,
  isShown = true,
): RefCallback<Tag> {
  const shown = useRef<Tag>(null)
  const find = useEvent(findNext)
  useBrowserLayoutEffect(() => {
    const element = isShown ? shown.current : null
    return () => {
      if (!element?.contains(document.activeElement)) return
      const next = find(element)
      if (typeof next !== 'function') next?.focus()
      // What comes in its place is not on the page before the update ends.
      else queueMicrotask(() => next()?.focus())
    }
  }, [find, isShown])
  return useCallback((element: Tag | null) => {
    shown.current = element
  }, [])
}
