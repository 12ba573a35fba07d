/**
 * The contract of `POST /v2/router/images/{variations|edits}`, written once: fields, ranges, defaults, and the mapping
 * between our camelCase names (the official SDK's) and the wire. Client, server, local router and form all read it.
 */
import * as z from 'zod/mini'

/** Limits of the router's contract. Bytes, pixels and seconds as named. */
export const limits = {
  /** The router takes images below this many bytes (50 MB). */
  maxImageBytes: 50_000_000,
  /** Images per request. */
  maxImages: 10,
  /** Cache lifetime in seconds (three days). */
  maxCacheTtl: 259_200,
  /** Router retries per request. */
  maxRetryCount: 5,
  /** Characters of an identity's id. */
  maxIdentityIdLength: 255,
  /** Fields of an identity's metadata. */
  maxIdentityMetadata: 20,
  /** A result `url` lives this many seconds. */
  urlLifetimeSeconds: 3600,
} as const

/** Defaults that the router documents and the official SDK writes on the wire. */
export const defaults = {
  n: 1,
  size: '1024x1024',
  responseFormat: 'url',
  retryCount: 3,
  cacheTtl: 1800,
  weight: 0.5,
} as const

/** Sizes that the variations endpoint takes. Edits take any text that their model understands. */
export const variationSizes = ['256x256', '512x512', '1024x1024'] as const
/** How the pictures come back: a `url` that lives 60 minutes, or base64 in the answer. */
export const responseFormats = ['url', 'b64_json'] as const
/** Qualities that the edits endpoint takes. */
export const qualities = ['auto', 'high', 'medium', 'low', 'standard'] as const

/** A prompt that asks an edit model for a variation, for providers without a prompt-less endpoint. */
export const defaultVariationPrompt =
  'Create a variation of this image. Keep its subject, composition and style; change the details.'

/** Orq's server, and the paths of its two endpoints. */
export const defaultServerURL = 'https://my.orq.ai'
export const defaultPaths = {
  variations: '/v2/router/images/variations',
  edits: '/v2/router/images/edits',
} as const
/** Where the client looks for our handler unless told otherwise. */
export const defaultEndpoint = '/api/image-variations'

/** Image bytes with a name, as the official SDK takes them. */
export type ImageContent = {
  fileName: string
  content: ReadableStream<Uint8Array> | Blob | ArrayBuffer | Uint8Array
}

const text = (message: string) => z.string({ error: message })
const between = (minimum: number, maximum: number, what: string, unit = '') => {
  const message = `${what} must be a number from ${minimum} to ${maximum}${unit}.`
  return z
    .number({ error: message })
    .check(z.minimum(minimum, { error: message }), z.maximum(maximum, { error: message }))
}
const wholeBetween = (minimum: number, maximum: number, what: string) => {
  const message = `${what} must be a whole number from ${minimum} to ${maximum}.`
  return z
    .number({ error: message })
    .check(
      z.int({ error: message }),
      z.minimum(minimum, { error: message }),
      z.maximum(maximum, { error: message }),
    )
}

const modelSchema = text('Name a model, such as "provider/model".').check(
  z.minLength(1, { error: 'Name a model, such as "provider/model".' }),
)

const fallbacksSchema = z.array(z.strictObject({ model: modelSchema }))

const retrySchema = z.strictObject({
  count: z._default(wholeBetween(1, limits.maxRetryCount, 'The retry count'), defaults.retryCount),
  onCodes: z.optional(
    z
      .array(wholeBetween(100, 599, 'A retry status code'))
      .check(z.minLength(1, { error: 'List at least one status code, or leave onCodes out.' })),
  ),
})

const cacheSchema = z.strictObject({
  ttl: z._default(
    between(1, limits.maxCacheTtl, 'The cache lifetime', ' seconds'),
    defaults.cacheTtl,
  ),
  type: z.literal('exact_match', { error: 'The cache type must be "exact_match".' }),
})

const loadBalancerSchema = z.strictObject({
  type: z.literal('weight_based', { error: 'The load balancer type must be "weight_based".' }),
  models: z.array(
    z.strictObject({
      model: modelSchema,
      weight: z._default(between(0.001, 1, 'A weight'), defaults.weight),
    }),
  ),
})

const timeoutSchema = z.strictObject({
  callTimeout: z
    .number({ error: 'callTimeout must be a number of milliseconds, at least 1.' })
    .check(z.minimum(1, { error: 'callTimeout must be a number of milliseconds, at least 1.' })),
})

