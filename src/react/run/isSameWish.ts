import { hashKey } from '@tanstack/react-query'
import type { RunExtras } from './performRun.js'

/** True for two calls that ask for the same of the same picture: the same object, not just the same bytes. */
export function isSameWish(one: RunExtras, other: RunExtras): boolean {
  return one.image === other.image && keyOf(one) === keyOf(other)
}

function keyOf(wish: RunExtras): string {
  return hashKey([{ ...wish, image: undefined, source: undefined }])
}
