/** A model that the handler allows, and what a form should know about it. */
export type ModelOption = {
  /** `provider/model`. */
  id: string
  /** Its name for people. @default the id */
  label?: string
  /** Takes square images only. */
  square?: boolean
  /** Sizes that it makes. A request for another one is rejected. */
  sizes?: string[]
  /** `required` for a model that only edits: a request without a prompt is rejected. @default 'optional' */
  prompt?: 'required' | 'optional'
  /** What one image costs, in the currency of your choice; shown, not checked. */
  pricePerImage?: number
}
