import type { ComponentPropsWithoutRef } from 'react'
import { slot } from '../ui/slots.js'
import { useFormContext } from './FormContext.js'
import { Select } from './Select.js'

export type ModelControlProps = Omit<ComponentPropsWithoutRef<'input'>, 'onChange' | 'value'> & {
  value: string
  onValueChange: (value: string) => void
}

/** A list of the models, or a field to type one if there is no list. */
export function ModelControl({ value, onValueChange, ...native }: ModelControlProps) {
  const { form, labels, slotProps } = useFormContext()
  if (form.models.length > 0) {
    const isKnown = form.models.some(({ id }) => id === value)
    const {
      id,
      disabled,
      'aria-label': name,
      'aria-invalid': invalid,
      'aria-describedby': help,
    } = native
    return (
      <Select
        id={id}
        disabled={disabled}
        aria-label={name}
        aria-invalid={invalid}
        aria-describedby={help}
        value={value}
        onValueChange={onValueChange}
        options={[
          ...(isKnown ? [] : [[value, value || '–'] as const]),
          ...form.models.map(({ id: model, label }) => [model, label ?? model] as const),
        ]}
      />
    )
  }
  return (
    <input
      {...slot(slotProps, 'control', native)}
      dir={value ? 'auto' : undefined}
      value={value}
      placeholder={labels.fields.modelPlaceholder}
      autoCapitalize="none"
      autoComplete="off"
      spellCheck={false}
      onChange={(event) => onValueChange(event.currentTarget.value)}
    />
  )
}
