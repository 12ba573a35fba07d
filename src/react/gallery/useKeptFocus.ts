import { useRef, type RefObject } from 'react'
import { useBrowserLayoutEffect } from '../ui/useBrowserLayoutEffect.js'

/** When an element of the gallery goes with the focus inside, the next run's first picture gets it, else the gallery. */
export function useKeptFocus<Tag extends HTMLElement>(): RefObject<Tag | null> {
  const ref = useRef<Tag>(null)
  useBrowserLayoutEffect(() => {
    const element = ref.current
    return () => {
      if (!element?.contains(document.activeElement)) return
      const next = element.nextElementSibling?.querySelector<HTMLElement>('[data-image-id]')
      ;(next ?? element.closest<HTMLElement>('[data-part=variation-gallery]'))?.focus()
    }
  }, [])
  return ref
}
