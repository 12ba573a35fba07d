import { createContext, useContext } from 'react'
import type { SlotProps } from '../ui/slots.js'
import type { Labels } from '../provider/labels.js'
import type { UseImageVariationFormResult } from './UseImageVariationFormResult.js'

/** Parts of `<ImageVariationForm>` that take `slotProps`. */
export type FormPart =
  | 'intake'
  | 'dropzone'
  | 'file-input'
  | 'preview'
  | 'remove'
  | 'problem'
  | 'summary'
  | 'settings'
  | 'field'
  | 'control'
  | 'advanced'
  | 'footer'
  | 'submit'
  | 'cancel'
  | 'progress'
  | 'error'

export type FormContextValue = {
  form: UseImageVariationFormResult
  labels: Labels
  slotProps: SlotProps<FormPart> | undefined
}

/** What the parts of one form share. */
export const FormContext = createContext<FormContextValue | null>(null)

export function useFormContext(): FormContextValue {
  const value = useContext(FormContext)
  if (!value) throw new Error('This part belongs inside <ImageVariationForm>.')
  return value
}
