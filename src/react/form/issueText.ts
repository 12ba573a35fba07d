import type { Labels } from '../provider/labels.js'
import type { FormIssue } from './formSettings.js'

/** The sentence for an issue; the contract's own where the labels have none. */
export function issueText({ issues }: Labels, { setting, message }: FormIssue): string {
  return setting in issues ? issues[setting as keyof typeof issues] : message
}
