/** Facts of the router's contract that need no schema: limits, defaults, choices, addresses. */

/** Limits of the router's contract. Bytes, pixels and seconds as named. */
export const limits = {
  /** Bytes of the largest image: the router takes less than 50 MB. */
  maxImageBytes: 49_999_999,
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
/** How the images come back: a `url` that lives 60 minutes, or base64 in the response. */
export const responseFormats = ['url', 'b64_json'] as const
/** Qualities that the edits endpoint takes. */
export const qualities = ['auto', 'high', 'medium', 'low', 'standard'] as const

/** A prompt that asks an edit model for a variation, for providers without a prompt-less endpoint. */
export const defaultVariationPrompt =
  'Create a variation of this image. Keep its subject, composition and style; change the details.'

/** Orq's server, and the paths of its two endpoints. */
export const defaultServerURL = 'https://my.orq.ai'
/** Paths of the router's two operations. */
export const defaultPaths = {
  variations: '/v2/router/images/variations',
  edits: '/v2/router/images/edits',
} as const
/** Where the client looks for our handler unless told otherwise. */
export const defaultEndpoint = '/api/image-variations'

/** How images come back. */
export type ResponseFormat = (typeof responseFormats)[number]
/** Quality of an edit. */
export type Quality = (typeof qualities)[number]

/** The two operations of the router. */
export type Operation = 'variations' | 'edits'

/** The one rule: with a `prompt` it is an edit, without one a variation. */
export function operationOf(request: {
  /** What to make of the image. */
  prompt?: unknown
}): Operation {
  return request.prompt === undefined ? 'variations' : 'edits'
}
