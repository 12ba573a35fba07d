import type { ComponentPropsWithoutRef } from 'react'
import { Icon, type IconName } from '../ui/Icon.js'
import { useKeptFocus } from './useKeptFocus.js'

export type ActionProps = ComponentPropsWithoutRef<'button'> & {
  icon?: IconName
  label: string
  part?: string
  isPressed?: boolean
  /** Looks disabled and keeps the focus. Its `onClick` is still called. */
  isDisabled?: boolean
}

/** A button with an icon and a label. If it goes when it is pressed, it does not take the focus along. */
export function Action({
  icon,
  label,
  part = 'action',
  isPressed,
  isDisabled,
  ...native
}: ActionProps) {
  const ref = useKeptFocus<HTMLButtonElement>()
  return (
    <button
      type="button"
      data-part={part}
      title={label}
      aria-pressed={isPressed}
      aria-disabled={isDisabled || undefined}
      ref={ref}
      {...native}
    >
      {icon && <Icon name={icon} />}
      <span>{label}</span>
    </button>
  )
}
