import type { ModelOption } from '../../contract/ModelOption.js'
import type {
  Cache,
  Fallbacks,
  Identity,
  ImageVariationSettings,
  LoadBalancer,
  Orq,
  RouterRetry,
  RouterTimeout,
} from '../../contract/request.js'
import {
  defaults,
  defaultVariationPrompt,
  type Quality,
  type ResponseFormat,
} from '../../contract/constants.js'
import type { Labels } from '../provider/labels.js'

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

/** Where a setting stands: in sight, or in a group of the advanced settings. */
export type SettingGroup = 'main' | keyof Labels['form']['groups']

/** The registry of settings, with the group of each, in the order of the page for `controls="all"`. */
export const settingGroups = {
  prompt: 'main',
  model: 'main',
  n: 'main',
  size: 'main',
  quality: 'main',
  fallbacks: 'reliability',
  retry: 'reliability',
  timeout: 'reliability',
  loadBalancer: 'reliability',
  responseFormat: 'results',
  cache: 'results',
  orqPrompt: 'results',
  identity: 'tracking',
  user: 'tracking',
  name: 'tracking',
} as const satisfies { [Name in FormSetting]: SettingGroup }

/** A setting that is always in sight. */
export type MainSetting = {
  [Name in FormSetting]: (typeof settingGroups)[Name] extends 'main' ? Name : never
}[FormSetting]

/** The names of all settings, in the order of the page. */
export const formSettingNames = Object.keys(settingGroups) as FormSetting[]

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

/** Sizes that edit models commonly offer. */
export const editSizes = ['1024x1024', '1536x1024', '1024x1536'] as const

/** A setting that cannot be sent. */
export type FormIssue = {
  /** The setting that cannot be sent, or the image. */
  setting: FormSetting | 'image'
  /** Its sentence is `labels.issues[label]`; without one it is `message`. */
  label?: string
  /** For a developer, in English. */
  message: string
}

/**
 * The request of these settings. Empty ones are left out, and so is quality without a prompt. Of the provider's `orq` it keeps
 * what no setting says.
 */
export function settingsToRequest(
  settings: FormSettings,
  option?: ModelOption,
  platform?: Orq | null,
): ImageVariationSettings {
  const { model, quality, identity, orqPrompt, ...others } = settings
  const typed = option?.prompt === 'none' ? '' : settings.prompt.trim()
  const prompt = typed || (option?.prompt === 'required' ? defaultVariationPrompt : '')
  const orq = withoutEmpty({ ...platform, contact: null, identity, prompt: orqPrompt })
  return {
    model: model.trim(),
    ...withoutEmpty({ ...others, prompt, quality: prompt ? quality : null }),
    ...(Object.keys(orq).length > 0 && { orq }),
  }
}

type Filled<Settings> = { [Name in keyof Settings]?: NonNullable<Settings[Name]> }

/** Trims texts, and leaves out null, undefined, empty texts and empty lists. */
function withoutEmpty<Settings extends object>(settings: Settings): Filled<Settings> {
  const trimmed = Object.entries(settings).map(([name, value]: [string, unknown]) => [
    name,
    typeof value === 'string' ? value.trim() : value,
  ])
  return Object.fromEntries(
    trimmed.filter(([, value]) => value != null && value !== '' && !isEmptyList(value)),
  )
}

const isEmptyList = (value: unknown) => Array.isArray(value) && value.length === 0

/** The inverse of {@link settingsToRequest}: what a request or defaults say about the form's settings. */
export function requestToSettings(request: {
  [Name in keyof ImageVariationSettings]?: ImageVariationSettings[Name] | null
}): Partial<FormSettings> {
  const { orq, n, ...settings } = request
  const known: Record<string, unknown> = {
    ...settings,
    // Nobody typed that one.
    prompt: settings.prompt === defaultVariationPrompt ? undefined : settings.prompt,
    n: n ?? undefined,
    identity: orq?.identity ?? orq?.contact,
    orqPrompt: orq?.prompt,
  }
  return Object.fromEntries(
    Object.entries(known).filter(([name, value]) => value != null && name in defaultFormSettings),
  )
}

/** Whether a setting of this name exists. */
export function isFormSetting(name: string | number | undefined): name is FormSetting {
  return typeof name === 'string' && Object.hasOwn(defaultFormSettings, name)
}
