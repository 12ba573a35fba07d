import { act, renderHook, waitFor } from '@testing-library/react'
import { prepareImage, useImageIntake, type UseImageIntakeOptions } from 'react-image-variation'
import { StrictMode } from 'react'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { createImage, fixture, longestTask, watchObjectURLs } from './harness.js'

function setUp(options: UseImageIntakeOptions = {}) {
  return renderHook((props: UseImageIntakeOptions) => useImageIntake(props), {
    initialProps: options,
    wrapper: StrictMode,
  })
}

async function sizeOf(src: string) {
  const element = new Image()
  element.src = src
  await element.decode()
  return { width: element.naturalWidth, height: element.naturalHeight }
}

async function colourAt(blob: Blob, x: number, y: number) {
  const bitmap = await createImageBitmap(blob)
  const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d')
  context?.drawImage(bitmap, 0, 0)
  return [...(context?.getImageData(x, y, 1, 1).data ?? [])]
}

describe('taking an image', () => {
  test('from a file: true type, pixels as shown, and a small preview', async () => {
    const { result } = setUp()
    const file = await fixture('phone-portrait.jpg', 'image/png')
    await act(() => result.current.take(file))
    expect(result.current).toMatchObject({ problem: null, isPending: false })
    expect(result.current.image).toMatchObject({
      name: 'phone-portrait.jpg',
      mimeType: 'image/jpeg',
      width: 900,
      height: 1200,
    })
    expect(await sizeOf(result.current.image?.previewSrc ?? '')).toEqual({
      width: 384,
      height: 512,
    })
  })

  test('from a blob, a canvas and an address', async () => {
    const { result } = setUp()
    const file = await fixture('cat.webp')
    await act(() => result.current.take(new Blob([file], { type: 'image/webp' })))
    expect(result.current.image).toMatchObject({
      name: 'image',
      mimeType: 'image/webp',
      width: 451,
    })

    const canvas = document.createElement('canvas')
    Object.assign(canvas, { width: 30, height: 20 })
    canvas.getContext('2d')?.fillRect(0, 0, 30, 20)
    await act(() => result.current.take(canvas))
    expect(result.current.image).toMatchObject({ mimeType: 'image/png', width: 30, height: 20 })

    const address = URL.createObjectURL(file)
    await act(() => result.current.take(address))
    URL.revokeObjectURL(address)
    expect(result.current.image).toMatchObject({ width: 451, height: 300 })
  })

  test('where and with what a photo was taken is taken out, unless it is to be kept', async () => {
    const photo = await fixture('phone-portrait.jpg')
    const { result, rerender } = setUp()
    await act(() => result.current.take(photo))
    const clean = result.current.image!.file
    expect(await photo.text()).toContain('Phone')
    expect(await clean.text()).not.toContain('Phone')
    expect(await sizeOf(URL.createObjectURL(clean))).toEqual({ width: 900, height: 1200 })
    rerender({ keepMetadata: true })
    await act(() => result.current.take(photo))
    expect(result.current.image?.file).toBe(photo)
  })

  test.each([
    ['note.txt', 'not_an_image'],
    ['script.svg', 'svg'],
    ['phone.heic', 'heic'],
    ['cut.jpg', 'corrupt'],
  ])('%s is rejected as %s, and the image before stays', async (name, code) => {
    const { result } = setUp()
    await act(async () => result.current.take(await fixture('cat.webp')))
    await act(async () => result.current.take(await fixture(name, 'image/png')))
    expect(result.current.problem).toMatchObject({ code, fixes: [], name })
    expect(result.current.image?.name).toBe('cat.webp')
    await act(async () => result.current.take(await fixture('coffee.png')))
    expect(result.current).toMatchObject({ problem: null, image: { name: 'coffee.png' } })
  })

  test('HEIC is decoded by the page’s own decoder, where the browser cannot', async () => {
    const decode = vi.fn(async () => fixture('cat.webp'))
    const { result } = setUp({ decode })
    await act(async () => result.current.take(await fixture('phone.heic')))
    expect(decode).toHaveBeenCalledTimes(1)
    expect(result.current.problem).toBe(null)
    expect(result.current.image).toMatchObject({ name: 'phone.webp', mimeType: 'image/webp' })
    decode.mockRejectedValueOnce(new Error('No decoder.'))
    await act(async () => result.current.take(await fixture('phone.heic')))
    expect(result.current.problem?.code).toBe('heic')
  })

  test('HEIC becomes a JPEG without help where the browser decodes it, as Safari does', async () => {
    const { Worker: RealWorker, createImageBitmap: decode } = window
    onTestFinished(() => {
      Object.assign(window, { Worker: RealWorker, createImageBitmap: decode })
    })
    // Without a worker the page itself decodes; here it takes HEIC for a photo that it knows.
    const photo = await fixture('coffee-square.jpg')
    Object.assign(window, { Worker: undefined, createImageBitmap: () => decode(photo) })
    const { result } = setUp()
    await act(async () => result.current.take(await fixture('phone.heic')))
    expect(result.current.problem).toBe(null)
    expect(result.current.image).toMatchObject({ name: 'phone.jpg', mimeType: 'image/jpeg' })
  })

  test('exactly 50,000,000 bytes are too many, one byte less is not', async () => {
    const { result } = setUp()
    const bytes = new Uint8Array(50_000_000)
    bytes.set(new Uint8Array(await (await fixture('coffee.png')).arrayBuffer()))
    await act(() => result.current.take(new File([bytes], 'large.png')))
    expect(result.current.problem?.code).toBe('too_many_bytes')
    await act(() => result.current.take(new File([bytes.subarray(0, -1)], 'large.png')))
    expect(result.current.problem?.code).not.toBe('too_many_bytes')
  })

  test('an empty file and an address that cannot be read', async () => {
    const { result } = setUp()
    await act(() => result.current.take(new File([], 'nothing.png')))
    expect(result.current.problem?.code).toBe('empty')
    await act(() => result.current.take('https://nowhere.invalid/cat.jpg'))
    expect(result.current.problem?.code).toBe('unreachable')
  })

  test('268 megapixels in 32 kB are rejected before anything decodes them', async () => {
    const png = new Uint8Array(32_768)
    png.set(new Uint8Array(await (await fixture('coffee.png')).arrayBuffer()).subarray(0, 33))
    new DataView(png.buffer).setUint32(16, 16_384)
    new DataView(png.buffer).setUint32(20, 16_384)
    const { result } = setUp()
    await act(() => result.current.take(new File([png], 'bomb.png')))
    expect(result.current.problem).toMatchObject({
      code: 'too_many_pixels',
      fixes: [],
      width: 16_384,
    })
  })

  test('the latest of several wins', async () => {
    const { result } = setUp()
    const [slow, fast] = [await createImage(3000, 2000), await fixture('cat.webp')]
    await act(() => Promise.all([result.current.take(slow), result.current.take(fast)]))
    await waitFor(() => expect(result.current.image?.name).toBe('cat.webp'))
    expect(result.current.isPending).toBe(false)
  })

  test('clear forgets it, and unmounting gives every object URL back', async () => {
    const urls = watchObjectURLs()
    onTestFinished(urls.stop)
    const { result, unmount } = setUp()
    await act(async () => result.current.take(await fixture('cat.webp')))
    await act(async () => result.current.take(await fixture('coffee.png')))
    expect(urls.alive).toContain(result.current.image?.previewSrc)
    act(() => result.current.clear())
    expect(result.current).toMatchObject({ image: null, problem: null, original: null })
    unmount()
    await waitFor(() => expect(urls.alive).toEqual(new Set()))
  })
})

