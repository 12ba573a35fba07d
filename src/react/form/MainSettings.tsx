import { qualities, variationSizes } from '../../contract/constants.js'
import { Icon } from '../ui/Icon.js'
import { slot } from '../ui/slots.js'
import { Field } from './Field.js'
import { useFormContext } from './FormContext.js'
import { editSizes, type FormSetting } from './formSettings.js'
import { ModelControl } from './ModelControl.js'
import { Select } from './Select.js'

const settings: readonly FormSetting[] = ['prompt', 'model', 'n', 'size', 'quality']

/** The settings that most people change. */
export function MainSettings() {
  const { form, labels, slotProps } = useFormContext()
  const { isVisible, set, request, model } = form
  const { prompt, n, size, quality } = form.settings
  const { fields } = labels
  if (!settings.some(isVisible)) return null
  const step = (by: number) => set('n', Math.min(form.maxImages, Math.max(1, (n || 1) + by)))
  return (
    <div {...slot(slotProps, 'settings', {})}>
      {isVisible('prompt') && (
        <Field setting="prompt" label={fields.prompt} isOptional={model?.prompt !== 'required'}>
          <textarea
            {...slot(slotProps, 'control', form.getControlProps('prompt'))}
            // An empty one would be from left to right, and its placeholder with it.
            dir={prompt ? 'auto' : undefined}
            rows={2}
            value={prompt}
            placeholder={fields.promptPlaceholder}
            onChange={(event) => set('prompt', event.currentTarget.value)}
          />
        </Field>
      )}
      {isVisible('model') && (
        <Field setting="model" label={fields.model}>
          <ModelControl
            {...form.getControlProps('model')}
            value={form.settings.model}
            onValueChange={(value) => set('model', value)}
          />
        </Field>
      )}
      {isVisible('n') && (
        <Field setting="n" label={fields.n}>
          <div data-part="stepper">
            <button
              type="button"
              aria-label={fields.fewer}
              disabled={n <= 1}
              onClick={() => step(-1)}
            >
              <Icon name="minus" />
            </button>
            <input
              {...slot(slotProps, 'control', form.getControlProps('n'))}
              type="number"
              inputMode="numeric"
              min={1}
              max={form.maxImages}
              value={Number.isNaN(n) ? '' : n}
              onChange={(event) => set('n', event.currentTarget.valueAsNumber)}
            />
            <button
              type="button"
              aria-label={fields.more}
              disabled={n >= form.maxImages}
              onClick={() => step(1)}
            >
              <Icon name="plus" />
            </button>
          </div>
        </Field>
      )}
      {isVisible('size') && (
        <Field setting="size" label={fields.size}>
          <Select
            {...form.getControlProps('size')}
            value={size ?? ''}
            onValueChange={(value) => set('size', value || null)}
            options={[
              ['', fields.automatic],
              ...withValue(model?.sizes ?? (request.prompt ? editSizes : variationSizes), size).map(
                (name): [string, string] => [name, name.replace('x', ' × ')],
              ),
            ]}
          />
        </Field>
      )}
      {isVisible('quality') && (
        <Field setting="quality" label={fields.quality}>
          <Select
            {...form.getControlProps('quality')}
            value={quality ?? 'auto'}
            onValueChange={(value) =>
              set('quality', qualities.find((name) => name === value) ?? null)
            }
            options={qualities.map((name) => [name, fields.qualities[name]])}
          />
        </Field>
      )}
    </div>
  )
}

/** A value that somebody set stays on offer, whatever the list says. */
function withValue(list: readonly string[], value: string | null): readonly string[] {
  return value && !list.includes(value) ? [...list, value] : list
}
