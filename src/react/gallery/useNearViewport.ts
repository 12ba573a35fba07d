import { startTransition, useEffect, useState, type RefCallback } from 'react'

/** One observer for all cells of a page, made when the first of them needs it. */
let observer: IntersectionObserver | undefined
const listeners = new WeakMap<Element, (isNear: boolean) => void>()

function observe(element: Element, listener: (isNear: boolean) => void): () => void {
  observer ??= new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) listeners.get(target)?.(isIntersecting)
    },
    { rootMargin: '100% 0px' },
  )
  listeners.set(element, listener)
  observer.observe(element)
  return () => {
    listeners.delete(element)
    observer?.unobserve(element)
  }
}

/** Whether an element is within a screen of being seen; always true unless `isEnabled`. */
export function useNearViewport<Shown extends Element>(
  isEnabled: boolean,
): [ref: RefCallback<Shown>, isNear: boolean] {
  const [element, setElement] = useState<Shown | null>(null)
  const [isNear, setIsNear] = useState(false)
  useEffect(
    // A jump of the page brings many cells near at once: React draws them in small tasks.
    () =>
      isEnabled && element
        ? observe(element, (isNear) => startTransition(() => setIsNear(isNear)))
        : undefined,
    [isEnabled, element],
  )
  return [setElement, isNear || !isEnabled]
}
