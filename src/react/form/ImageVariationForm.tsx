'use client'
import { forwardRef, type ForwardRefExoticComponent, type RefAttributes } from 'react'
import { AdvancedSettings } from './AdvancedSettings.js'
import { FormFooter } from './FormFooter.js'
import { FormRoot, type FormRootProps } from './FormRoot.js'
import { FormSummary } from './FormSummary.js'
import { ImageIntakeField } from './ImageIntakeField.js'
import { MainSettings } from './MainSettings.js'
import { splitSettingsProps } from './useFormSettings.js'
import { useImageVariationForm } from './useImageVariationForm.js'
import type { UseImageVariationFormOptions } from './UseImageVariationFormOptions.js'

/** Props of {@link ImageVariationForm}, and those of a `<form>`; `children` are fields of your own, above the button. */
export type ImageVariationFormProps = UseImageVariationFormOptions &
  Omit<FormRootProps, 'form' | keyof UseImageVariationFormOptions>

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
  const [settings, others] = splitSettingsProps(props)
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
    element,
    onSubmit,
    onResult,
    onError,
    onCancel,
    actionsRef,
    children,
    ...root
  } = others
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
  return (
    <FormRoot {...root} form={form} ref={ref}>
      <ImageIntakeField />
      <FormSummary />
      <MainSettings />
      <AdvancedSettings />
      {children}
      <FormFooter />
    </FormRoot>
  )
})
