'use client'
import {
  forwardRef,
  type ComponentPropsWithoutRef,
  type ForwardRefExoticComponent,
  type RefAttributes,
} from 'react'
import type { PartialLabels } from '../provider/labels.js'
import { useLabels } from '../provider/useLabels.js'
import { IconsProvider, type Icons } from '../ui/Icon.js'
import { FormContext, type FormLook } from './FormContext.js'
import type { UseImageVariationFormResult } from './UseImageVariationFormResult.js'

/** Props of {@link FormRoot}, and those of a `<form>`. */
export type FormRootProps = FormLook &
  Omit<ComponentPropsWithoutRef<'form'>, 'name'> & {
    /** What `useImageVariationForm` returns. */
    form: UseImageVariationFormResult
    /** Words that differ from the language in use, or another language. @default the provider's, else English */
    labels?: PartialLabels
    /** Icons of your own, by name; `null` leaves one out. @default the provider's, else ours */
    icons?: Icons
  }

/**
 * What `<ImageVariationForm>` draws its parts in: for the same parts in an order of your own, with yours between them. Root:
 * `<form>`, or `<div>` with `element: 'div'`.
 *
 * @example
 * const form = useImageVariationForm({ models: ['openai/gpt-image-2'] })
 * <FormRoot form={form}>
 *   <MainSettings />
 *   <ImageIntakeField />
 *   <FormFooter />
 * </FormRoot>
 */
export const FormRoot: ForwardRefExoticComponent<FormRootProps & RefAttributes<HTMLFormElement>> =
  forwardRef<HTMLFormElement, FormRootProps>(function FormRoot(props, ref) {
    const {
      form,
      labels: ownLabels,
      icons,
      slotProps,
      pricePerImage,
      currency,
      onShowResult,
      renderEmpty,
      renderPreview,
      renderSubmit,
      renderError,
      children,
      ...native
    } = props
    const labels = useLabels(ownLabels)
    // Both take the same props here.
    const Root = form.element as 'form'
    const look = { slotProps, pricePerImage, currency, onShowResult }
    const renderers = { renderEmpty, renderPreview, renderSubmit, renderError }
    return (
      <FormContext.Provider value={{ form, labels, ...look, ...renderers }}>
        <IconsProvider icons={icons}>
          <Root
            data-part="image-variation-form"
            data-state={form.pending.length > 0 ? 'pending' : form.status}
            aria-label={labels.form.title}
            {...(form.element === 'div' ? { role: 'group' } : { name: form.settings.name })}
            {...form.getFormProps(native)}
            ref={ref}
          >
            <fieldset data-part="controls" disabled={form.isDisabled}>
              {children}
            </fieldset>
          </Root>
        </IconsProvider>
      </FormContext.Provider>
    )
  })
