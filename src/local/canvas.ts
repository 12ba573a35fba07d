/** Canvas 2D wherever the router runs: `OffscreenCanvas` in a browser, `@napi-rs/canvas` in Node. */
import type { ImageType } from '../contract/imageType.js'
import { hasBrowserCanvas } from '../image/hasBrowserCanvas.js'

/** An image that a context can draw, upright: its EXIF orientation is applied. */
export type Drawable = { image: CanvasImageSource; width: number; height: number; close(): void }

/** A canvas with its context, and a way to encode it. */
export type Surface = {
  context: OffscreenCanvasRenderingContext2D
  /** Quality from 0 to 1 for JPEG; PNG has none. */
  encode(type: 'image/png' | 'image/jpeg', quality?: number): Promise<Uint8Array<ArrayBuffer>>
}

export type CanvasKit = {
  /** Throws if the bytes cannot be decoded. */
  decode(bytes: Uint8Array<ArrayBuffer>, type: ImageType): Promise<Drawable>
  createSurface(width: number, height: number): Surface
}

/** Loads the canvas. Throws an error that names the package to install where there is none. */
export async function loadCanvasKit(): Promise<CanvasKit> {
  if (hasBrowserCanvas()) return browserKit
  const native = await importUnresolved('@napi-rs/canvas').catch((cause: unknown) => {
    throw new Error(
      'The local router paints on a canvas, and Node has none. Run "npm install --save-dev @napi-rs/canvas" and start again.',
      { cause },
    )
  })
  return nodeKit(native as NativeCanvas)
}

/** Takes a parameter, not a literal, so that no bundler looks for the native module. */
function importUnresolved(specifier: string): Promise<unknown> {
  return import(/* @vite-ignore */ /* webpackIgnore: true */ specifier)
}

const browserKit: CanvasKit = {
  async decode(bytes, type) {
    const image = await createImageBitmap(new Blob([bytes], { type }))
    return { image, width: image.width, height: image.height, close: () => image.close() }
  },
  createSurface(width, height) {
    const canvas = new OffscreenCanvas(width, height)
    const context = canvas.getContext('2d', { willReadFrequently: true })
    if (!context) throw new Error('This browser gives no 2D context.')
    return {
      context,
      async encode(type, quality) {
        const blob = await canvas.convertToBlob({ type, quality })
        return new Uint8Array(await blob.arrayBuffer())
      },
    }
  },
}

/** What is used of `@napi-rs/canvas`, in the DOM's types, which it follows. */
type NativeCanvas = {
  loadImage(bytes: Uint8Array): Promise<CanvasImageSource & { width: number; height: number }>
  createCanvas(
    width: number,
    height: number,
  ): {
    getContext(kind: '2d'): OffscreenCanvasRenderingContext2D
    encode(format: 'png' | 'jpeg', quality?: number): Promise<Uint8Array<ArrayBuffer>>
  }
}

function nodeKit(native: NativeCanvas): CanvasKit {
  return {
    async decode(bytes) {
      const image = await native.loadImage(bytes)
      return { image, width: image.width, height: image.height, close: () => {} }
    },
    createSurface(width, height) {
      const canvas = native.createCanvas(width, height)
      return {
        context: canvas.getContext('2d'),
        encode: (type, quality = 0.9) =>
          type === 'image/png'
            ? canvas.encode('png')
            : canvas.encode('jpeg', Math.round(quality * 100)),
      }
    },
  }
}
