import { readdirSync, readFileSync } from 'node:fs'
import sharp from 'sharp'
import { describe, expect, test } from 'vitest'
import { findProblem } from '../../src/image/findProblem.js'
import { sniffImageType } from '../../src/contract/imageType.js'
import { readHeaderOf, readImageHeader } from '../../src/image/readImageHeader.js'
import { stripMetadata } from '../../src/image/stripMetadata.js'
import { isCut } from '../../src/image/isCut.js'
import { planPaint } from '../../src/image/prepareImage.js'

const folder = new URL('../fixtures/', import.meta.url)
const read = (name: string) => new Uint8Array(readFileSync(new URL(name, folder)))

describe('readImageHeader', () => {
  test.each([
    ['animated.gif', 'image/gif', 96, 96, 1, true],
    ['animated.webp', 'image/webp', 96, 96, 1, true],
    ['astronaut-transparent.png', 'image/png', 512, 512, 1, false],
    ['cat.webp', 'image/webp', 451, 300, 1, false],
    ['coffee-square.jpg', 'image/jpeg', 600, 600, 1, false],
    ['coffee.png', 'image/png', 400, 267, 1, false],
    ['phone-portrait.jpg', 'image/jpeg', 900, 1200, 6, false],
    ['phone.heic', 'image/heic', 320, 320, 1, false],
    ['script.svg', 'image/svg+xml', 0, 0, 1, false],
  ])('%s', (name, type, width, height, orientation, animated) => {
    expect(readImageHeader(read(name))).toEqual({ type, width, height, orientation, animated })
  })

  test('knows no other file', () => {
    expect(readImageHeader(read('note.txt'))).toBe(undefined)
    expect(readImageHeader(new Uint8Array())).toBe(undefined)
    expect(readImageHeader(new TextEncoder().encode('<html><svg></svg></html>'))).toBe(undefined)
  })

  test('sees an SVG behind a byte order mark, a prologue and a doctype', () => {
    const text = '\uFEFF<?xml version="1.0"?>\n<!DOCTYPE svg PUBLIC "x" "y">\n<svg xmlns="x"/>'
    expect(readImageHeader(new TextEncoder().encode(text))?.type).toBe('image/svg+xml')
  })

  test('tells GIFs of one frame from animations', () => {
    const pixel = 'R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7'
    const header = readImageHeader(new Uint8Array(Buffer.from(pixel, 'base64')))
    expect(header).toEqual({
      type: 'image/gif',
      width: 1,
      height: 1,
      orientation: 1,
      animated: false,
    })
  })

  test.each([{ lossless: true }, { quality: 50 }])('reads WebP, %o', async (options) => {
    const canvas = { width: 5, height: 3, channels: 4, background: '#0008' } as const
    const bytes = await sharp({ create: canvas }).webp(options).toBuffer()
    const header = { type: 'image/webp', width: 5, height: 3, orientation: 1, animated: false }
    expect(readImageHeader(bytes)).toEqual(header)
  })

  test.each(['jpeg', 'png', 'webp'] as const)('reads the orientation of %s', async (format) => {
    const canvas = { width: 5, height: 3, channels: 3, background: 'red' } as const
    const photo = sharp({ create: canvas }).withMetadata({ orientation: 8 }).toFormat(format)
    const header = readImageHeader(await photo.toBuffer())
    expect(header).toMatchObject({ width: 3, height: 5, orientation: 8 })
  })

  test('survives every cut of every image, and knows both dimensions or none', () => {
    const halfKnown = readdirSync(folder).filter((name) => {
      const bytes = read(name)
      return Array.from({ length: 2000 }).some((_, length) => {
        const { width = 0, height = 0 } = readImageHeader(bytes.subarray(0, length)) ?? {}
        return width > 0 !== height > 0
      })
    })
    expect(halfKnown).toEqual([])
  })

  test('a directory of EXIF that points nowhere costs the orientation, not the image', () => {
    const bytes = read('phone-portrait.jpg')
    const exif = Buffer.from(bytes.buffer).indexOf('Exif')
    new DataView(bytes.buffer).setUint32(exif + 10, 0x7fff_ffff, true)
    expect(readImageHeader(bytes)).toMatchObject({ width: 1200, height: 900, orientation: 1 })
  })

  test('a file is read to its end only where its start does not suffice', async () => {
    const photo = read('phone-portrait.jpg')
    // 500 kB of notes between the start and the dimensions.
    const notes = new Uint8Array(60_004)
    notes.set([0xff, 0xfe, 60_002 >> 8, 60_002 & 0xff])
    const parts = [photo.subarray(0, 2), ...Array<Uint8Array>(8).fill(notes), photo.subarray(2)]
    const file = new Blob(parts as BlobPart[])
    expect(await readHeaderOf(file)).toMatchObject({ width: 900, height: 1200 })
  })

  test('magic bytes of what the router takes, and of nothing else', () => {
    const types = readdirSync(folder).map((name) => [name, sniffImageType(read(name))] as const)
    expect(Object.fromEntries(types.filter(([, type]) => type === undefined))).toEqual({
      'README.md': undefined,
      'animated.gif': undefined,
      'note.txt': undefined,
      'phone.heic': undefined,
      'script.svg': undefined,
    })
  })
})

