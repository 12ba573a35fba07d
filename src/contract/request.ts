/**
 * The contract of `POST /v2/router/images/{variations|edits}`, written once: fields, ranges, defaults, and the mapping
 * between our camelCase names (the official SDK's) and the wire. Client, server, local router and form all read it.
 */
import {
  isObject,
  list,
  nullable,
  number,
  oneOf,
  optional,
  record,
  runCheck,
  text,
  valid,
  type Check,
  type Fields,
  type RequestIssue,
} from './check.js'
import {
  defaults,
  limits,
  operationOf,
  qualities,
  responseFormats,
  variationSizes,
  type Quality,
  type ResponseFormat,
} from './constants.js'
import { toSchema } from './schema.js'

export type { RequestIssue } from './check.js'

/** Image bytes with a name, as the official SDK takes them. */
export type ImageContent = {
  fileName: string
  content: ReadableStream<Uint8Array> | Blob | ArrayBuffer | Uint8Array
}

// --- the request ------------------------------------------------------------------------------------------------

/** A model that takes over when the one before it fails. */
export type Fallbacks = {
  /** `provider/model`. */
  model: string
}[]

/** The router's own retries, which happen behind one call of ours. */
export type RouterRetry = {
  /** From 1 to 5. @default 3 */
  count?: number
  /** Statuses worth another try, from 100 to 599, at least one. @default [429], by the router */
  onCodes?: number[]
}

/** The router's cache: the same request gets the same pictures, so "more like this" has to go without it. */
export type Cache = {
  /** Seconds, from 1 to 259200 (three days). Over 3600 with `url` results it can return dead links. @default 1800 */
  ttl?: number
  type: 'exact_match'
}

/** Spreads requests over models; the request's own `model` is then ignored by the router. */
export type LoadBalancer = {
  type: 'weight_based'
  models: {
    /** `provider/model`. */
    model: string
    /** Relative weight, from 0.001 to 1. @default 0.5 */
    weight?: number
  }[]
}

/** A limit for each attempt, and for each fallback anew. */
export type RouterTimeout = {
  /** Milliseconds, at least 1. */
  callTimeout: number
}

/** Who a request is for, as the router's `orq.identity` takes it. Sending one creates or updates its record. */
export type Identity = {
  /** At most 255 characters. */
  id: string
  displayName?: string
  email?: string
  /** At most 20 entries; keys go out as they are written. */
  metadata?: Record<string, unknown>[]
  /** Address of an avatar or a logo. */
  logoUrl?: string
  tags?: string[]
}

/** What the router does around a call. The same options stand in a request and in its `orq`. */
export type RouterOptions = {
  /** Models to try in order after a 429, 500, 502, 503 or 504. */
  fallbacks?: Fallbacks
  retry?: RouterRetry
  cache?: Cache
  loadBalancer?: LoadBalancer
  timeout?: RouterTimeout
}

/** The platform's options, which go out as one field. */
export type Orq = RouterOptions & {
  /** Display name on the trace. */
  name?: string
  /** A prompt kept on the platform. */
  prompt?: { id: string; version: 'latest' }
  identity?: Identity
  /** @deprecated Orq's own word: use `identity`. */
  contact?: Identity
}

/** A request without its picture, as a caller writes it: what settings, history and the server's fields hold. */
export type ImageVariationSettings = RouterOptions & {
  /** `provider/model`; a private one is `workspace@provider/model`. There is no default: models come and go. */
  model: string
  /** What to make of the picture. With a prompt the request is an edit, without one a variation. */
  prompt?: string
  /** Pictures to make, from 1 to 10; null leaves it to the server. @default 1 */
  n?: number | null
  /** `url`, which lives 60 minutes, or `b64_json`. @default 'url' for a variation; for an edit the server decides */
  responseFormat?: ResponseFormat
  /**
   * `256x256`, `512x512` or `1024x1024`; an edit takes any text that its model understands.
   * @default '1024x1024' for a variation; for an edit the server decides
   */
  size?: string | null
  /** Edits only: `auto`, `high`, `medium`, `low` or `standard`. */
  quality?: Quality | null
  /** Your end user's id, for the detection of abuse. */
  user?: string
  /** Display name on the trace. */
  name?: string
  orq?: Orq
}

/** A request in the official SDK's camelCase shape, plus `prompt` and `quality`. */
export type ImageVariationRequest = ImageVariationSettings & {
  /** PNG, WebP or JPEG of less than 50 MB. A remote URL is not an image. */
  image?: Blob | ImageContent
}

type ParsedOptions = Omit<RouterOptions, 'loadBalancer'> & {
  retry?: { count: number }
  cache?: { ttl: number }
  loadBalancer?: { type: 'weight_based'; models: { model: string; weight: number }[] }
}

