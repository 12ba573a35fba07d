import {
  checkRequest,
  type Cache,
  type Fallbacks,
  type Identity,
  type ImageVariationSettings,
  type LoadBalancer,
  type Orq,
  type RouterRetry,
  type RouterTimeout,
} from '../../contract/request.js'
import { defaults, limits, type Quality, type ResponseFormat } from '../../contract/constants.js'

/** The settings of the form, flat: `identity` and `orqPrompt` are what the request carries inside `orq`. */
export type FormSettings = {
  /** `provider/model`. Empty until chosen. @default the first of `models` */
  model: string
  /** What should change; makes the request an edit. Empty: a variation. @default '' */
  prompt: string
  /** Number of images, 1 to 10. @default 1 */
  n: number
  /** Such as `1024x1024`; null leaves it to the model. @default null */
  size: string | null
  /** Sent only along with a prompt; null leaves it to the model. @default null */
  quality: Quality | null
  /** A file (`b64_json`) can be kept and downloaded; a `url` dies after 60 minutes. @default 'b64_json' */
  responseFormat: ResponseFormat
  /** Your id of the end user. @default '' */
  user: string
  /** Display name in the router's traces. @default '' */
  name: string
  /** Models to try, in order, when the first one fails. @default [] */
  fallbacks: Fallbacks
  /** The router's own retries. @default null */
  retry: RouterRetry | null
  /** The router's cache; `ttl` in seconds. @default null */
  cache: Cache | null
  /** Spreads requests over models by weight; replaces `model`. @default null */
  loadBalancer: LoadBalancer | null
  /** The router's limit for each attempt, in milliseconds. @default null */
  timeout: RouterTimeout | null
  /** Who the request is for. @default null */
  identity: Identity | null
  /** A prompt kept in Orq. @default null */
  orqPrompt: NonNullable<Orq['prompt']> | null
}

/** Name of one setting. */
export type FormSetting = keyof FormSettings

/** Settings that are folded away. */
export const advancedSettings: readonly FormSetting[] = [
  'fallbacks',
  'cache',
  'retry',
  'loadBalancer',
  'timeout',
  'responseFormat',
  'identity',
  'orqPrompt',
  'user',
  'name',
]

/** What a form starts with where nobody says otherwise. */
export const defaultFormSettings: FormSettings = {
  model: '',
  prompt: '',
  n: defaults.n,
  size: null,
  quality: null,
  responseFormat: 'b64_json',
  user: '',
  name: '',
  fallbacks: [],
  retry: null,
  cache: null,
  loadBalancer: null,
  timeout: null,
  identity: null,
  orqPrompt: null,
}

/** A model to choose from, and what is known of it. */
export type ModelOption = {
  /** `provider/model`, as it is sent. */
  id: string
  /** Shown instead of the id. */
  label?: string
  /** Whether it works from words. `required`: without a prompt it refuses; `none`: it takes none. @default 'optional' */
  prompt?: 'required' | 'optional' | 'none'
  /** It refuses pictures that are not square. @default false */
  square?: boolean
  /** Sizes it offers. @default the router's */
  sizes?: readonly string[]
}

/** Sizes that edit models commonly offer. */
export const editSizes = ['1024x1024', '1536x1024', '1024x1536'] as const

/** A setting that cannot be sent; its words are `labels.issues[setting]`. */
export type FormIssue = {
  setting: FormSetting | 'image'
  /** For a developer, in English. */
  message: string
}

/** The request of these settings. Empty ones stay out, and so does quality without a prompt. */
export function settingsToRequest(
  settings: FormSettings,
  option?: ModelOption,
): ImageVariationSettings {
  const { model, n, size, quality, responseFormat, identity, orqPrompt } = settings
  const { fallbacks, retry, cache, loadBalancer, timeout } = settings
  const prompt = option?.prompt === 'none' ? '' : settings.prompt.trim()
  const user = settings.user.trim()
  const name = settings.name.trim()
  return {
    model: model.trim(),
    n,
    responseFormat,
    ...(prompt && { prompt }),
    ...(size && { size }),
    ...(prompt && quality && { quality }),
    ...(user && { user }),
    ...(name && { name }),
    ...(fallbacks.length > 0 && { fallbacks }),
    ...(retry && { retry }),
    ...(cache && { cache }),
    ...(loadBalancer && { loadBalancer }),
    ...(timeout && { timeout }),
    ...((identity || orqPrompt) && {
      orq: { ...(identity && { identity }), ...(orqPrompt && { prompt: orqPrompt }) },
    }),
  }
}

/** The inverse of {@link settingsToRequest}: what a request or defaults say about the form's settings. */
export function requestToSettings(request: {
  [Name in keyof ImageVariationSettings]?: ImageVariationSettings[Name] | null
}): Partial<FormSettings> {
  const { orq, n, ...settings } = request
  const known: Record<string, unknown> = {
    ...settings,
    n: n ?? undefined,
    identity: orq?.identity ?? orq?.contact,
    orqPrompt: orq?.prompt,
  }
  return Object.fromEntries(
    Object.entries(known).filter(([name, value]) => value != null && name in defaultFormSettings),
  )
}

/** Why this request cannot be sent, one issue for each setting; none means that it can. */
export function findIssues(
  request: ImageVariationSettings,
  { maxImages, option }: { maxImages: number; option?: ModelOption },
): FormIssue[] {
  const issues = new Map<FormSetting, FormIssue>()
  const add = (setting: FormSetting, message: string) => {
    if (!issues.has(setting)) issues.set(setting, { setting, message })
  }
  const checked = checkRequest(request)
  for (const { path, message } of checked.ok ? [] : checked.issues) {
    const [first, second] = path
    if (first === 'orq') add(second === 'prompt' ? 'orqPrompt' : 'identity', message)
    else if (isFormSetting(first)) add(first, message)
  }
  if ((request.n ?? 1) > Math.min(maxImages, limits.maxImages)) {
    add('n', `At most ${maxImages} images can be asked for.`)
  }
  if (option?.prompt === 'required' && !request.prompt) add('prompt', 'This model needs a prompt.')
  if (request.orq?.identity?.id === '') add('identity', 'An identity needs an id.')
  if (request.orq?.prompt?.id === '') add('orqPrompt', 'A prompt needs an id.')
  return [...issues.values()]
}

function isFormSetting(name: string | number | undefined): name is FormSetting {
  return typeof name === 'string' && name in defaultFormSettings
}