const identitySchema = z.strictObject({
  id: text('An identity needs an id.').check(
    z.maxLength(limits.maxIdentityIdLength, {
      error: `An identity's id has at most ${limits.maxIdentityIdLength} characters.`,
    }),
  ),
  displayName: z.optional(z.string()),
  email: z.optional(z.string()),
  metadata: z.optional(
    z.array(z.record(z.string(), z.unknown())).check(
      z.maxLength(limits.maxIdentityMetadata, {
        error: `An identity's metadata has at most ${limits.maxIdentityMetadata} entries.`,
      }),
    ),
  ),
  logoUrl: z.optional(z.string()),
  tags: z.optional(z.array(z.string())),
})

const orqSchema = z.strictObject({
  name: z.optional(z.string()),
  retry: z.optional(retrySchema),
  fallbacks: z.optional(fallbacksSchema),
  prompt: z.optional(
    z.strictObject({
      id: text('A prompt needs an id.'),
      version: z.literal('latest', { error: 'The prompt version must be "latest".' }),
    }),
  ),
  identity: z.optional(identitySchema),
  /** @deprecated Orq's own word: use `identity`. */
  contact: z.optional(identitySchema),
  cache: z.optional(cacheSchema),
  loadBalancer: z.optional(loadBalancerSchema),
  timeout: z.optional(timeoutSchema),
})

function isBlob(value: unknown): value is Blob {
  return (
    value instanceof Blob ||
    (typeof value === 'object' &&
      value !== null &&
      'arrayBuffer' in value &&
      typeof value.arrayBuffer === 'function' &&
      'stream' in value &&
      'type' in value &&
      typeof value.type === 'string')
  )
}

function isImage(value: unknown): value is Blob | ImageContent {
  if (isBlob(value)) return true
  if (typeof value !== 'object' || value === null) return false
  const { fileName, content } = value as Partial<ImageContent>
  return (
    typeof fileName === 'string' &&
    (isBlob(content) ||
      content instanceof ReadableStream ||
      content instanceof ArrayBuffer ||
      content instanceof Uint8Array)
  )
}

const imageSchema = z.custom<Blob | ImageContent>(isImage, {
  // Zod stops at a custom schema's issue unless told otherwise; we want every problem at once.
  abort: false,
  error:
    'The image must be a File, a Blob, or { fileName, content } with its bytes; a remote URL is not sent along.',
})

const settingsShape = {
  model: modelSchema,
  prompt: z.optional(
    text('The prompt must be text.').check(
      z.minLength(1, { error: 'The prompt is empty: write one, or leave it out for a variation.' }),
    ),
  ),
  n: z._default(z.nullable(wholeBetween(1, limits.maxImages, 'The number of images')), defaults.n),
  responseFormat: z.optional(
    z.enum(responseFormats, {
      error: `responseFormat must be one of: ${responseFormats.join(', ')}.`,
    }),
  ),
  size: z.optional(z.nullable(text('The size must be text, such as "1024x1024".'))),
  quality: z.optional(
    z.nullable(z.enum(qualities, { error: `quality must be one of: ${qualities.join(', ')}.` })),
  ),
  user: z.optional(z.string()),
  name: z.optional(z.string()),
  fallbacks: z.optional(fallbacksSchema),
  retry: z.optional(retrySchema),
  cache: z.optional(cacheSchema),
  loadBalancer: z.optional(loadBalancerSchema),
  timeout: z.optional(timeoutSchema),
  orq: z.optional(orqSchema),
}

/** What differs between the two operations. Checked even where other fields are wrong, so that all problems show at once. */
const operationRules = [
  z.refine(
    (request: unknown) =>
      !isVariation(request) ||
      request.size === undefined ||
      (variationSizes as readonly unknown[]).includes(request.size),
    {
      path: ['size'],
      error: `The size of a variation must be one of: ${variationSizes.join(', ')}. Other sizes need a prompt.`,
      when: () => true,
    },
  ),
  z.refine((request: unknown) => !isVariation(request) || request.quality == null, {
    path: ['quality'],
    error: 'quality needs a prompt: only edits take it.',
    when: () => true,
  }),
] as const

function isVariation(request: unknown): request is { size?: unknown; quality?: unknown } {
  return (
    typeof request === 'object' &&
    request !== null &&
    (!('prompt' in request) || request.prompt === undefined)
  )
}

/** A request without its picture: what settings, history and the server's fields hold. */
export const imageVariationSettingsSchema = z.strictObject(settingsShape).check(...operationRules)

/**
 * A request in the official SDK's camelCase shape, plus `prompt` and `quality`. Strict: a misspelt option is an issue,
 * because an ignored one costs money. `size` and `responseFormat` get their defaults in {@link requestToFields}.
 */
export const imageVariationRequestSchema = z
  .strictObject({ image: z.optional(imageSchema), ...settingsShape })
  .check(...operationRules)

