import { createContext, useContext, type ReactNode } from 'react'
import type { VariationError } from '../../client/errors.js'
import type { VariationRun } from '../image/VariationRun.js'
import type { Labels } from '../provider/labels.js'
import type { SlotProps } from '../ui/slots.js'
import type { formParts } from './formParts.js'
import type { UseImageVariationFormResult } from './UseImageVariationFormResult.js'

/** Parts of your own. `undefined` means the default, `null` nothing. */
export type FormRenderers = {
  /** Draws the inside of the drop zone while there is no image. @default an invitation and what may be dropped */
  renderEmpty?: (form: UseImageVariationFormResult) => ReactNode
  /** Draws the chosen image in the drop zone. @default a thumbnail */
  renderPreview?: (form: UseImageVariationFormResult) => ReactNode
  /** Draws the inside of the submit button. @default an icon, the count and the price */
  renderSubmit?: (form: UseImageVariationFormResult) => ReactNode
  /** Draws why a run failed. @default an alert with a sentence, a button and the details */
  renderError?: (error: VariationError, form: UseImageVariationFormResult) => ReactNode
}

/** How a form looks and speaks. */
export type FormLook = FormRenderers & {
  /** Props for single parts, by their `data-part`. */
  slotProps?: SlotProps<typeof formParts>
  /** What one image costs; the button says what a run will. @default that of the model, if known */
  pricePerImage?: number
  /** Currency of prices, ISO 4217. @default 'USD' */
  currency?: string
  /** Leads to the new images, from a button beside "4 variations ready." @default no such button */
  onShowResult?: (run: VariationRun) => void
}

export type FormContextValue = FormLook & {
  form: UseImageVariationFormResult
  labels: Labels
}

/** What the parts of one form share. */
export const FormContext = createContext<FormContextValue | null>(null)

/**
 * What the form around a part shares with it.
 *
 * @throws Error outside of a form.
 */
export function useFormContext(): FormContextValue {
  const value = useContext(FormContext)
  if (!value) throw new Error('This part belongs inside <ImageVariationForm> or <FormRoot>.')
  return value
}
