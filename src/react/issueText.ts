import type { FormIssue } from './formSettings.js'
import type { Labels } from './labels.js'

/** The sentence for an issue; the contract's own where the labels have none. */
export function issueText({ issues }: Labels, { setting, message }: FormIssue): string {
  return setting in issues ? issues[setting as keyof typeof issues] : message
}
