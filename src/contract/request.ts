/**
 * The request of `POST /v2/router/images/{variations|edits}` in the official SDK's camelCase names. The schemas give the
 * types, the checks, the defaults and the JSON Schema. Client, server, local router and form read them.
 */
import * as z from 'zod/mini'
import { isObject } from '../platform/isObject.js'
import {
  defaults,
  limits,
  operationOf,
  qualities,
  responseFormats,
  variationSizes,
} from './constants.js'
import { runSchema, type Checked, type RequestIssue } from './issues.js'
import { ourNames } from './names.js'

/** Image bytes with a name, as the official SDK takes them. */
export type ImageContent = {
  /** Name of the file; its extension tells the type. */
  fileName: string
  /** The bytes. */
  content: ReadableStream<Uint8Array> | Blob | ArrayBuffer | Uint8Array
}

// Every schema is made inside a function, so that a bundler can drop the ones that an app does not use.

function createSettingsShape() {
  const routerOptions = createRouterOptions()
  return {
    model: describe(model(), 'provider/model, or workspace@provider/model for a private one.'),
    prompt: describe(
      z.optional(
        text('The prompt must be text.').check(
          z.minLength(1, 'The prompt is empty: write one, or leave it out for a variation.'),
        ),
      ),
      'What to make of the image; makes the request an edit.',
    ),
    n: describe(
      z._default(z.nullable(wholeNumber('The number of images', 1, limits.maxImages)), defaults.n),
      'Number of images; null leaves it to the server.',
    ),
    responseFormat: describe(
      z.optional(choice('responseFormat', responseFormats)),
      'Images come as a url for 60 minutes (default of a variation), or base64.',
    ),
    size: describe(
      z.optional(z.nullable(text('The size must be text, such as "1024x1024".'))),
      `${variationSizes.join(', ')} for a variation (default ${defaults.size}); any that the model knows for an edit.`,
    ),
    quality: describe(
      z.optional(z.nullable(choice('quality', qualities))),
      'Quality of an edit. A variation takes none.',
    ),
    user: describe(z.optional(text()), 'Id of your end user.'),
    name: describe(z.optional(text()), 'Display name on the trace.'),
    ...routerOptions,
    orq: describe(
      z.optional(createOrq(routerOptions)),
      "The platform's options, sent as one field.",
    ),
  }
}

/** What the router does around a call. The same options stand in a request and in its `orq`. */
function createRouterOptions() {
  const callTimeoutMessage = 'callTimeout must be a number of milliseconds, at least 1.'
  return {
    fallbacks: describe(
      z.optional(
        list(
          object({
            model: model(),
          }),
        ),
      ),
      'Models to try in order after a 429, 500, 502, 503 or 504.',
    ),
    retry: describe(
      z.optional(
        object({
          count: describe(
            z._default(
              wholeNumber('The retry count', 1, limits.maxRetryCount),
              defaults.retryCount,
            ),
            'How often the router tries again.',
          ),
          onCodes: describe(
            z.optional(
              list(wholeNumber('A retry status code', 100, 599)).check(
                z.minLength(1, 'List at least one status code, or leave onCodes out.'),
              ),
            ),
            'Statuses worth another try.',
          ),
        }),
      ),
      "The router's own retries.",
    ),
    cache: describe(
      z.optional(
        object({
          ttl: describe(
            z._default(
              range('The cache lifetime', 1, limits.maxCacheTtl, ' seconds'),
              defaults.cacheTtl,
            ),
            'Lifetime in seconds.',
          ),
          type: describe(choice('The cache type', ['exact_match']), 'The only one.'),
        }),
      ),
      "The router's cache: the same request gets the same images.",
    ),
    loadBalancer: describe(
      z.optional(
        object({
          type: describe(choice('The load balancer type', ['weight_based']), 'The only one.'),
          models: describe(
            list(
              object({
                model: model(),
                weight: describe(
                  z._default(range('A weight', 0.001, 1), defaults.weight),
                  'Relative weight.',
                ),
              }),
            ),
            'Models and their shares.',
          ),
        }),
      ),
      "Spreads requests over models, in place of the request's own.",
    ),
    timeout: describe(
      z.optional(
        object({
          callTimeout: describe(
            z.number(callTimeoutMessage).check(z.gte(1, callTimeoutMessage)),
            'Milliseconds for each attempt.',
          ),
        }),
      ),
      'The limit of each attempt.',
    ),
  }
}

