import { Busboy } from '@fastify/busboy'
import { parseMultipart } from '@remix-run/multipart-parser'
import busboy from 'busboy'
import fc from 'fast-check'
import { createVariationHandler } from 'react-image-variation/server'
import { expect, test } from 'vitest'
import { png } from './harness.js'

type Read = { fields: [string, string][]; files: [name: string, fileName: string, bytes: number][] }

/** Parsers that routers are built with. Each reads what the router would. */
const parsers: Record<string, (body: Buffer, contentType: string) => Promise<Read>> = {
  busboy: (body, contentType) =>
    new Promise((resolve, reject) => {
      const read: Read = { fields: [], files: [] }
      const parser = busboy({ headers: { 'content-type': contentType } })
      parser.on('field', (name, value) => read.fields.push([name ?? '', value]))
      parser.on('file', (name, stream, { filename }) => {
        let bytes = 0
        stream.on('data', (chunk: Buffer) => (bytes += chunk.length))
        stream.on('end', () => read.files.push([name ?? '', filename ?? '', bytes]))
      })
      parser.on('close', () => resolve(read)).on('error', reject)
      parser.end(body)
    }),
  '@fastify/busboy': (body, contentType) =>
    new Promise((resolve, reject) => {
      const read: Read = { fields: [], files: [] }
      const parser = new Busboy({ headers: { 'content-type': contentType } })
      parser.on('field', (name, value) => read.fields.push([name, value]))
      parser.on('file', (name, stream, fileName) => {
        let bytes = 0
        stream.on('data', (chunk: Buffer) => (bytes += chunk.length))
        stream.on('end', () => read.files.push([name, fileName, bytes]))
      })
      parser.on('finish', () => resolve(read)).on('error', reject)
      parser.end(body)
    }),
  undici: async (body, contentType) => {
    const headers = { 'content-type': contentType }
    const form = await new Response(new Uint8Array(body), { headers }).formData()
    const read: Read = { fields: [], files: [] }
    for (const [name, value] of form) {
      if (typeof value === 'string') read.fields.push([name, value])
      else read.files.push([name, value.name, value.size])
    }
    return read
  },
  '@remix-run/multipart-parser': async (body, contentType) => {
    const read: Read = { fields: [], files: [] }
    const boundary = contentType.slice(contentType.indexOf('=') + 1)
    for (const part of parseMultipart(body, { boundary })) {
      if (part.isFile) read.files.push([part.name ?? '', part.filename ?? '', part.size])
      else read.fields.push([part.name ?? '', part.text])
    }
    return read
  },
}

const allowedModels = ['a/b', 'a/c']

/** Sends a body through the handler; gives what arrived at the router, or undefined where nothing complete did. */
async function forward(body: Buffer, boundary: string, chunkSize: number) {
  let arrived: { body: Buffer; contentType: string } | undefined
  const handler = createVariationHandler({
    authorize: () => ({}),
    models: allowedModels,
    upstream: async (request) => {
      const bytes = Buffer.from(await request.arrayBuffer())
      arrived = { body: bytes, contentType: request.headers.get('content-type') ?? '' }
      return Response.json({ created: 1, data: [{ url: 'https://a.test' }] })
    },
  })
  let at = 0
  const init = {
    method: 'POST',
    headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
    body: new ReadableStream({
      pull(controller) {
        if (at >= body.length) controller.close()
        else controller.enqueue(new Uint8Array(body.subarray(at, (at += chunkSize))))
      },
    }),
    duplex: 'half',
  }
  const response = await handler(new Request('http://app.test/', init))
  return { response, arrived }
}

const boundary = 'xx'
const line = fc.constantFrom('\r\n', '\n', '\r', '\r\n ', '\r\n\t', '')
const name = fc.constantFrom('model', 'n', 'image', 'prompt', 'user', 'orq', '_charset_', 'MODEL')
const value = fc.oneof(
  fc.constantFrom('a/b', 'a/c', 'evil/x', '1', '10', '{}', `--${boundary}`, `\r\n--${boundary}--`),
  fc.string({ maxLength: 12 }),
)
const parameter = fc.oneof(
  { weight: 6, arbitrary: name.map((text) => `name="${text}"`) },
  fc.constantFrom(
    'filename="x.png"',
    'filename=""',
    `filename*=utf-8''x`,
    `name*=utf-8''model`,
    'name=model',
    `name='model'`,
    'name="mo\\del"',
    'name="model\\"',
    'name="model";',
    'NAME="model"',
    'name = "model"',
    'filename="; name="',
    'filename="\\"; name=\\"model"',
  ),
)
const disposition = fc
  .tuple(
    fc.constantFrom(
      'Content-Disposition: ',
      'content-disposition:',
      'Content-Disposition : ',
      'Content-Disposition:\t',
      'X-Disposition: ',
    ),
    fc.constantFrom('form-data', 'form-data', 'form-data', 'attachment', 'FORM-DATA', 'form-data '),
    fc.array(parameter, { minLength: 0, maxLength: 3 }),
    fc.constantFrom('; ', '; ', ';', ' ; ', ';\r\n ', ','),
  )
  .map(([start, type, parameters, separator]) => start + [type, ...parameters].join(separator))
const header = fc.oneof(
  { weight: 4, arbitrary: disposition },
  fc.constantFrom(
    'Content-Type: image/png',
    'Content-Type: text/plain; charset=utf-16',
    'Content-Type: application/json',
    'Content-Transfer-Encoding: base64',
    'Content-Transfer-Encoding: quoted-printable',
    'Content-Length: 1',
    ': x',
    'x',
  ),
)
const hostilePart = fc
  .tuple(fc.array(header, { maxLength: 3 }), line, line, value)
  .map(
    ([headers, separator, end, content]) =>
      headers.join(separator || '\r\n') + (end || '\r\n') + '\r\n' + content,
  )