describe('requirements', () => {
  test('may change: the image is judged anew', async () => {
    const { result, rerender } = setUp()
    await act(async () => result.current.take(await fixture('coffee.png')))
    rerender({ requirements: { square: true } })
    expect(result.current.image).toBe(null)
    expect(result.current.problem).toMatchObject({
      code: 'not_square',
      fixes: ['crop', 'pad'],
      width: 400,
      height: 267,
    })
    rerender({})
    expect(result.current).toMatchObject({ problem: null, image: { name: 'coffee.png' } })
  })

  test('crop makes a square around a focus, and again from the whole image', async () => {
    const { result } = setUp({ requirements: { square: true } })
    const file = await createImage(300, 100)
    await act(() => result.current.take(file))
    expect(result.current.problem?.code).toBe('not_square')
    await act(() => result.current.fix('crop', { focus: { x: 0, y: 0.5 } }))
    expect(result.current).toMatchObject({ problem: null, image: { width: 100, height: 100 } })
    const [leftRed = 0] = await colourAt(result.current.image!.file, 50, 50)
    await act(() => result.current.fix('crop', { focus: { x: 1, y: 0.5 } }))
    const [rightRed = 0] = await colourAt(result.current.image!.file, 50, 50)
    expect(leftRed).toBeGreaterThan(rightRed + 50)
    expect(result.current.original).toMatchObject({ width: 300, height: 100 })
  })

  test('a part can be kept, again from the whole image, and the whole image comes back', async () => {
    const { result } = setUp()
    await act(async () => result.current.take(await createImage(300, 100)))
    const whole = result.current.image!.file
    await act(() => result.current.crop({ x: 0, y: 20, width: 60.4, height: 40 }))
    expect(result.current.image).toMatchObject({ width: 60, height: 40 })
    const [leftRed = 0] = await colourAt(result.current.image!.file, 30, 20)
    await act(() => result.current.crop({ x: 240, y: 20, width: 100, height: 40 }))
    expect(result.current.image).toMatchObject({ width: 60, height: 40 })
    const [rightRed = 0] = await colourAt(result.current.image!.file, 30, 20)
    expect(leftRed).toBeGreaterThan(rightRed + 50)
    expect(result.current.area).toMatchObject({ x: 240 })
    await act(() => result.current.crop(null))
    expect(result.current).toMatchObject({ area: null, image: { width: 300 } })
    expect(result.current.image!.file).toBe(whole)
  })

  test('a phone’s portrait is cropped as it is shown, upright', async () => {
    const { result } = setUp({ requirements: { square: true } })
    await act(async () => result.current.take(await fixture('phone-portrait.jpg')))
    await act(() => result.current.fix('crop', { focus: { x: 0.5, y: 0 } }))
    expect(result.current.image).toMatchObject({ width: 900, height: 900, mimeType: 'image/jpeg' })
    const whole = await createImageBitmap(result.current.original!.file)
    const canvas = new OffscreenCanvas(900, 1200)
    canvas.getContext('2d')?.drawImage(whole, 0, 0)
    const expected = await colourAt(await canvas.convertToBlob(), 450, 100)
    const actual = await colourAt(result.current.image!.file, 450, 100)
    for (const [channel, value] of actual.entries())
      expect(value).toBeCloseTo(expected[channel]!, -1.3)
  })

  test('pad keeps the whole image', async () => {
    const { result } = setUp({ requirements: { square: true } })
    await act(async () => result.current.take(await fixture('coffee.png')))
    await act(() => result.current.fix('pad'))
    expect(result.current.image).toMatchObject({ width: 400, height: 400, mimeType: 'image/png' })
    const [, , , alpha] = await colourAt(result.current.image!.file, 200, 5)
    expect(alpha).toBe(0)
  })

  test('one fix puts everything right that it can', async () => {
    const requirements = {
      square: true,
      maxPixels: 10_000,
      maxBytes: 5_000,
      types: ['image/png'],
    } as const
    const { result } = setUp({ requirements })
    await act(async () => result.current.take(await fixture('rocket-landscape.jpg')))
    await act(() => result.current.fix('crop'))
    const { image } = result.current
    expect(image).toMatchObject({ mimeType: 'image/png', name: 'rocket-landscape.png' })
    expect(image!.width * image!.height).toBeLessThanOrEqual(10_000)
    expect(image!.bytes).toBeLessThanOrEqual(5_000)
  })

  test('an animation becomes its first frame, a GIF a PNG', async () => {
    const { result } = setUp()
    for (const [name, type] of [
      ['animated.gif', 'image/png'],
      ['animated.webp', 'image/webp'],
    ] as const) {
      await act(async () => result.current.take(await fixture(name)))
      expect(result.current.problem).toMatchObject({ code: 'animated', fixes: ['convert'] })
      await act(() => result.current.fix('convert'))
      expect(result.current).toMatchObject({ problem: null, image: { mimeType: type, width: 96 } })
    }
  })

  test('scale meets the bytes', async () => {
    const { result } = setUp({ requirements: { maxBytes: 20_000 } })
    await act(async () => result.current.take(await fixture('rocket-landscape.jpg')))
    expect(result.current.problem).toMatchObject({ code: 'too_many_bytes', fixes: ['scale'] })
    await act(() => result.current.fix('scale'))
    expect(result.current.image!.bytes).toBeLessThanOrEqual(20_000)
  })
})

