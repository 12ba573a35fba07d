import type { ChangeEvent, ComponentPropsWithoutRef } from 'react'
import { slot } from '../ui/slots.js'
import { useFormContext } from './FormContext.js'

export type SelectProps = Omit<ComponentPropsWithoutRef<'select'>, 'onChange' | 'value'> & {
  value: string
  onValueChange: (value: string) => void
  /** Pairs of value and words. */
  options: readonly (readonly [value: string, label: string])[]
}

/** The platform's own list: at home on every device. */
export function Select({ value, onValueChange, options, ...native }: SelectProps) {
  const { slotProps } = useFormContext()
  return (
    <select
      {...slot(slotProps, 'control', {
        ...native,
        value,
        onChange: (event: ChangeEvent<HTMLSelectElement>) =>
          onValueChange(event.currentTarget.value),
      })}
    >
      {options.map(([option, label]) => (
        <option key={option} value={option}>
          {label}
        </option>
      ))}
    </select>
  )
}