function createOrq(routerOptions: ReturnType<typeof createRouterOptions>) {
  const identity = z.optional(createIdentity())
  return object({
    name: describe(z.optional(text()), 'Display name on the trace.'),
    retry: routerOptions.retry,
    fallbacks: routerOptions.fallbacks,
    prompt: describe(
      z.optional(
        object({
          id: text('A prompt needs an id.'),
          version: choice('The prompt version', ['latest']),
        }),
      ),
      'A prompt kept on the platform.',
    ),
    identity: describe(identity, 'Who the request is for. Creates or updates a record.'),
    /** @deprecated Orq's own word: use `identity`. */
    contact: identity,
    cache: routerOptions.cache,
    loadBalancer: routerOptions.loadBalancer,
    timeout: routerOptions.timeout,
  })
}

function createIdentity() {
  return object({
    id: describe(
      text('An identity needs an id.').check(
        z.maxLength(
          limits.maxIdentityIdLength,
          `An identity's id has at most ${limits.maxIdentityIdLength} characters.`,
        ),
      ),
      'Your id of the person or team.',
    ),
    displayName: describe(z.optional(text()), 'Name to show.'),
    email: describe(z.optional(text()), 'Email.'),
    // Keys go out as they are written.
    metadata: describe(
      z.optional(
        list(z.looseObject({}, must('be an object'))).check(
          z.maxLength(
            limits.maxIdentityMetadata,
            `An identity's metadata has at most ${limits.maxIdentityMetadata} entries.`,
          ),
        ),
      ),
      'Data of your own.',
    ),
    logoUrl: describe(z.optional(text()), 'Address of a logo.'),
    tags: describe(z.optional(list(text())), 'Words to filter by.'),
  })
}

const createSettingsSchema = () => object(createSettingsShape())

const createRequestSchema = () =>
  object({
    ...imageVariationSettingsSchema.shape,
    image: describe(
      z.optional(
        z.custom<Blob | ImageContent>(
          isImage,
          'The image must be a File, a Blob, or { fileName, content } with its bytes, and no URL.',
        ),
      ),
      'PNG, WebP or JPEG of less than 50 MB.',
    ),
  })

/**
 * A request without its image: what settings, history and the server's fields hold. Strict: a misspelt option is an issue,
 * because an ignored option costs money.
 *
 * It is a plain object schema, to be read by `.shape`, `z.pick` and `z.extend`. Zod refuses to pick from a schema with a rule
 * across fields, so the one such rule (a variation takes no quality, and three sizes) is in {@link checkOperation}:
 * `imageVariationSettingsSchema.check(checkOperation)` has both.
 */
export const imageVariationSettingsSchema = /* @__PURE__ */ createSettingsSchema()

/** {@link imageVariationSettingsSchema} and the `image`. */
export const imageVariationRequestSchema = /* @__PURE__ */ createRequestSchema()

/** A request without its image, as a caller writes it. */
export type ImageVariationSettings = z.input<typeof imageVariationSettingsSchema>

/** A request in the official SDK's camelCase shape, plus `prompt` and `quality`. */
export type ImageVariationRequest = z.input<typeof imageVariationRequestSchema>

/** A request without its image after the check, with the defaults of `n` and of nested options filled in. */
export type ParsedSettings = z.output<typeof imageVariationSettingsSchema>

type ParsedRequest = z.output<typeof imageVariationRequestSchema>

/** What the router does around a call. The same options stand in a request and in its `orq`. */
export type RouterOptions = Pick<
  ImageVariationSettings,
  'fallbacks' | 'retry' | 'cache' | 'loadBalancer' | 'timeout'
>

/** Models that take over, in order, when the one before fails. */
export type Fallbacks = NonNullable<RouterOptions['fallbacks']>

/** The router's own retries, which happen behind one call of ours. */
export type RouterRetry = NonNullable<RouterOptions['retry']>

/** The router's cache: the same request gets the same images, so "more like this" has to go without it. */
export type Cache = NonNullable<RouterOptions['cache']>

/** Spreads requests over models; the request's own `model` is then ignored by the router. */
export type LoadBalancer = NonNullable<RouterOptions['loadBalancer']>

/** A limit for each attempt, and for each fallback anew. */
export type RouterTimeout = NonNullable<RouterOptions['timeout']>

/** The platform's options, which go out as one field. */
export type Orq = NonNullable<ImageVariationSettings['orq']>

/** Who a request is for, as the router's `orq.identity` takes it. Sending one creates or updates its record. */
export type Identity = NonNullable<Orq['identity']>