describe('a photo of 12 megapixels', () => {
  test('is taken in and prepared without holding up the page', async () => {
    const photo = await createImage(4000, 3000, { noise: 3000 })
    const { result } = setUp({ requirements: { square: true, maxPixels: 4_000_000 } })
    // A busy machine makes both longer: 50 ms where it is quiet, else half of what the page itself would take.
    const pixels = await createImageBitmap(photo)
    const usual = await longestTask(async () => {
      const canvas = Object.assign(document.createElement('canvas'), { width: 4000, height: 3000 })
      canvas.getContext('2d')?.drawImage(pixels, 0, 0)
      canvas.toDataURL('image/jpeg')
    })
    const longest = await longestTask(async () => {
      await act(() => result.current.take(photo))
      await act(() => result.current.fix('crop'))
    })
    expect(result.current.image).toMatchObject({ width: 2000, height: 2000 })
    expect(longest).toBeLessThan(Math.max(50, usual / 2))
  })

  test('can be cancelled', async () => {
    const photo = await createImage(4000, 3000)
    const controller = new AbortController()
    const preparing = prepareImage(photo, { maxSide: 1000, signal: controller.signal })
    controller.abort()
    await expect(preparing).rejects.toMatchObject({ name: 'AbortError' })
  })

  test('is prepared on the page where no worker may run', async () => {
    const { Worker: RealWorker } = window
    window.Worker = class {
      constructor() {
        throw new DOMException('Blocked by the Content-Security-Policy.', 'SecurityError')
      }
    } as unknown as typeof Worker
    onTestFinished(() => void (window.Worker = RealWorker))
    const prepared = await prepareImage(await fixture('coffee.png'), { maxSide: 100 })
    expect(await sizeOf(URL.createObjectURL(prepared))).toEqual({ width: 100, height: 66 })
  })
})
