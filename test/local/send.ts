import type { createLocalRouter } from 'react-image-variation/local'

export type Router = ReturnType<typeof createLocalRouter>
export type Fields = Record<string, string | number | object | undefined>

/** One request as the wire has it: JSON fields as JSON, the image last. */
export function request(
  image: Blob | null,
  fields: Fields,
  init: { url?: string; signal?: AbortSignal } = {},
): Request {
  const form = new FormData()
  for (const [name, value] of Object.entries(fields)) {
    if (value !== undefined)
      form.append(name, typeof value === 'object' ? JSON.stringify(value) : String(value))
  }
  if (image) form.append('image', image, 'photo')
  const { url = 'https://router.test/v2/router/images/variations', signal } = init
  return new Request(url, { method: 'POST', body: form, ...(signal ? { signal } : {}) })
}

type Body = {
  created: number
  data: { url?: string; b64_json?: string }[]
  output_format: string
  size: string
  usage: { total_tokens: number; input_tokens: number; output_tokens: number }
  error: { code: string; message: string }
}

/** Sends it as base64 at the smallest size, unless the fields say otherwise. */
export async function send(
  router: Router,
  image: Blob | null,
  fields: Fields,
  init: { url?: string; signal?: AbortSignal } = {},
) {
  const response = await router(
    request(image, { size: '256x256', response_format: 'b64_json', ...fields }, init),
  )
  const text = await response.text()
  const body = (text ? JSON.parse(text) : {}) as Body
  const images = (body.data ?? []).map((item) =>
    Uint8Array.from(atob(item.b64_json ?? ''), (character) => character.charCodeAt(0)),
  )
  return { status: response.status, headers: response.headers, text, body, images }
}

/** How alike two rows of numbers are, from -1 to 1. */
export function correlation(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const mean = (row: ArrayLike<number>) =>
    Array.from(row).reduce((sum, value) => sum + value, 0) / row.length
  const [meanA, meanB] = [mean(a), mean(b)]
  let [both, onlyA, onlyB] = [0, 0, 0]
  for (let i = 0; i < a.length; i++) {
    const [da, db] = [a[i]! - meanA, b[i]! - meanB]
    both += da * db
    onlyA += da * da
    onlyB += db * db
  }
  return both / Math.sqrt(onlyA * onlyB)
}
