import type { MouseEvent } from 'react'
import { Icon } from '../ui/Icon.js'
import { slot } from '../ui/slots.js'
import { useFormContext } from './FormContext.js'
import type { FormIssue } from './formSettings.js'
import { issueText } from './issueText.js'

/**
 * The list of what keeps a form from being sent; takes the focus, and leads to the controls. A field says
 * itself what is wrong with it; what has no field says it here.
 */
export function FormSummary() {
  const { form, labels, slotProps } = useFormContext()
  const { issues, idOf, summaryRef } = form
  if (issues.length === 0) return null
  const fieldOf = ({ setting }: FormIssue) =>
    setting !== 'image' && form.isVisible(setting) ? labels.fields[setting] : undefined
  // What has no field is a sentence, and leads nowhere.
  const hrefOf = (issue: FormIssue) =>
    issue.setting === 'image' || fieldOf(issue) ? `#${idOf(issue.setting)}` : undefined
  return (
    <div {...slot(slotProps, 'summary', { role: 'alert', tabIndex: -1, ref: summaryRef })}>
      <Icon name="alert" />
      {(issues.length > 1 || issues.some(fieldOf)) && <p>{labels.form.summary(issues.length)}</p>}
      <ul>
        {issues.map((issue) => (
          <li key={issue.setting}>
            <a href={hrefOf(issue)} onClick={focusTarget}>
              {fieldOf(issue) ?? <bdi>{issueText(labels, issue, form.maxImages)}</bdi>}
            </a>
          </li>
        ))}
      </ul>
    </div>
  )
}

function focusTarget(event: MouseEvent<HTMLAnchorElement>) {
  event.preventDefault()
  // Not by `hash`, which is encoded: an id of React 19.1 is not.
  const target = document.getElementById(event.currentTarget.getAttribute('href')?.slice(1) ?? '')
  target?.closest('details')?.setAttribute('open', '')
  target?.focus()
}
