import type { PointerEvent } from 'react'

/** Follows the pointer outside of the element too; false where that cannot be. */
export function capturePointer({ currentTarget, pointerId }: PointerEvent<HTMLElement>): boolean {
  try {
    currentTarget.setPointerCapture(pointerId)
    return true
  } catch {
    // The pointer is gone already, or the page is in jsdom.
    return false
  }
}
