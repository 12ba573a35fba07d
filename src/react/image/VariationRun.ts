import type { ImageVariationSettings, Usage } from '../../contract/request.js'

/** A picture that came back. `src` is ready for `<img>`; it is empty when there is a `problem`. */
export type VariationImage = {
  /** Unique; stable over reloads where history persists. */
  id: string
  runId: string
  /** Place in the answer, from 0. */
  index: number
  /** An object URL that the library owns and revokes, or the router's https URL. */
  src: string
  /** The bytes, for base64 results. */
  blob?: Blob
  /** True type by the first bytes: `image/png`, `image/jpeg` or `image/webp`. */
  mimeType?: string
  /** Pixels as shown, where known. */
  width?: number
  height?: number
  /** A small copy for grids, at most 512 px, where the history has made one. */
  thumbnail?: Blob
  /** When a `url` result dies. Absent for bytes, which never expire. */
  expiresAt?: Date
  /** Why this one cannot be shown, as data; words come from labels. */
  problem?: 'not_an_image' | 'unsafe_url' | 'expired'
}

/** The picture that went in, for showing it beside what came out. */
export type VariationSource = {
  name: string
  /** An object URL that the library owns and revokes; empty where the bytes were a stream. */
  src: string
  blob?: Blob
  mimeType?: string
  width?: number
  height?: number
  /** A small copy, at most 512 px, where the history has made one. */
  thumbnail?: Blob
}

/** One wish and what came of it. */
export type VariationRun = {
  id: string
  images: VariationImage[]
  /** What was asked for, without the bytes. */
  request: ImageVariationSettings
  source: VariationSource
  createdAt: Date
  /** The variation that was the source, where "vary this" started the run. */
  parentImageId?: string
  usage?: Usage
  /** From submit to the last picture, in milliseconds. */
  durationMs?: number
  /** The server's name for the request. */
  requestId?: string
  /** True where the server said that the answer came from its cache. */
  cacheHit?: boolean
}
