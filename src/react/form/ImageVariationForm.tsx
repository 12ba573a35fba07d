'use client'
import { forwardRef, type ForwardRefExoticComponent, type RefAttributes } from 'react'
import { splitProps, type PropNames } from '../ui/splitProps.js'
import { AdvancedSettings } from './AdvancedSettings.js'
import { FormFooter } from './FormFooter.js'
import { FormRoot, type FormRootProps } from './FormRoot.js'
import { FormSummary } from './FormSummary.js'
import { ImageIntakeField } from './ImageIntakeField.js'
import { MainSettings } from './MainSettings.js'
import { settingsPropNames } from './useFormSettings.js'
import { useImageVariationForm } from './useImageVariationForm.js'
import type { UseImageVariationFormOptions } from './UseImageVariationFormOptions.js'

/** Props of {@link ImageVariationForm}, and those of a `<form>`; `children` are fields of your own, above the button. */
export type ImageVariationFormProps = UseImageVariationFormOptions &
  Omit<FormRootProps, 'form' | keyof UseImageVariationFormOptions>

const optionNames: PropNames<UseImageVariationFormOptions> = {
  ...settingsPropNames,
  models: true,
  controls: true,
  maxImages: true,
  requirements: true,
  decode: true,
  client: true,
  endpoint: true,
  history: true,
  prepare: true,
  keepOnUnmount: true,
  concurrency: true,
  disabled: true,
  element: true,
  onSubmit: true,
  onResult: true,
  onError: true,
  onCancel: true,
  actionsRef: true,
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
  const [options, root] = splitProps<UseImageVariationFormOptions, ImageVariationFormProps>(
    props,
    optionNames,
  )
  const form = useImageVariationForm(options)
  return (
    <FormRoot {...root} form={form} ref={ref}>
      <ImageIntakeField />
      <FormSummary />
      <MainSettings />
      <AdvancedSettings />
      {props.children}
      <FormFooter />
    </FormRoot>
  )
})
