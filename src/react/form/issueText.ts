import type { Labels } from '../provider/labels.js'
import type { FormIssue } from './formSettings.js'

/** The sentence for an issue; the contract's own where the labels have none. */
export function issueText({ issues }: Labels, { setting, message }: FormIssue, maxImages: number) {
  if (setting === 'n') return issues.n(maxImages)
  return setting in issues ? issues[setting as Exclude<keyof typeof issues, 'n'>] : message
}