/** What a caller writes: everything but `model` is optional. */
export type ImageVariationRequest = z.input<typeof imageVariationRequestSchema>
/** A request without its picture, as a caller writes it. */
export type ImageVariationSettings = z.input<typeof imageVariationSettingsSchema>
/** A request without its picture after validation, with nested defaults filled in. */
export type ParsedSettings = z.output<typeof imageVariationSettingsSchema>

/** Who a request is for, as the router's `orq.identity` takes it. */
export type Identity = z.input<typeof identitySchema>
export type Fallbacks = z.input<typeof fallbacksSchema>
export type RouterRetry = z.input<typeof retrySchema>
export type Cache = z.input<typeof cacheSchema>
export type LoadBalancer = z.input<typeof loadBalancerSchema>
export type RouterTimeout = z.input<typeof timeoutSchema>
export type Orq = z.input<typeof orqSchema>
export type ResponseFormat = (typeof responseFormats)[number]
export type Quality = (typeof qualities)[number]

/** The two operations of the router. */
export type Operation = 'variations' | 'edits'

/** The one rule: with a `prompt` it is an edit, without one a variation. */
export function operationOf(request: { prompt?: string | undefined }): Operation {
  return request.prompt === undefined ? 'variations' : 'edits'
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
export const wireFields: readonly string[] = Object.keys(settingsShape).map(
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
  for (const field of Object.keys(settingsShape)) {
    const value = complete[field]
    if (value === undefined || value === null) continue
    fields.push([
      wireNames[field] ?? field,
      typeof value === 'object' ? JSON.stringify(rename(value, wireNames)) : String(value),
    ])
  }
  return fields
}

/** A problem of a request, with its path in our camelCase names. */
export type RequestIssue = {
  /** Where: `['fallbacks', 0, 'model']`. */
  path: (string | number)[]
  /** A sentence that says what to do. */
  message: string
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
  const parsed = imageVariationSettingsSchema.safeParse(Object.fromEntries(entries))
  if (!parsed.success) issues.push(...toRequestIssues(parsed.error.issues))
  return parsed.success && issues.length === 0
    ? { ok: true, value: parsed.data }
    : { ok: false, issues }
}

type ZodIssue = z.core.$ZodIssue

/** Zod's issues as plain data, one for each problem, with a sentence. Values never appear in them. */
export function toRequestIssues(issues: readonly ZodIssue[]): RequestIssue[] {
  return issues.flatMap((issue): RequestIssue[] => {
    const path = issue.path.map((step) => (typeof step === 'symbol' ? String(step) : step))
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => ({
        path: [...path, key],
        message: `Unknown option ${JSON.stringify(key.slice(0, 64))}${suggestion(key)}.`,
      }))
    }
    // zod/mini carries no language of its own: where the schema gives no sentence it says just this.
    const message =
      issue.message === 'Invalid input'
        ? `${path.join('.') || 'The request'} must be ${issue.code === 'invalid_type' ? `of type ${issue.expected}` : 'valid'}.`
        : issue.message
    return [{ path, message }]
  })
}

function suggestion(key: string): string {
  if (Object.hasOwn(ourNames, key)) return `; here it is called "${ourNames[key]}"`
  const lower = key.toLowerCase()
  const near = [...Object.keys(settingsShape), 'image'].find(
    (name) => name.toLowerCase() === lower || name.startsWith(key) || key.startsWith(name),
  )
  if (near && near !== 'n') return `; did you mean "${near}"`
  if (key === 'identity' || key === 'contact') return '; it belongs inside "orq"'
  return ''
}

// --- the response -----------------------------------------------------------------------------------------------

const maybe = <T extends z.core.SomeType>(schema: T) => z.optional(z.nullable(schema))

const wireResponseSchema = z.object({
  created: z.number(),
  data: z.array(z.object({ url: maybe(z.string()), b64_json: maybe(z.string()) })),
  output_format: maybe(z.string()),
  size: maybe(z.string()),
  quality: maybe(z.string()),
  usage: maybe(
    z.object({
      total_tokens: z.number(),
      input_tokens: z.number(),
      output_tokens: z.number(),
      input_tokens_details: maybe(z.object({ text_tokens: z.number(), image_tokens: z.number() })),
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
export const imageVariationResponseSchema = z.pipe(
  wireResponseSchema,
  z.transform((wire, context): ImageVariationResponse => {
    const data = wire.data.flatMap((item): ImageData[] =>
      item.b64_json ? [{ b64Json: item.b64_json }] : item.url ? [{ url: item.url }] : [],
    )
    if (data.length === 0) {
      context.issues.push({
        code: 'custom',
        input: wire.data.length,
        path: ['data'],
        message: 'The answer holds no picture.',
      })
    }
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
  }),
)