/** A request without its picture after validation, with nested defaults filled in. */
export type ParsedSettings = Omit<ImageVariationSettings, 'orq' | keyof ParsedOptions> &
  ParsedOptions & { n: number | null; orq?: Omit<Orq, keyof ParsedOptions> & ParsedOptions }

type ParsedRequest = ParsedSettings & Pick<ImageVariationRequest, 'image'>

const range = (what: string, min: number, max: number, unit = '') =>
  number(`${what} must be a number from ${min} to ${max}${unit}.`, { min, max })
const wholeRange = (what: string, min: number, max: number) =>
  number(`${what} must be a whole number from ${min} to ${max}.`, { min, max, isWhole: true })
const choice = <const T extends string>(what: string, values: readonly T[]) =>
  oneOf(
    values,
    `${what} must be ${values.length > 1 ? `one of: ${values.join(', ')}` : `"${values[0]}"`}.`,
  )
/** Strict, because a misspelt option is an ignored one, and that costs money. */
const strict = <T>(fields: Fields<T>) => record(fields, unknownOption)

const model = text('Name a model, such as "provider/model".', { minLength: 1 })
const someText = optional(text())

const options: Fields<ParsedOptions> = {
  fallbacks: optional(list(strict({ model }))),
  retry: optional(
    strict<NonNullable<ParsedOptions['retry']>>({
      count: optional(wholeRange('The retry count', 1, limits.maxRetryCount), defaults.retryCount),
      onCodes: optional(
        list(wholeRange('A retry status code', 100, 599), {
          minLength: 1,
          lengthMessage: 'List at least one status code, or leave onCodes out.',
        }),
      ),
    }),
  ),
  cache: optional(
    strict<NonNullable<ParsedOptions['cache']>>({
      ttl: optional(
        range('The cache lifetime', 1, limits.maxCacheTtl, ' seconds'),
        defaults.cacheTtl,
      ),
      type: choice('The cache type', ['exact_match']),
    }),
  ),
  loadBalancer: optional(
    strict({
      type: choice('The load balancer type', ['weight_based']),
      models: list(
        strict({ model, weight: optional(range('A weight', 0.001, 1), defaults.weight) }),
      ),
    }),
  ),
  timeout: optional(
    strict({
      callTimeout: number('callTimeout must be a number of milliseconds, at least 1.', { min: 1 }),
    }),
  ),
}

const identity = optional(
  strict<Identity>({
    id: text('An identity needs an id.', {
      maxLength: limits.maxIdentityIdLength,
      lengthMessage: `An identity's id has at most ${limits.maxIdentityIdLength} characters.`,
    }),
    displayName: someText,
    email: someText,
    metadata: optional(
      list(valid<Record<string, unknown>>(isObject, 'must be an object.'), {
        maxLength: limits.maxIdentityMetadata,
        lengthMessage: `An identity's metadata has at most ${limits.maxIdentityMetadata} entries.`,
      }),
    ),
    logoUrl: someText,
    tags: optional(list(text())),
  }),
)

const orq = strict<NonNullable<ParsedSettings['orq']>>({
  name: someText,
  retry: options.retry,
  fallbacks: options.fallbacks,
  prompt: optional(
    strict({
      id: text('A prompt needs an id.'),
      version: choice('The prompt version', ['latest']),
    }),
  ),
  identity,
  contact: identity,
  cache: options.cache,
  loadBalancer: options.loadBalancer,
  timeout: options.timeout,
})

const settingsFields: Fields<ParsedSettings> = {
  model,
  prompt: optional(
    text('The prompt must be text.', {
      minLength: 1,
      lengthMessage: 'The prompt is empty: write one, or leave it out for a variation.',
    }),
  ),
  n: optional(
    nullable(wholeRange('The number of images', 1, limits.maxImages)),
    defaults.n as number | null,
  ),
  responseFormat: optional(choice('responseFormat', responseFormats)),
  size: optional(nullable(text('The size must be text, such as "1024x1024".'))),
  quality: optional(nullable(choice('quality', qualities))),
  user: someText,
  name: someText,
  ...options,
  orq: optional(orq),
}

const image = optional(
  valid<Blob | ImageContent>(
    isImage,
    'The image must be a File, a Blob, or { fileName, content } with its bytes; a remote URL is not sent along.',
  ),
)

/** The fields, and what differs between the two operations. */
function requestOf<T extends ParsedSettings>(fields: Fields<T>): Check<T> {
  const check = strict(fields)
  return (value, report) => {
    if (isObject(value) && value['prompt'] === undefined) {
      const { size, quality } = value
      if (
        size === null ||
        (typeof size === 'string' && !variationSizes.some((one) => one === size))
      )
        report(
          `The size of a variation must be one of: ${variationSizes.join(', ')}. Other sizes need a prompt.`,
          ['size'],
        )
      if (quality != null) report('quality needs a prompt: only edits take it.', ['quality'])
    }
    return check(value, report)
  }
}

