'use client'
import {
  forwardRef,
  type ComponentPropsWithoutRef,
  type ReactNode,
  type ForwardRefExoticComponent,
  type RefAttributes,
} from 'react'
import type { VariationRun } from '../image/VariationRun.js'
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
import { useImageVariationForm } from './useImageVariationForm.js'
import type { UseImageVariationFormOptions } from './UseImageVariationFormOptions.js'
import type { UseImageVariationFormResult } from './UseImageVariationFormResult.js'

/** Props of {@link ImageVariationForm}, and those of a `<form>`. */
export type ImageVariationFormProps = UseImageVariationFormOptions &
  Omit<ComponentPropsWithoutRef<'form'>, keyof UseImageVariationFormOptions> & {
    /** Words that differ from the language in use, or another language. @default the provider's, else English */
    labels?: PartialLabels
    /** Props for single parts, by their `data-part`. */
    slotProps?: SlotProps<FormPart>
    /** What one image costs; the button says what a run will. @default that of the model, if known */
    pricePerImage?: number
    /** Currency of prices, ISO 4217. @default 'USD' */
    currency?: string
    /** Draws the chosen image in the drop zone; null draws nothing. @default a thumbnail */
    renderPreview?: (form: UseImageVariationFormResult) => ReactNode
    /** Draws the inside of the submit button; null draws nothing. @default an icon, the count and the price */
    renderSubmit?: (form: UseImageVariationFormResult) => ReactNode
    /** Leads to the new images, from a button beside "4 variations ready." @default no such button */
    onShowResult?: (run: VariationRun) => void
    /** More fields of your own, above the button. */
    children?: ReactNode
  }

/**
 * Choose an image, set what should change, send. Root: `<form>`, or `<div>` with `element="div"`. The `name` is the
 * router's display name for the trace and the name of the `<form>`.
 *
 * @example
 * <ImageVariationForm models={['openai/gpt-image-2']} defaultN={4} onResult={history.add} />
 */
export const ImageVariationForm: ForwardRefExoticComponent<
  ImageVariationFormProps & RefAttributes<HTMLFormElement>
> = forwardRef<HTMLFormElement, ImageVariationFormProps>(function ImageVariationForm(props, ref) {
  const [settings, options] = splitSettingsProps(props)
  const {
    models,
    controls,
    maxImages,
    requirements,
    decode,
    client,
    endpoint,
    history,
    prepare,
    keepOnUnmount,
    concurrency,
    disabled,
    element = 'form',
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
    onShowResult,
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
    decode,
    client,
    endpoint,
    history,
    prepare,
    keepOnUnmount,
    concurrency,
    disabled,
    element,
    onSubmit,
    onResult,
    onError,
    onCancel,
    actionsRef,
  })
  // Both take the same props here.
  const Root = element as 'form'
  return (
    <FormContext.Provider value={{ form, labels, slotProps }}>
      <Root
        data-part="image-variation-form"
        data-state={form.pending.length > 0 ? 'pending' : form.status}
        aria-label={labels.form.title}
        {...(element === 'div' ? { role: 'group' } : { name: settings.name })}
        {...form.getFormProps(native)}
        ref={ref}
      >
        <fieldset data-part="controls" disabled={disabled}>
          <ImageIntakeField renderPreview={renderPreview} />
          <FormSummary />
          <MainSettings />
          <AdvancedSettings />
          {children}
          <FormFooter
            price={pricePerImage}
            currency={currency}
            renderSubmit={renderSubmit}
            onShow={
              onShowResult &&
              (({ variation }) => {
                if (variation.data) onShowResult(variation.data)
              })
            }
          />
        </fieldset>
      </Root>
    </FormContext.Provider>
  )
})