/** Checks a whole request. Returns it with its defaults, or every problem at once. */
export function checkRequest(request: unknown): Checked<ParsedRequest> {
  return withOperation(request, runSchema(imageVariationRequestSchema, request, unknownOption))
}

/** {@link checkRequest} for a request without its image. */
export function checkSettings(settings: unknown): Checked<ParsedSettings> {
  return withOperation(settings, runSchema(imageVariationSettingsSchema, settings, unknownOption))
}

/** A zod check for what the two operations take: a variation has three sizes and no quality. */
export function checkOperation({ value, issues }: z.core.ParsePayload<ImageVariationSettings>) {
  for (const issue of operationIssues(value))
    issues.push({ code: 'custom', input: value, ...issue })
}

/** The rule across fields is told along with all other problems, which zod's own checks are not. */
function withOperation<T>(request: unknown, checked: Checked<T>): Checked<T> {
  const issues = isObject(request) ? operationIssues(request) : []
  if (issues.length === 0) return checked
  return {
    ok: false,
    issues: checked.ok ? issues : [...checked.issues, ...issues],
  }
}

function operationIssues({ prompt, size, quality }: Record<string, unknown>): RequestIssue[] {
  if (operationOf({ prompt }) === 'edits') return []
  const issues: RequestIssue[] = []
  const isOtherSize = typeof size === 'string' && !variationSizes.some((known) => known === size)
  if (size === null || isOtherSize) {
    const message = `The size of a variation must be one of: ${variationSizes.join(', ')}. Other sizes need a prompt.`
    issues.push({ path: ['size'], message })
  }
  if (quality != null) {
    issues.push({
      path: ['quality'],
      message: 'quality needs a prompt: only edits take it.',
    })
  }
  return issues
}

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
    // By what they are, not by class: under a test runner's DOM a Buffer is no instance of its Uint8Array.
    (isBlob(content) ||
      ArrayBuffer.isView(content) ||
      /^\[object (ArrayBuffer|ReadableStream)\]$/.test(Object.prototype.toString.call(content)))
  )
}

function unknownOption(key: string): string {
  return `Unknown option ${JSON.stringify(key.slice(0, 64))}${suggestion(key)}.`
}

function suggestion(key: string): string {
  const ours = ourNames.get(key)
  if (ours) return `; here it is called "${ours}"`
  const lower = key.toLowerCase()
  const near = Object.keys(imageVariationRequestSchema.shape).find(
    (name) => name.toLowerCase() === lower || name.startsWith(key) || key.startsWith(name),
  )
  if (near && near !== 'n') return `; did you mean "${near}"`
  if (key === 'identity' || key === 'contact') return '; it belongs inside "orq"'
  return ''
}

// --- schemas with our sentences ---------------------------------------------------------------------------------

/** What an editor and JSON Schema say of a field; the build writes it into the declarations. */
function describe<T extends z.core.$ZodType>(schema: T, description: string): T {
  z.globalRegistry.add(schema, { description })
  return schema
}

/** "orq.name must be text." */
function must(what: string) {
  return {
    error: (issue: z.core.$ZodRawIssue) => `${nameOf(issue.path)} must ${what}.`,
  }
}

function nameOf(path: PropertyKey[] = []): string {
  return path.join('.') || 'The value'
}

function text(message?: string) {
  return z.string(message ?? must('be text'))
}

function model() {
  const message = 'Name a model, such as "provider/model".'
  return text(message).check(z.minLength(1, message))
}

function range(what: string, min: number, max: number, unit = '') {
  const message = `${what} must be a number from ${min} to ${max}${unit}.`
  return z.number(message).check(z.gte(min, message), z.lte(max, message))
}

function wholeNumber(what: string, min: number, max: number) {
  const message = `${what} must be a whole number from ${min} to ${max}.`
  return z.int(message).check(z.gte(min, message), z.lte(max, message))
}

function choice<const T extends string>(what: string, values: readonly T[]) {
  const options = values.length > 1 ? `one of: ${values.join(', ')}` : `"${values[0]}"`
  return z.literal(values, `${what} must be ${options}.`)
}

function list<T extends z.ZodMiniType>(item: T) {
  return z.array(item, must('be a list'))
}

function object<T extends z.core.$ZodLooseShape>(shape: T) {
  return z.strictObject(shape, {
    error: (issue) =>
      issue.code === 'unrecognized_keys'
        ? issue.keys.map(unknownOption).join(' ')
        : must('be an object').error(issue),
  })
}
