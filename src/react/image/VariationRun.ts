import type { VariationError } from '../../client/errors.js'
import type { ImageVariationSettings } from '../../contract/request.js'
import type { Usage } from '../../contract/response.js'

/** An image that came back. `src` is ready for `<img>`; it is empty when there is a `problem`. */
export type VariationImage = {
  /** Unique; stable over reloads where history persists. */
  id: string
  /** Id of the run that made it. */
  runId: string
  /** Place in the response, from 0. */
  index: number
  /**
   * For bytes an object URL, made when it is read, and good while the hook that made the image is mounted or the run is in a
   * mounted history; `useObjectURL(blob)` gives a component one of its own. Else the router's https URL.
   */
  src: string
  /** The bytes, for base64 results. */
  blob?: Blob
  /** True type by the first bytes: `image/png`, `image/jpeg` or `image/webp`. */
  mimeType?: string
  /** Pixels as shown, where known. */
  width?: number
  /** Pixels as shown, where known. */
  height?: number
  /** A small copy for grids, at most 512 px, where the history has made one. */
  thumbnail?: Blob
  /** The router's URL, where it sent one. It may have expired. */
  url?: string
  /** When a `url` result dies. Absent for bytes, which never expire. */
  expiresAt?: Date
  /** Why this one cannot be shown, as data; sentences come from labels. */
  problem?: 'not_an_image' | 'unsafe_url' | 'expired'
}

/** The image that went in, for showing it beside what came out. */
export type VariationSource = {
  /** Name of the file. */
  name: string
  /** An object URL with the lifetime of `VariationImage.src`; empty where the bytes were a stream. */
  src: string
  /** Its bytes, where they are known. */
  blob?: Blob
  /** By its first bytes. */
  mimeType?: string
  /** Pixels as shown, where known. */
  width?: number
  /** Pixels as shown, where known. */
  height?: number
  /** A small copy, at most 512 px, where the form or the history has made one. */
  thumbnail?: Blob
}

/** Where a run stands: two honest phases, after a third where the image is prepared. */
export type RunPhase = {
  /** What happens now. */
  phase: 'preparing' | 'uploading' | 'generating'
  /** Bytes sent so far, where the browser tells. */
  loadedBytes?: number
  /** Bytes to send in all, where the browser tells. */
  totalBytes?: number
}

/** One request and what came of it. */
export type VariationRun = {
  /** The idempotency key, made before anything is sent. */
  id: string
  /** `error`: the run could not be collected, see `error`; a history can try again. */
  status: 'pending' | 'success' | 'error'
  /** While the run is pending, those that have arrived. */
  images: VariationImage[]
  /** What was asked for, without the bytes. */
  request: ImageVariationSettings
  /** The image that was sent. */
  source: VariationSource
  /** When the run was started. */
  createdAt: Date
  /** The variation that was the source, where "vary this" started the run. */
  parentImageId?: string
  /** Tokens that the run took, where the router says so. */
  usage?: Usage
  /** From submit to the last image, in milliseconds. */
  durationMs?: number
  /** The server's name for the request. */
  requestId?: string
  /** True where the server said that the response came from its cache. */
  cacheHit?: boolean
  /** Where a pending run of this page stands; absent or null for runs of other tabs and from before a reload. */
  progress?: RunPhase | null
  /** Why a run with status `error` failed. */
  error?: VariationError
}
