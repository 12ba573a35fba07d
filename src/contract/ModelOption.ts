/** A model to choose from: the handler allows it, and the form offers what it can do. */
export type ModelOption = {
  /** `provider/model`, as it is sent. */
  id: string
  /** Its name for people. @default the id */
  label?: string
  /** It takes only square images. @default false */
  square?: boolean
  /** Sizes that it makes, such as `1024x1024`. The handler rejects others. @default the router's */
  sizes?: readonly string[]
  /**
   * `required`: it only edits, so an empty prompt of the form sends `defaultVariationPrompt`, and the handler rejects a request
   * without one. `none`: it takes no prompt, so the form sends none, and the handler rejects one.
   *
   * @default 'optional'
   */
  prompt?: 'required' | 'optional' | 'none'
  /** What one image costs, in the currency of your choice; shown, not checked. @default unknown */
  pricePerImage?: number
}
