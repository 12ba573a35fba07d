import type { CSSProperties, Ref, RefCallback } from 'react'
import { isBaseHandlerPrevented } from './preventBaseHandler.js'

type Props = Record<string, unknown>
type Handler = (...args: unknown[]) => unknown

const isHandler = (name: string, value: unknown): value is Handler =>
  /^on[A-Z]/.test(name) && typeof value === 'function'

/**
 * Lays a consumer's props over ours: class names and styles add up, refs both get the element, and of two event handlers
 * the consumer's runs first; `preventBaseHandler(event)` keeps ours from running. Anything else of the consumer's replaces ours.
 */
export function mergeProps<Ours extends object>(ours: Ours, theirs: object | undefined): Ours {
  const merged = { ...ours } as Props
  for (const [name, value] of Object.entries(theirs ?? {})) {
    if (value === undefined) continue
    const own = merged[name]
    if (name === 'className') merged[name] = [own, value].filter(Boolean).join(' ')
    else if (name === 'style') merged[name] = { ...(own as CSSProperties), ...value }
    else if (name === 'ref' && own) merged[name] = mergeRefs(own as Ref<unknown>, value)
    else if (isHandler(name, value) && isHandler(name, own)) merged[name] = inTurn(value, own)
    else merged[name] = value
  }
  return merged as Ours
}

function inTurn(theirs: Handler, ours: Handler): Handler {
  return (...args) => {
    theirs(...args)
    if (!isBaseHandlerPrevented(args[0])) ours(...args)
  }
}

/** One ref for several holders. */
export function mergeRefs<T>(...refs: (Ref<T> | undefined)[]): RefCallback<T> {
  const cleanUps = new Map<Ref<T>, () => void>()
  return (element) => {
    for (const ref of refs) {
      if (!ref) continue
      const cleanUp = cleanUps.get(ref)
      cleanUps.delete(ref)
      // React 19 lets a callback return its own end; React 18 and our callers get null.
      if (element === null && cleanUp) cleanUp()
      else if (typeof ref === 'object') ref.current = element
      else {
        const end = ref(element)
        if (typeof end === 'function') cleanUps.set(ref, end)
      }
    }
  }
}
