import { fieldsToRequest, type ParsedSettings } from '../contract/request.js'
import { limits, type Operation, operationOf } from '../contract/constants.js'
import { type ImageType, sniffImageType } from '../contract/imageType.js'
import { Refusal } from './Refusal.js'

export type Upload = {
  settings: ParsedSettings
  operation: Operation
  bytes: Uint8Array<ArrayBuffer>
  type: ImageType
}

/** Reads and checks a request. Throws a {@link Refusal} that says what to change. */
export async function readUpload(request: Request): Promise<Upload> {
  const form = await request.formData().catch((cause: unknown) => {
    request.signal.throwIfAborted()
    throw Object.assign(
      invalid('Send multipart/form-data with a field "model" and a file "image".'),
      { cause },
    )
  })
  const fields: [string, string][] = []
  const files: File[] = []
  const seen = new Set<string>()
  for (const [name, value] of form) {
    if (seen.has(name)) throw invalid(`The field ${JSON.stringify(name)} is there twice.`)
    seen.add(name)
    if (typeof value === 'string') fields.push([name, value])
    else if (name === 'image') files.push(value)
    else throw invalid(`The field ${JSON.stringify(name)} must not be a file.`)
  }
  const parsed = fieldsToRequest(fields)
  if (!parsed.ok) throw invalid(parsed.issues.map((issue) => issue.message).join(' '))
  const settings = parsed.value
  const operation = operationOf(settings)
  if (operation === 'variations' && new URL(request.url).pathname.endsWith('/edits')) {
    throw invalid('An edit needs a prompt.')
  }

  const [file] = files
  if (!file) throw invalid('The image is missing: add it as the file "image".')
  if (file.size >= limits.maxImageBytes) {
    throw new Refusal(413, 'image_too_large', 'The image must have less than 50 MB.')
  }
  const bytes = new Uint8Array(await file.arrayBuffer())
  const type = sniffImageType(bytes)
  if (!type) throw invalid('The image must be a PNG, JPEG or WebP file.')
  return { settings, operation, bytes, type }
}

export function invalid(message: string): Refusal {
  return new Refusal(400, 'invalid_request_body', message)
}
