import type { ReactNode } from 'react'
import { Icon } from '../ui/Icon.js'
import { slot } from '../ui/slots.js'
import { useFormContext } from './FormContext.js'
import type { FormSetting } from './formSettings.js'
import { issueText } from './issueText.js'

export type FieldProps = {
  setting: FormSetting
  label: string
  hint?: string
  isOptional?: boolean
  /** A group of controls instead of one. */
  isGroup?: boolean
  children: ReactNode
}

/** A label, its control, what helps, and what is wrong with it. */
export function Field({ setting, label, hint, isOptional, isGroup, children }: FieldProps) {
  const { form, labels, slotProps } = useFormContext()
  const issue = form.issues.find((found) => found.setting === setting)
  const title = (
    <>
      {label}
      {isOptional && <span data-part="optional"> {labels.form.optional}</span>}
    </>
  )
  const group = { role: 'group', 'aria-labelledby': form.idOf(setting, 'label') }
  return (
    <div
      {...slot(slotProps, 'field', {
        'data-setting': setting,
        'data-state': issue ? 'invalid' : undefined,
        ...(isGroup && group),
      })}
    >
      {isGroup ? (
        <span data-part="label" id={form.idOf(setting, 'label')}>
          {title}
        </span>
      ) : (
        <label data-part="label" htmlFor={form.idOf(setting)}>
          {title}
        </label>
      )}
      {children}
      {hint && (
        <span data-part="hint" id={form.idOf(setting, 'hint')}>
          {hint}
        </span>
      )}
      {issue && (
        <span data-part="issue" id={form.idOf(setting, 'issue')}>
          <Icon name="alert" />
          <bdi>{issueText(labels, issue, form.maxImages)}</bdi>
        </span>
      )}
    </div>
  )
}
