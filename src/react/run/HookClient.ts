import type { RequestOptions } from '../../client/createVariationClient.js'
import type { ModelOption } from '../../contract/ModelOption.js'
import type { ImageVariationRequest } from '../../contract/request.js'

/** Reads a body in place of the client, so that base64 images are decoded in pieces. */
type Read = (body: Blob, about: { status: number; headers: Headers; requestId?: string }) => unknown

/**
 * What the hooks need of a client. A stand-in of your own may have `create` alone, ignore `idempotencyKey` and `read`, and
 * return an `ImageVariationResponse`; it should listen to `signal`.
 */
export type HookClient = {
  /** Sends one request. */
  create(
    request: ImageVariationRequest,
    options?: RequestOptions & { read?: Read },
  ): Promise<unknown>
  /** Needed to get the images of a run back after a reload. */
  collect?(runId: string, options?: { signal?: AbortSignal; read?: Read }): Promise<unknown>
  /** Needed to stop a run on the server. */
  cancel?(runId: string): Promise<void>
  /** Needed by a form that names no models. */
  models?(options?: { signal?: AbortSignal }): Promise<ModelOption[]>
}

/** Which client to use: one of your own, or one for a handler. */
export type Connection = {
  /** The client to send with. @default the provider's, else one that calls `endpoint` */
  client?: HookClient
  /** Where your handler is mounted, unless there is a client. @default '/api/image-variations' */
  endpoint?: string | URL
}
