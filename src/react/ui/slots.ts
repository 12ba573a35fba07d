import type { ComponentPropsWithRef, CSSProperties, JSX } from 'react'
import { mergeProps } from './mergeProps.js'

/** The parts of a component, by their `data-part`. */
export type PartTable = {
  [part: string]: {
    /** The element of the part. */
    tag: keyof JSX.IntrinsicElements
    /** Values of its `data-state`. */
    states?: readonly string[]
    /** What it is, in a sentence. */
    about: string
    /** It takes `slotProps`. */
    slot?: true
  }
}

/** Names of the parts that take `slotProps`. */
export type SlotName<Parts extends PartTable> = keyof {
  [part in keyof Parts as Parts[part] extends { slot: true } ? part : never]: true
} &
  string

type DataAttributes = { [attribute: `data-${string}`]: unknown }

/**
 * Props for single parts, by the part's name (its `data-part`), typed for its element. They are merged with ours as props on the
 * root are.
 */
export type SlotProps<Parts extends PartTable | string> = [Parts] extends [PartTable]
  ? { [part in SlotName<Parts>]?: ComponentPropsWithRef<Parts[part]['tag']> & DataAttributes }
  : { [part in Parts & string]?: ComponentPropsWithRef<'div'> & DataAttributes }

/** Names a part and lays the consumer's props for it over ours. */
export function slot<Part extends string, Ours extends object>(
  slotProps: { [part in Part]?: object } | undefined,
  part: Part,
  ours: Ours,
): Ours & { className?: string; style?: CSSProperties } {
  return mergeProps({ 'data-part': part, ...ours }, slotProps?.[part])
}