const checkSettings = requestOf(settingsFields)
const requestCheck = requestOf<ParsedRequest>({ image, ...settingsFields })

/** Validates a request, all of it at once; what a schema does, without the library. */
export const checkRequest = (request: unknown) => runCheck(requestCheck, request)

/** A request without its picture: what settings, history and the server's fields hold. */
export const imageVariationSettingsSchema = /* @__PURE__ */ toSchema<
  ParsedSettings,
  ImageVariationSettings
>(checkSettings)

/**
 * A request in the official SDK's camelCase shape, plus `prompt` and `quality`. Strict: a misspelt option is an issue,
 * because an ignored one costs money. `size` and `responseFormat` get their defaults in {@link requestToFields}.
 */
export const imageVariationRequestSchema = /* @__PURE__ */ toSchema<
  ParsedRequest,
  ImageVariationRequest
>(requestCheck)

/** A Blob, also one of another realm or of a polyfill. */
export function isBlob(value: unknown): value is Blob {
  return (
    value instanceof Blob ||
    (isObject(value) &&
      typeof value['arrayBuffer'] === 'function' &&
      'stream' in value &&
      typeof value['type'] === 'string')
  )
}

function isImage(value: unknown): value is Blob | ImageContent {
  if (isBlob(value)) return true
  if (!isObject(value)) return false
  const { fileName, content } = value
  return (
    typeof fileName === 'string' &&
    (isBlob(content) ||
      content instanceof ReadableStream ||
      content instanceof ArrayBuffer ||
      content instanceof Uint8Array)
  )
}

// --- the wire ---------------------------------------------------------------------------------------------------

const wireNames: Record<string, string> = {
  responseFormat: 'response_format',
  loadBalancer: 'load_balancer',
  onCodes: 'on_codes',
  callTimeout: 'call_timeout',
  displayName: 'display_name',
  logoUrl: 'logo_url',
}
const ourNames = Object.fromEntries(Object.entries(wireNames).map(([ours, wire]) => [wire, ours]))

/** Renames keys all the way down, but for what a caller wrote as metadata. Keys that are not own stay out. */
function rename(value: unknown, names: Record<string, string>): unknown {
  if (Array.isArray(value)) return value.map((item) => rename(item, names))
  if (typeof value !== 'object' || value === null) return value
  const renamed: [string, unknown][] = []
  for (const [key, inner] of Object.entries(value)) {
    if (inner === undefined) continue
    const name = Object.hasOwn(names, key) ? (names[key] ?? key) : key
    renamed.push([name, key === 'metadata' ? inner : rename(inner, names)])
  }
  return Object.fromEntries(renamed)
}

const jsonFields = ['cache', 'fallbacks', 'loadBalancer', 'orq', 'retry', 'timeout'] as const
const jsonWireFields: readonly string[] = jsonFields.map((field) => wireNames[field] ?? field)
/** Form fields of the wire that hold text or JSON, all but the `image`. */
export const wireFields: readonly string[] = Object.keys(settingsFields).map(
  (field) => wireNames[field] ?? field,
)

/** The form fields of a validated request, in order and without the image, equal to the official SDK's. */
export function requestToFields(settings: ParsedSettings): [name: string, value: string][] {
  const variation = operationOf(settings) === 'variations'
  const complete: Record<string, string | number | object | null | undefined> = {
    ...settings,
    size: settings.size ?? (variation ? defaults.size : undefined),
    responseFormat: settings.responseFormat ?? (variation ? defaults.responseFormat : undefined),
  }
  const fields: [string, string][] = []
  for (const field of Object.keys(settingsFields)) {
    const value = complete[field]
    if (value === undefined || value === null) continue
    fields.push([
      wireNames[field] ?? field,
      typeof value === 'object' ? JSON.stringify(rename(value, wireNames)) : String(value),
    ])
  }
  return fields
}

/**
 * Reads form fields of the wire (each name at most once) back into a request; the inverse of {@link requestToFields}.
 * Every value is text from somebody else: numbers must be plain decimals, JSON must parse, unknown names are issues.
 */
export function fieldsToRequest(
  fields: Iterable<readonly [name: string, value: string]>,
): { ok: true; value: ParsedSettings } | { ok: false; issues: RequestIssue[] } {
  const issues: RequestIssue[] = []
  const entries: [string, unknown][] = []
  for (const [name, value] of fields) {
    const field = Object.hasOwn(ourNames, name) ? (ourNames[name] ?? name) : name
    if (!wireFields.includes(name)) {
      issues.push({ path: [name], message: `Unknown field ${JSON.stringify(name.slice(0, 64))}.` })
    } else if (jsonWireFields.includes(name)) {
      try {
        entries.push([field, rename(JSON.parse(value), ourNames)])
      } catch {
        issues.push({ path: [field], message: `The field ${name} must hold JSON.` })
      }
    } else if (name === 'n') {
      entries.push([field, /^\d{1,3}$/.test(value) ? Number(value) : value])
    } else {
      entries.push([field, value])
    }
  }
  const checked = runCheck(checkSettings, Object.fromEntries(entries))
  if (!checked.ok) issues.push(...checked.issues)
  return issues.length > 0 || !checked.ok ? { ok: false, issues } : checked
}

