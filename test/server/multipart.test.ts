import { expect, test } from 'vitest'
import { boundary, field, image, multipart, parse, png, post, startHandler } from './harness.js'

const model = field('model', 'openai/gpt-image-2')
const valid = multipart([model, image()])
const disposition = (rest: string) => `Content-Disposition: form-data; ${rest}`
const withModelHeader = (header: string) =>
  multipart([{ header, content: 'openai/gpt-image-2' }, image()])

/** Body, status; every one of them without a complete body at the router. */
const malformed: Record<string, [body: Buffer, status: number]> = {
  'an escape in a name': [withModelHeader(disposition('name="mod\\el"')), 400],
  'an escaped quote in a name': [withModelHeader(disposition('name="model\\""')), 400],
  'a percent escape in a name': [withModelHeader(disposition('name="mod%65l"')), 400],
  'an extended name': [withModelHeader(disposition(`name*=utf-8''model`)), 400],
  'a name and an extended name': [
    withModelHeader(disposition(`name="n"; name*=utf-8''model`)),
    400,
  ],
  'two names': [withModelHeader(disposition('name="n"; name="model"')), 400],
  'an unquoted name': [withModelHeader(disposition('name=model')), 400],
  'no name': [withModelHeader('Content-Disposition: form-data'), 400],
  'a field that is an attachment': [
    withModelHeader('Content-Disposition: attachment; name="model"'),
    400,
  ],
  'two dispositions': [
    withModelHeader(`${disposition('name="n"')}\r\n${disposition('name="model"')}`),
    400,
  ],
  'two types': [
    withModelHeader(
      `${disposition('name="model"')}\r\nContent-Type: text/plain\r\nContent-Type: text/plain`,
    ),
    400,
  ],
  'a folded line': [withModelHeader('Content-Disposition: form-data;\r\n name="model"'), 400],
  'a space before the colon': [
    withModelHeader('Content-Disposition : form-data; name="model"'),
    400,
  ],
  'a line of its own': [withModelHeader(`${disposition('name="model"')}\r\nX-More: 1`), 400],
  'a bare CR in a header': [withModelHeader(`${disposition('name="model"')}\rX: 1`), 400],
  'a bare LF in a header': [withModelHeader(`${disposition('name="model"')}\nX: 1`), 400],
  'a transfer encoding': [
    withModelHeader(`${disposition('name="model"')}\r\nContent-Transfer-Encoding: base64`),
    400,
  ],
  'a field in utf-16': [
    withModelHeader(`${disposition('name="model"')}\r\nContent-Type: text/plain; charset=utf-16le`),
    400,
  ],
  'a field that is not utf-8': [
    multipart([
      { header: disposition('name="model"'), content: Buffer.from([0xc3, 0x28]) },
      image(),
    ]),
    400,
  ],
  'a model with a file name': [withModelHeader(disposition('name="model"; filename="model"')), 400],
  'an image that is a field': [multipart([model, field('image', png.toString('latin1'))]), 400],
  'a second image': [multipart([model, image(), image()]), 400],
  'no image': [multipart([model]), 400],
  'an empty image': [multipart([model, image('')]), 400],
  'a field that stands twice': [multipart([model, model, image()]), 400],
  'a field that stands twice, behind the image': [multipart([model, image(), model]), 400],
  'a preamble': [Buffer.concat([Buffer.from('hello\r\n'), valid]), 400],
  'a line before the first boundary': [Buffer.concat([Buffer.from('\r\n'), valid]), 400],
  'a part after the end': [Buffer.concat([valid, multipart([field('n', '10')])]), 400],
  'an epilogue': [Buffer.concat([valid, Buffer.from('bye')]), 400],
  'LF only': [Buffer.from(valid.toString('latin1').replaceAll('\r\n', '\n'), 'latin1'), 400],
  'no closing boundary': [multipart([model, image()], ''), 400],
  'an end in the middle of the image': [valid.subarray(0, 40_000), 400],
  'a boundary with something behind it': [
    Buffer.from(valid.toString('latin1').replaceAll(boundary, `${boundary} `), 'latin1'),
    400,
  ],
  'a longer boundary': [
    Buffer.from(valid.toString('latin1').replaceAll(boundary, `${boundary}x`), 'latin1'),
    400,
  ],
  'an empty body': [Buffer.alloc(0), 400],
  'an empty multipart body': [Buffer.from(`--${boundary}--\r\n`), 400],
  'a part without a header': [multipart([{ header: '', content: 'x' }, image()]), 400],
  'SVG named .png': [multipart([model, image('<svg xmlns="http://www.w3.org/2000/svg"/>')]), 415],
  'HTML named .png': [multipart([model, image('<!doctype html><script>1</script>')]), 415],
  'PDF named .png': [multipart([model, image('%PDF-1.7 ')]), 415],
  '200,000 parts': [multipart(Array.from({ length: 200_000 }, (_, n) => field(`f${n}`, ''))), 413],
  '100,000 header lines': [withModelHeader('X-A: 1\r\n'.repeat(100_000).trimEnd()), 431],
  'a header of 5 MB': [withModelHeader(disposition(`name="${'m'.repeat(5e6)}"`)), 431],
  'a header of 5 MB of CR': [withModelHeader('\r'.repeat(5e6)), 431],
  'a field of 20 MB': [multipart([field('user', 'u'.repeat(20e6)), image()]), 413],
  'a prompt of 1 MB': [multipart([field('prompt', 'p'.repeat(1e6)), image()]), 413],
  'JSON of 1 MB': [
    multipart([field('fallbacks', `[${'{"model":"x"},'.repeat(7e4)}]`), image()]),
    413,
  ],
  'JSON 10,000 levels deep': [
    multipart([model, field('orq', '['.repeat(10_000) + ']'.repeat(10_000)), image()]),
    413,
  ],
  'metadata 1,000 levels deep': [
    multipart([
      model,
      field(
        'orq',
        `{"identity":{"id":"1","metadata":[{"a":${'['.repeat(1000)}${']'.repeat(1000)}}]}}`,
      ),
      image(),
    ]),
    413,
  ],
}

