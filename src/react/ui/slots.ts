import type { ComponentPropsWithRef, CSSProperties } from 'react'
import { mergeProps } from './mergeProps.js'

/** Props for single parts, by the part's name (its `data-part`). They are merged with ours as props on the root are. */
export type SlotProps<Part extends string> = {
  [part in Part]?: ComponentPropsWithRef<'div'> & { [attribute: `data-${string}`]: unknown }
}

/** Names a part and lays the consumer's props for it over ours. */
export function slot<Part extends string, Ours extends object>(
  slotProps: { [part in Part]?: object } | undefined,
  part: Part,
  ours: Ours,
): Ours & { className?: string; style?: CSSProperties } {
  return mergeProps({ 'data-part': part, ...ours }, slotProps?.[part])
}
