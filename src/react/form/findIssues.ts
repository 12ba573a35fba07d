import { limits } from '../../contract/constants.js'
import { checkRequest, type ImageVariationSettings } from '../../contract/request.js'
import type { Labels } from '../provider/labels.js'
import { isFormSetting, type FormIssue, type FormSetting } from './formSettings.js'

/** Why this request cannot be sent, one issue for each setting; none means that it can. Loaded when it is needed. */
export function findIssues(request: ImageVariationSettings, maxImages: number): FormIssue[] {
  const issues = new Map<FormSetting, FormIssue>()
  const add = (setting: FormSetting, message: string, label?: keyof Labels['issues']) => {
    if (!issues.has(setting)) issues.set(setting, { setting, message, label: label ?? setting })
  }
  const checked = checkRequest(request)
  for (const { path, message } of checked.ok ? [] : checked.issues) {
    const [first, second] = path
    if (first === 'orq') {
      if (second === 'prompt') add('orqPrompt', message)
      else if (second === 'identity') add('identity', message)
    } else if (isFormSetting(first)) add(first, message)
  }
  if ((request.n ?? 1) > Math.min(maxImages, limits.maxImages)) {
    add('n', `Ask for at most ${maxImages} images.`)
  }
  if (request.fallbacks?.some(({ model }) => model === request.model)) {
    add('fallbacks', 'A fallback must differ from the model.', 'sameFallback')
  }
  if (request.orq?.identity?.id === '') add('identity', 'An identity needs an id.')
  if (request.orq?.prompt?.id === '') add('orqPrompt', 'A prompt needs an id.')
  return [...issues.values()]
}
