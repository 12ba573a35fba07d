import type { RefCallback } from 'react'
import { useKeptFocus as useKeptFocusFor } from '../ui/useKeptFocus.js'

/** When an element of the gallery goes with the focus inside, the next run's first image gets it, else the gallery. */
export function useKeptFocus<Tag extends HTMLElement>(): RefCallback<Tag> {
  return useKeptFocusFor<Tag>(
    (element) =>
      element.nextElementSibling?.querySelector<HTMLElement>('[data-image-id]') ??
      element.closest<HTMLElement>('[data-part=variation-gallery]'),
  )
}
