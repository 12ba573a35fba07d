import type { ComponentPropsWithRef, CSSProperties, JSX } from 'react'
import { mergeProps } from './mergeProps.js'

type Tag = keyof JSX.IntrinsicElements

/** The parts of a component, by their `data-part`. */
export type PartTable = {
  [part: string]: {
    /** The element of the part; several where it depends. */
    tag: Tag | readonly Tag[]
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
export type SlotProps<Parts extends PartTable> = {
  [part in SlotName<Parts>]?: PropsOf<Parts[part]['tag']> & DataAttributes
}

/** Where a part is one of several elements, the props that all of them have. */
type PropsOf<Tags extends PartTable[string]['tag']> = Tags extends readonly (infer Several extends
  Tag)[]
  ? Pick<JSX.IntrinsicElements[Several], keyof JSX.IntrinsicElements[Several]>
  : Tags extends Tag
    ? ComponentPropsWithRef<Tags>
    : never

/** Names a part and lays the consumer's props for it over ours. */
export function slot<Part extends string, Ours extends object>(
  slotProps: { [part in Part]?: object } | undefined,
  part: Part,
  ours: Ours,
): Ours & { className?: string; style?: CSSProperties } {
  return mergeProps({ 'data-part': part, ...ours }, slotProps?.[part])
}
