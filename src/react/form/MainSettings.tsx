import type { ChangeEvent, ComponentType } from 'react'
import { qualities, variationSizes } from '../../contract/constants.js'
import { ChunkError } from '../ui/ChunkError.js'
import { Icon } from '../ui/Icon.js'
import { slot } from '../ui/slots.js'
import { Field } from './Field.js'
import { useFormContext } from './FormContext.js'
import { editSizes, type FormSetting, type MainSetting } from './formSettings.js'
import { ModelControl } from './ModelControl.js'
import { Select } from './Select.js'

/** The fields that are always in sight. */
const fields: { [name in MainSetting]: ComponentType } & {
  [name in Exclude<FormSetting, MainSetting>]?: undefined
} = {
  prompt: PromptField,
  model: ModelField,
  n: CountField,
  size: SizeField,
  quality: QualityField,
}

/** The settings that most people change, in the order of `controls`. */
export function MainSettings() {
  const { form, slotProps } = useFormContext()
  const names = form.settingsOf('main')
  if (names.length === 0) return null
  return (
    <div {...slot(slotProps, 'settings', {})}>
      {names.map((name) => {
        const Field = fields[name]
        return Field && <Field key={name} />
      })}
    </div>
  )
}

function PromptField() {
  const { form, labels, slotProps } = useFormContext()
  const { fields } = labels
  const { prompt } = form.settings
  const isEditOnly = form.model?.prompt === 'required'
  return (
    <Field setting="prompt" label={fields.prompt} isOptional>
      <textarea
        {...slot(slotProps, 'control', {
          ...form.getControlProps('prompt'),
          onChange: (event: ChangeEvent<HTMLTextAreaElement>) =>
            form.set('prompt', event.currentTarget.value),
        })}
        // Empty, it and its placeholder would be written from left to right.
        dir={prompt ? 'auto' : undefined}
        rows={2}
        value={prompt}
        placeholder={isEditOnly ? fields.promptPlaceholderVariation : fields.promptPlaceholder}
      />
    </Field>
  )
}

function ModelField() {
  const { form, labels } = useFormContext()
  const { isLoading, error, retry } = form.modelList
  const { modelsLoading, modelsFailed, model } = labels.fields
  if (error) {
    return (
      <ChunkError labels={{ failed: modelsFailed, retry: labels.chunk.retry }} onRetry={retry} />
    )
  }
  return (
    <Field setting="model" label={model}>
      {isLoading ? (
        <Select
          {...form.getControlProps('model')}
          disabled
          value=""
          onValueChange={() => {}}
          options={[['', modelsLoading]]}
        />
      ) : (
        <ModelControl
          {...form.getControlProps('model')}
          value={form.settings.model}
          onValueChange={(value) => form.set('model', value)}
        />
      )}
    </Field>
  )
}

function CountField() {
  const { form, labels, slotProps } = useFormContext()
  const { n } = form.settings
  const control = form.getControlProps('n')
  const step = (by: number) => form.set('n', Math.min(form.maxImages, Math.max(1, (n || 1) + by)))
  return (
    <Field setting="n" label={labels.fields.n}>
      <div data-part="stepper">
        <button
          type="button"
          aria-label={labels.fields.fewer}
          disabled={control.disabled || n <= 1}
          onClick={() => step(-1)}
        >
          <Icon name="minus" />
        </button>
        <input
          {...slot(slotProps, 'control', {
            ...control,
            onChange: (event: ChangeEvent<HTMLInputElement>) =>
              form.set('n', event.currentTarget.valueAsNumber),
          })}
          type="number"
          inputMode="numeric"
          min={1}
          max={form.maxImages}
          value={Number.isNaN(n) ? '' : n}
        />
        <button
          type="button"
          aria-label={labels.fields.more}
          disabled={control.disabled || n >= form.maxImages}
          onClick={() => step(1)}
        >
          <Icon name="plus" />
        </button>
      </div>
    </Field>
  )
}

function SizeField() {
  const { form, labels } = useFormContext()
  const { size } = form.settings
  const sizes = form.model?.sizes ?? (form.request.prompt ? editSizes : variationSizes)
  return (
    <Field setting="size" label={labels.fields.size}>
      <Select
        {...form.getControlProps('size')}
        value={size ?? ''}
        onValueChange={(value) => form.set('size', value || null)}
        options={[
          ['', labels.fields.automatic],
          ...withValue(sizes, size).map((name) => {
            const [width = '', height] = name.split('x')
            return [name, height ? labels.intake.dimensions(width, height) : name] as const
          }),
        ]}
      />
    </Field>
  )
}

/** Only edits have a quality: without a prompt the field says so in the place of its value, and nothing moves. */
function QualityField() {
  const { form, labels } = useFormContext()
  const { fields } = labels
  const isUsable = Boolean(form.request.prompt)
  const control = form.getControlProps('quality')
  return (
    <Field setting="quality" label={fields.quality}>
      <Select
        {...control}
        disabled={control.disabled || !isUsable}
        value={isUsable ? (form.settings.quality ?? 'auto') : ''}
        onValueChange={(value) =>
          form.set('quality', qualities.find((name) => name === value) ?? null)
        }
        options={
          isUsable
            ? qualities.map((name) => [name, fields.qualities[name]])
            : [['', fields.qualityHint]]
        }
      />
    </Field>
  )
}

/** A value that is set stays in the list. */
function withValue(list: readonly string[], value: string | null): readonly string[] {
  return value && !list.includes(value) ? [...list, value] : list
}