describe('isCut', () => {
  const isCutAt = (bytes: Uint8Array<ArrayBuffer>, length: number) =>
    isCut(new Blob([bytes.subarray(0, length)]), readImageHeader(bytes)!)

  test.each(['coffee-square.jpg', 'phone-portrait.jpg', 'coffee.png', 'cat.webp', 'animated.webp'])(
    'tells %s from its start',
    async (name) => {
      const bytes = read(name)
      expect(await isCutAt(bytes, bytes.length)).toBe(false)
      expect(await isCutAt(bytes, bytes.length - 20)).toBe(true)
      expect(await isCutAt(bytes, bytes.length / 2)).toBe(true)
      expect(await isCutAt(bytes, 20)).toBe(true)
    },
  )

  test.each(['coffee-square.jpg', 'coffee.png', 'cat.webp'])(
    'does not mind what follows %s, such as the film of a moving photo',
    async (name) => {
      const bytes = read(name)
      const longer = new Uint8Array([...bytes, ...new Uint8Array(1000)])
      expect(await isCutAt(longer, longer.length)).toBe(false)
    },
  )
})

describe('findProblem', () => {
  const header = {
    type: 'image/png',
    width: 300,
    height: 200,
    orientation: 1,
    animated: false,
  } as const
  const file = new File([new Uint8Array(1000)], 'a.png')

  test('says nothing about a good image', () => {
    expect(findProblem(file, header)).toBe(null)
  })

  test.each([
    ['not_square', { square: true }, ['crop', 'pad']],
    ['too_many_pixels', { maxPixels: 59_999 }, ['scale']],
    ['too_many_bytes', { maxBytes: 999 }, ['scale']],
    ['wrong_type', { types: ['image/jpeg'] }, ['convert']],
  ] as const)('%s', (code, requirements, fixes) => {
    expect(findProblem(file, header, requirements)).toMatchObject({ code, fixes, name: 'a.png' })
  })

  test('asks for the choice of a person first', () => {
    const requirements = { square: true, maxBytes: 1, maxPixels: 1 }
    expect(findProblem(file, header, requirements)?.code).toBe('not_square')
  })
})

describe('planPaint', () => {
  const size = { width: 400, height: 200 }
  const type = 'image/jpeg'

  test('cuts around the focus, and never beyond the edge', () => {
    const cutAt = (x: number) => planPaint(size, { type, square: 'crop', focus: { x, y: 0.5 } }).cut
    expect(cutAt(0.5)).toEqual({ x: 100, y: 0, width: 200, height: 200 })
    expect(cutAt(0)).toEqual({ x: 0, y: 0, width: 200, height: 200 })
    expect(cutAt(1)).toEqual({ x: 200, y: 0, width: 200, height: 200 })
  })

  test('pads to the longer side, white behind JPEG', () => {
    expect(planPaint(size, { type, square: 'pad' })).toMatchObject({
      width: 400,
      height: 400,
      draw: { x: 0, y: 100, width: 400, height: 200 },
      background: 'white',
    })
  })

  test('scales to fewest of all limits, and never up', () => {
    expect(planPaint(size, { type, maxSide: 100 })).toMatchObject({ width: 100, height: 50 })
    expect(planPaint(size, { type, maxPixels: 20_000 })).toMatchObject({ width: 200, height: 100 })
    expect(planPaint(size, { type, maxSide: 9999 })).toMatchObject(size)
    expect(planPaint({ width: 9000, height: 1 }, { type, maxSide: 10 })).toMatchObject({
      height: 1,
    })
  })
})

describe('stripMetadata', () => {
  const secret = 'Somewhere 52.52 N'
  async function stripped(bytes: Uint8Array) {
    const header = readImageHeader(bytes)
    const file = new File([bytes as Uint8Array<ArrayBuffer>], 'photo', { type: 'image/any' })
    const clean = await stripMetadata(file, header!)
    return { file, clean, bytes: Buffer.from(await clean.arrayBuffer()), header }
  }

  test.each(['jpeg', 'png', 'webp'] as const)(
    'takes the place out of %s, and no pixel',
    async (type) => {
      const exif = { IFD0: { Copyright: secret }, IFD3: { GPSLatitudeRef: 'N' } }
      const photo = sharp(read('coffee.png')).withExif(exif).withIccProfile('p3').toFormat(type)
      const original = await photo.toBuffer()
      expect(original.includes(secret)).toBe(true)
      const { bytes } = await stripped(original)
      expect(bytes.includes(secret)).toBe(false)
      const [before, after] = [sharp(original), sharp(bytes)]
      expect((await after.metadata()).icc).toEqual((await before.metadata()).icc)
      expect(await after.raw().toBuffer()).toEqual(await before.raw().toBuffer())
      expect((await after.metadata()).exif).toBe(undefined)
    },
  )

  test('a JPEG keeps its orientation', async () => {
    const { bytes, header } = await stripped(read('phone-portrait.jpg'))
    expect(read('phone-portrait.jpg').length).toBeGreaterThan(bytes.length)
    expect(bytes.includes('Phone')).toBe(false)
    expect(readImageHeader(bytes)).toEqual(header)
    expect((await sharp(bytes).metadata()).orientation).toBe(6)
  })

  test.each(['coffee-square.jpg', 'coffee.png', 'cat.webp', 'animated.gif'])(
    'a file without any comes back as it is: %s',
    async (name) => {
      const { file, clean } = await stripped(read(name))
      expect(clean).toBe(file)
    },
  )

  test('a file that is cut anywhere does no harm', async () => {
    const photo = read('phone-portrait.jpg')
    for (let length = 12; length < 1500; length += 11) {
      const { bytes } = await stripped(photo.subarray(0, length))
      expect(bytes.length).toBeLessThanOrEqual(length + 36)
    }
  })
})
