import { fieldsToRequest } from '../contract/wire.js'
import type { ParsedSettings } from '../contract/request.js'
import { limits, type Operation, operationOf } from '../contract/constants.js'
import { type ImageType, sniffImageType } from '../contract/imageType.js'
import { invalidRequest, LocalRouterError } from './LocalRouterError.js'

/** A request whose fields and image have been checked. */
export type ParsedRequest = {
  settings: ParsedSettings
  operation: Operation
  bytes: Uint8Array<ArrayBuffer>
  type: ImageType
}

/**
 * Reads and checks a request, or the form that it was made of. Throws a {@link LocalRouterError} that says what to change.
 */
export async function parseRequest(request: Request, known?: FormData): Promise<ParsedRequest> {
  const form = known ?? (await readForm(request))
  const fields: [string, string][] = []
  const files: File[] = []
  const seen = new Set<string>()
  for (const [name, value] of form) {
    if (seen.has(name)) throw invalidRequest(`The field ${JSON.stringify(name)} is there twice.`)
    seen.add(name)
    if (typeof value === 'string') fields.push([name, value])
    else if (name === 'image') files.push(value)
    else throw invalidRequest(`The field ${JSON.stringify(name)} must not be a file.`)
  }
  const parsed = fieldsToRequest(fields)
  if (!parsed.ok) throw invalidRequest(parsed.issues.map((issue) => issue.message).join(' '))
  const settings = parsed.value
  const operation = operationOf(settings)
  if (operation === 'variations' && new URL(request.url).pathname.endsWith('/edits')) {
    throw invalidRequest('An edit needs a prompt.')
  }

  const [file] = files
  if (!file) throw invalidRequest('The image is missing: add it as the file "image".')
  if (file.size > limits.maxImageBytes) {
    throw new LocalRouterError(413, 'image_too_large', 'The image must have less than 50 MB.')
  }
  const bytes = new Uint8Array(await file.arrayBuffer())
  const type = sniffImageType(bytes)
  if (!type) throw invalidRequest(`The image must be a PNG, JPEG or WebP file.${hint(bytes)}`)
  return { settings, operation, bytes, type }
}

async function readForm(request: Request): Promise<FormData> {
  try {
    return await request.formData()
  } catch (cause) {
    request.signal.throwIfAborted()
    const error = invalidRequest(
      'Send multipart/form-data with a field "model" and a file "image".',
    )
    throw Object.assign(error, { cause })
  }
}

/** Says why an image has become the name of a value: `Request` does not know the Blob of a test runner's DOM. */
function hint(bytes: Uint8Array<ArrayBuffer>): string {
  if (bytes.length > 20) return ''
  const text = new TextDecoder().decode(bytes)
  return /^(undefined|\[object \w+\])$/.test(text)
    ? ` It arrived as the text "${text}", since the test runner's DOM has a Blob that Request cannot read: give the router itself as the client's fetch, as in createVariationClient({ fetch: router }), or run this test in the environment "node" or "happy-dom".`
    : ''
}
