import type { ChangeEvent, ComponentPropsWithoutRef } from 'react'
import { slot } from '../ui/slots.js'
import { useFormContext } from './FormContext.js'
import { Select } from './Select.js'

export type ModelControlProps = Pick<
  ComponentPropsWithoutRef<'input'>,
  'id' | 'disabled' | 'aria-label' | 'aria-invalid' | 'aria-describedby'
> & {
  value: string
  onValueChange: (value: string) => void
}

/** A list of the models, or a field to type one if there is no list. */
export function ModelControl({ value, onValueChange, ...native }: ModelControlProps) {
  const { form, labels, slotProps } = useFormContext()
  if (form.models.length > 0) {
    const isKnown = form.models.some(({ id }) => id === value)
    return (
      <Select
        {...native}
        value={value}
        onValueChange={onValueChange}
        options={[
          ...(isKnown ? [] : [[value, value || '–'] as const]),
          ...form.models.map(({ id, label }) => [id, label ?? id] as const),
        ]}
      />
    )
  }
  return (
    <input
      {...slot(slotProps, 'control', {
        ...native,
        onChange: (event: ChangeEvent<HTMLInputElement>) =>
          onValueChange(event.currentTarget.value),
      })}
      dir={value ? 'auto' : undefined}
      value={value}
      placeholder={labels.fields.modelPlaceholder}
      autoCapitalize="none"
      autoComplete="off"
      spellCheck={false}
    />
  )
}
