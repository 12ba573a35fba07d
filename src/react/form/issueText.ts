import type { Labels } from '../provider/labels.js'
import type { FormIssue } from './formSettings.js'

/** The sentence for an issue; its own message if the labels have none. */
export function issueText({ issues }: Labels, issue: FormIssue, maxImages: number): string {
  const sentences: { [label: string]: string | ((max: number) => string) } = issues
  const sentence = sentences[issue.label ?? ''] ?? issue.message
  return typeof sentence === 'function' ? sentence(maxImages) : sentence
}
