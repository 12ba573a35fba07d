'use client'
import { forwardRef, type ComponentPropsWithoutRef, type ReactNode } from 'react'
import type { SlotProps } from '../ui/slots.js'
import type { PartialLabels } from '../provider/labels.js'
import { useLabels } from '../provider/useLabels.js'
import { AdvancedSettings } from './AdvancedSettings.js'
import { FormContext, type FormPart } from './FormContext.js'
import { FormFooter } from './FormFooter.js'
import { FormSummary } from './FormSummary.js'
import { ImageIntakeField } from './ImageIntakeField.js'
import { MainSettings } from './MainSettings.js'
import { splitSettingsProps } from './useFormSettings.js'
import {
  useImageVariationForm,
  type UseImageVariationFormOptions,
  type UseImageVariationFormResult,
} from './useImageVariationForm.js'

export type ImageVariationFormProps = UseImageVariationFormOptions &
  Omit<ComponentPropsWithoutRef<'form'>, keyof UseImageVariationFormOptions> & {
    /** Words that differ from the provider's or the built-in ones. */
    labels?: PartialLabels
    /** Props for single parts. */
    slotProps?: SlotProps<FormPart>
    /** What one image costs; the button says what a run will. */
    pricePerImage?: number
    /** Currency of `pricePerImage`, ISO 4217. @default 'USD' */
    currency?: string
    /** Draws the chosen picture in the dropzone. Returning nothing means the default. */
    renderPreview?: (form: UseImageVariationFormResult) => ReactNode
    /** Draws the inside of the submit button. Returning nothing means the default. */
    renderSubmit?: (form: UseImageVariationFormResult) => ReactNode
    /** More fields of your own, above the button. */
    children?: ReactNode
  }

/**
 * Choose a picture, set what should come of it, send. Root: `<form>`.
 *
 * @example
 * <ImageVariationForm models={['openai/gpt-image-2']} defaultN={4} onResult={history.add} />
 */
export const ImageVariationForm = forwardRef<HTMLFormElement, ImageVariationFormProps>(
  function ImageVariationForm(props, ref) {
    const [settings, options] = splitSettingsProps(props)
    const {
      models,
      controls,
      maxImages,
      requirements,
      client,
      endpoint,
      prepare,
      keepOnUnmount,
      onSubmit,
      onResult,
      onError,
      onCancel,
      actionsRef,
      labels: ownLabels,
      slotProps,
      pricePerImage,
      currency = 'USD',
      renderPreview,
      renderSubmit,
      children,
      ...native
    } = options
    const labels = useLabels(ownLabels)
    const form = useImageVariationForm({
      ...settings,
      models,
      controls,
      maxImages,
      requirements,
      client,
      endpoint,
      prepare,
      keepOnUnmount,
      onSubmit,
      onResult,
      onError,
      onCancel,
      actionsRef,
    })
    return (
      <FormContext.Provider value={{ form, labels, slotProps }}>
        <form
          data-part="image-variation-form"
          data-state={form.status}
          aria-label={labels.form.title}
          {...form.getFormProps(native)}
          ref={ref}
        >
          <ImageIntakeField renderPreview={renderPreview} />
          <FormSummary />
          <MainSettings />
          <AdvancedSettings />
          {children}
          <FormFooter price={pricePerImage} currency={currency} renderSubmit={renderSubmit} />
        </form>
      </FormContext.Provider>
    )
  },
)