/** The name in a request of a field of the wire: `response_format` is `responseFormat`. */
export function ourName(wireName: string): string {
  return Object.hasOwn(ourNames, wireName) ? (ourNames[wireName] ?? wireName) : wireName
}

/** A schema's issues as plain data, one for each problem, with a sentence. Values never appear in them. */
export function toRequestIssues(
  issues: readonly { path: readonly PropertyKey[]; message: string }[],
): RequestIssue[] {
  return issues.map(({ path, message }) => ({
    path: path.map((step) => (typeof step === 'symbol' ? String(step) : step)),
    message,
  }))
}

function unknownOption(key: string): string {
  return `Unknown option ${JSON.stringify(key.slice(0, 64))}${suggestion(key)}.`
}

function suggestion(key: string): string {
  if (Object.hasOwn(ourNames, key)) return `; here it is called "${ourNames[key]}"`
  const lower = key.toLowerCase()
  const near = [...Object.keys(settingsFields), 'image'].find(
    (name) => name.toLowerCase() === lower || name.startsWith(key) || key.startsWith(name),
  )
  if (near && near !== 'n') return `; did you mean "${near}"`
  if (key === 'identity' || key === 'contact') return '; it belongs inside "orq"'
  return ''
}

// --- the response -----------------------------------------------------------------------------------------------

const maybe = <T>(check: Check<T>) => optional(nullable(check))

const pictures = list(record({ url: maybe(text()), b64_json: maybe(text()) }))
const wireResponse = record({
  created: number(),
  data: pictures,
  output_format: maybe(text()),
  size: maybe(text()),
  quality: maybe(text()),
  usage: maybe(
    record({
      total_tokens: number(),
      input_tokens: number(),
      output_tokens: number(),
      input_tokens_details: maybe(record({ text_tokens: number(), image_tokens: number() })),
    }),
  ),
})

/** Tokens that a run took, in the official SDK's names. */
export type Usage = {
  totalTokens: number
  inputTokens: number
  outputTokens: number
  inputTokensDetails?: { textTokens: number; imageTokens: number }
}

/** One picture of an answer: a `url` (alive for 60 minutes) or base64 in `b64Json`. */
export type ImageData = { url?: string; b64Json?: string }

/** An answer in the official SDK's camelCase shape. */
export type ImageVariationResponse = {
  /** Unix time in seconds. */
  created: number
  data: ImageData[]
  outputFormat?: string
  size?: string
  quality?: string
  usage?: Usage
}

/**
 * Reads the wire's answer. More lenient than the official SDK, which fails on nulls: a null is an absent value, unknown keys
 * are dropped, and an item with neither `url` nor `b64_json` is dropped while others are usable. None usable is an issue.
 */
const responseCheck: Check<ImageVariationResponse> = (value, report) => {
  let isSound = true
  const wire = wireResponse(value, (...problem) => {
    isSound = false
    report(...problem)
  })
  if (!isSound) return { created: 0, data: [] }
  const data = wire.data.flatMap((item): ImageData[] =>
    item.b64_json ? [{ b64Json: item.b64_json }] : item.url ? [{ url: item.url }] : [],
  )
  if (data.length === 0) report('The answer holds no picture.', ['data'])
  const { usage } = wire
  const details = usage?.input_tokens_details
  return {
    created: wire.created,
    data,
    ...(wire.output_format ? { outputFormat: wire.output_format } : {}),
    ...(wire.size ? { size: wire.size } : {}),
    ...(wire.quality ? { quality: wire.quality } : {}),
    ...(usage
      ? {
          usage: {
            totalTokens: usage.total_tokens,
            inputTokens: usage.input_tokens,
            outputTokens: usage.output_tokens,
            ...(details
              ? {
                  inputTokensDetails: {
                    textTokens: details.text_tokens,
                    imageTokens: details.image_tokens,
                  },
                }
              : {}),
          },
        }
      : {}),
  }
}

/** Reads the wire's answer, or says with every path what is wrong with it. */
export const checkResponse = (wire: unknown) => runCheck(responseCheck, wire)

/** {@link checkResponse} as a schema: wire in, the official SDK's shape out. */
export const imageVariationResponseSchema = /* @__PURE__ */ toSchema<
  ImageVariationResponse,
  unknown
>(responseCheck)
