/** What the server says where it says something. */
export type FaultResponse = {
  status?: number
  headers?: Record<string, string>
  /** Text, or bytes in base64. */
  body?: string
  base64?: string
}

export type FaultName =
  | 'respond'
  | 'reset-mid-upload'
  | 'reset-after-upload'
  | 'end-after-upload'
  | 'reset-mid-response'
  | 'end-mid-response'
  | 'end-mid-chunks'
  | 'silent'
  | 'stalled-upload'
  | 'stalled-body'
  | 'slow-body'
  | 'redirect'
  | 'endless'
  | 'early-error'

/** One POST as it arrived. */
export type Call = {
  head: string
  /** Bytes of the body so far. */
  bodyBytes: number
  at: number
}

/** A good response, as the router gives it. */
export const goodBody = JSON.stringify({ created: 1, data: [{ b64_json: 'AAAA' }] })