test.for(Object.entries(malformed))('rejects %s', async ([, [body, status]]) => {
  const { url, router, events } = await startHandler()
  const reply = await post(url, body)
  expect(reply.status).toBe(status)
  expect(reply.json.error).toMatchObject({ code: expect.any(String), message: expect.any(String) })
  expect(router.completeBodies).toBe(0)
  expect(events).toMatchObject([{ status, sent: false }])
})

test.for([
  ['no boundary', 'multipart/form-data', 400],
  ['an empty boundary', 'multipart/form-data; boundary=', 400],
  ['two boundaries', `multipart/form-data; boundary=${boundary}; boundary=other`, 400],
  ['a boundary over 70 characters', `multipart/form-data; boundary=${'b'.repeat(71)}`, 400],
  ['a charset', `multipart/form-data; charset=utf-16; boundary=${boundary}`, 400],
  ['another multipart type', `multipart/mixed; boundary=${boundary}`, 415],
  ['JSON', 'application/json', 415],
  ['a url-encoded form', 'application/x-www-form-urlencoded', 415],
] as const)('rejects a content type with %s', async ([, contentType, status]) => {
  const { url, router } = await startHandler()
  const reply = await post(url, valid, { 'content-type': contentType })
  expect(reply.status).toBe(status)
  expect(router.requests).toEqual([])
})

test.for([
  ['a path', '../../x.png'],
  ['an encoded line break', 'a%0d%0aX: 1.png'],
  ['a NUL', 'a\0.png'],
  ['4 KB', `${'a'.repeat(4096)}.png`],
  ['right-to-left text', 'a\u202Egnp.exe'],
  ['backslashes', 'C:\\images\\a.png'],
] as const)('replaces a file name with %s', async ([, fileName]) => {
  const { url, router } = await startHandler()
  const reply = await post(url, multipart([model, image(png, fileName)]))
  expect(reply.status).toBe(200)
  const sent = (await parse(router.requests[0])).get('image') as File
  expect([sent.name, sent.type, sent.size]).toEqual(['image.png', 'image/png', png.length])
})

test('takes what clients really send', async () => {
  const { url, router } = await startHandler()
  const variants = [
    valid,
    multipart([model, image()], `--${boundary}--`),
    multipart([
      { header: 'content-disposition: form-data; name="model"', content: 'google/any' },
      {
        header:
          'Content-Type: application/octet-stream\r\ncontent-disposition: form-data; name="image"; filename=""',
        content: png,
      },
    ]),
    multipart([
      {
        header: `${disposition('name="model"')}\r\nContent-Type: text/plain; charset=UTF-8`,
        content: 'google/x',
      },
      { header: disposition('name="image"; filename="a"'), content: png },
    ]),
  ]
  for (const body of variants) expect(await post(url, body)).toMatchObject({ status: 200 })
  expect(router.completeBodies).toBe(variants.length)
  for (const request of router.requests) {
    const sent = (await parse(request)).get('image') as File
    expect(Buffer.from(await sent.arrayBuffer()).equals(png)).toBe(true)
  }
})

test('finds a boundary wherever the network cuts the body', async () => {
  const { url, router } = await startHandler()
  const tricky = Buffer.concat([
    png.subarray(0, 64),
    Buffer.from(`\r\n--${boundary.slice(0, -1)}\r\r\n--\r\n--${boundary.slice(0, 3)}\r`),
  ])
  const body = multipart([model, image(tricky)])
  for (const size of [1, 2, 7, 61]) {
    const chunks = Array.from({ length: Math.ceil(body.length / size) }, (_, index) =>
      body.subarray(index * size, (index + 1) * size),
    )
    expect(await post(url, chunks)).toMatchObject({ status: 200 })
    const sent = (await parse(router.requests.at(-1))).get('image') as File
    expect(Buffer.from(await sent.arrayBuffer()).equals(tricky)).toBe(true)
  }
})
