/** Runs in Chromium: posts an image with our client, or as code without a run protocol would. */
import { createVariationClient, isVariationError } from '../../src/client.js'

export type PostOptions = {
  transport: 'fetch' | 'XHR'
  /** The size of the image in bytes. */
  bytes: number
  /** Without our client, and without an Idempotency-Key. */
  isPlain?: boolean
  /** Posts again that often after a 5xx. */
  retries?: number
  idempotencyKey?: string
}

export type PostResult = { images: number } | { code: string; outcomeUnknown: boolean }

declare global {
  // oxlint-disable-next-line no-var -- a global of the page
  var post: (options: PostOptions) => Promise<PostResult>
}

const endpoint = '/api/image-variations'

async function createImage(bytes: number): Promise<File> {
  const { convertToBlob } = OffscreenCanvas.prototype
  const canvas = new OffscreenCanvas(16, 16)
  canvas.getContext('2d')
  const image = await convertToBlob.call(canvas, { type: 'image/png' })
  const padding = new Uint8Array(Math.max(0, bytes - image.size))
  return new File([image, padding], 'image.png', { type: 'image/png' })
}

globalThis.post = async ({ transport, bytes, isPlain, retries = 0, idempotencyKey }) => {
  const image = await createImage(bytes)
  // The connection that the POST gets has carried a request before, and is kept alive.
  await (await fetch('/warm')).text()
  if (isPlain) {
    for (let attempt = 0; ; attempt++) {
      const form = new FormData()
      form.append('model', 'test/model')
      form.append('image', image)
      const status = await (transport === 'fetch' ? postWithFetch(form) : postWithXHR(form))
      if (status === 200) return { images: 1 }
      if (attempt >= retries) return { code: String(status), outcomeUnknown: false }
    }
  }
  const client = createVariationClient({ endpoint })
  try {
    const { data } = await client.create(
      { model: 'test/model', image },
      {
        timeoutMs: 30_000,
        ...(transport === 'XHR' ? { onUploadProgress: () => {} } : {}),
        ...(idempotencyKey ? { idempotencyKey } : {}),
      },
    )
    return { images: data.length }
  } catch (error) {
    if (!isVariationError(error)) throw error
    return { code: error.code, outcomeUnknown: error.outcomeUnknown }
  }
}

async function postWithFetch(form: FormData): Promise<number> {
  const response = await fetch(endpoint, { method: 'POST', body: form }).catch(() => undefined)
  return response?.status ?? 0
}

function postWithXHR(form: FormData): Promise<number> {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest()
    request.open('POST', endpoint)
    request.addEventListener('loadend', () => resolve(request.status))
    request.send(form)
  })
}