const honestPart = fc
  .tuple(name, value)
  .map(([field, content]) => `Content-Disposition: form-data; name="${field}"\r\n\r\n${content}`)
const imagePart = `Content-Disposition: form-data; name="image"; filename="a.png"\r\nContent-Type: image/png\r\n\r\n${png.toString('latin1', 0, 200)}`
const modelPart = 'Content-Disposition: form-data; name="model"\r\n\r\na/b'
const part = fc.oneof(
  { weight: 3, arbitrary: fc.constant(imagePart) },
  { weight: 5, arbitrary: fc.constant(modelPart) },
  { weight: 3, arbitrary: honestPart },
  { weight: 2, arbitrary: hostilePart },
)
const delimiter = fc.oneof(
  { weight: 60, arbitrary: fc.constant(`\r\n--${boundary}\r\n`) },
  fc.constantFrom(
    `\n--${boundary}\n`,
    `\r\n--${boundary} \r\n`,
    `\r\n--${boundary}x\r\n`,
    `\r\n--${boundary}--\r\n`,
    `\r\n--${boundary}`,
  ),
)
const hostileBody = fc
  .tuple(
    fc.constantFrom('', '', '', '', '', '', '', '', '\r\n', 'preamble\r\n'),
    fc.array(fc.tuple(part, delimiter), { minLength: 1, maxLength: 4 }),
    fc.constantFrom(
      '--\r\n',
      '--\r\n',
      '--',
      '--\r\nepilogue',
      '',
      `--\r\n--${boundary}\r\n${modelPart}`,
    ),
  )
  .map(([start, parts, end]) => {
    const between = parts.map(
      ([text, mark], index) => text + (index < parts.length - 1 ? mark : ''),
    )
    return Buffer.from(
      `${start}--${boundary}\r\n${between.join('')}\r\n--${boundary}${end}`,
      'latin1',
    )
  })

/** Mostly what it should be, with at most one part that is not. */
const nearlyHonestBody = fc
  .tuple(
    fc.shuffledSubarray(
      [
        modelPart,
        imagePart,
        'Content-Disposition: form-data; name="n"\r\n\r\n2',
        `content-disposition:form-data;name="prompt"\r\nContent-Type: text/plain\r\n\r\n\r\n-${boundary}--`,
        'Content-Disposition: form-data; name="user"\r\n\r\nmallory',
      ],
      { minLength: 3 },
    ),
    fc.option(hostilePart, { freq: 1 }),
  )
  .map(([parts, hostile]) => {
    const texts = [...parts, ...(hostile ? [hostile] : [])]
    const whole = texts.map((text) => `--${boundary}\r\n${text}\r\n`).join('')
    return Buffer.from(`${whole}--${boundary}--\r\n`, 'latin1')
  })

test(
  'whatever arrives is what was checked, whichever parser reads it',
  { timeout: 60_000 },
  async () => {
    let arrivals = 0
    let rejections = 0
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(hostileBody, nearlyHonestBody),
        fc.integer({ min: 1, max: 300 }),
        async (body, chunkSize) => {
          const { response, arrived } = await forward(body, boundary, chunkSize)
          if (!arrived) {
            rejections++
            return [400, 403, 413, 415, 431].includes(response.status)
          }
          arrivals++
          const all = await Promise.all(
            Object.values(parsers).map((read) => read(arrived.body, arrived.contentType)),
          )
          const [first] = all
          for (const read of all) expect(read).toEqual(first)
          const names = first?.fields.map(([field]) => field) ?? []
          expect(new Set(names).size).toBe(names.length)
          expect(allowedModels).toContain(first?.fields.find(([field]) => field === 'model')?.[1])
          expect(names).not.toContain('user')
          expect(first?.files).toEqual([['image', 'image.png', expect.any(Number)]])
          return response.status === 200
        },
      ),
      { numRuns: 2000 },
    )
    // A property that nothing reaches proves nothing.
    expect(arrivals).toBeGreaterThan(100)
    expect(rejections).toBeGreaterThan(500)
  },
)

test('values arrive byte for byte, whichever parser reads them', { timeout: 60_000 }, async () => {
  const text = fc
    .string({ minLength: 1, maxLength: 60, unit: 'binary' })
    .map((s) => new TextDecoder().decode(new TextEncoder().encode(s)))
  const hostile = fc.constantFrom(
    '\r\n--xx--',
    '\r\n--variation-',
    '"\r\nContent-Type: x',
    '\r',
    '\0',
    '\uFEFF',
  )
  const prompt = fc
    .array(fc.oneof(text, hostile), { minLength: 1, maxLength: 4 })
    .map((all) => `${all.join('')}.`)
  await fc.assert(
    fc.asyncProperty(prompt, async (content) => {
      const form = new FormData()
      // FormData writes lone line breaks as pairs, so those are sent as pairs from the start.
      const sent = content.replace(/\r?\n|\r/g, '\r\n')
      form.append('model', 'a/b')
      form.append('prompt', sent)
      form.append('image', new File([new Uint8Array(png.subarray(0, 100))], 'a.png'))
      const encoded = new Response(form)
      const bound = encoded.headers.get('content-type')?.split('boundary=')[1] ?? ''
      const { arrived } = await forward(Buffer.from(await encoded.arrayBuffer()), bound, 50)
      if (!arrived) throw new Error('Nothing arrived.')
      for (const read of Object.values(parsers)) {
        const { fields } = await read(arrived.body, arrived.contentType)
        expect(fields.find(([field]) => field === 'prompt')?.[1]).toBe(sent.replace(/^\uFEFF+/, ''))
      }
    }),
    { numRuns: 200 },
  )
})
