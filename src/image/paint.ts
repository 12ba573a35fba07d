/** Whole pixels. */
type Rectangle = { x: number; y: number; width: number; height: number }

/** One image to make of another: `cut` out of it, drawn at `draw` on a canvas of `width` by `height`. */
export type PaintPlan = {
  cut: Rectangle
  width: number
  height: number
  draw: Rectangle
  type: string
  quality: number
  background?: string
}

/**
 * Paints in a worker where the page allows one, because crop and encode can take a third of a second; else, such as under a
 * strict Content-Security-Policy, on the page itself.
 */
export async function paint(image: Blob, plan: PaintPlan, signal?: AbortSignal): Promise<Blob> {
  signal?.throwIfAborted()
  const painted = await paintInWorker(image, plan, signal)
  if (painted) return painted
  signal?.throwIfAborted()
  return paintHere(image, plan)
}

/** Runs on both sides, the worker's made of its text: nothing from outside of it may appear in it. */
async function paintHere(image: Blob, plan: PaintPlan): Promise<Blob> {
  const { cut, draw } = plan
  // Cut and size are left to the canvas: where EXIF turns a image, browsers disagree on what createImageBitmap's mean.
  const bitmap = await createImageBitmap(image)
  const canvas = new OffscreenCanvas(plan.width, plan.height)
  const context = canvas.getContext('2d')
  if (!context) throw new DOMException('No canvas to paint on.', 'InvalidStateError')
  if (plan.background) {
    context.fillStyle = plan.background
    context.fillRect(0, 0, plan.width, plan.height)
  }
  context.imageSmoothingQuality = 'high'
  context.drawImage(
    bitmap,
    cut.x,
    cut.y,
    cut.width,
    cut.height,
    draw.x,
    draw.y,
    draw.width,
    draw.height,
  )
  bitmap.close()
  return canvas.convertToBlob({ type: plan.type, quality: plan.quality })
}

/** Resolves with nothing where there is no worker or it fails: the page then tries itself and finds the true error. */
function paintInWorker(
  image: Blob,
  plan: PaintPlan,
  signal?: AbortSignal,
): Promise<Blob | undefined> {
  const program = `onmessage = ({ data }) => (${paintHere.toString()})(...data).then(postMessage, () => postMessage(null))`
  const address = URL.createObjectURL(new Blob([program], { type: 'text/javascript' }))
  return new Promise<Blob | undefined>((resolve, reject) => {
    const worker = new Worker(address)
    const finish = () => {
      worker.terminate()
      signal?.removeEventListener('abort', abort)
    }
    const abort = () => {
      finish()
      reject(signal?.reason)
    }
    signal?.addEventListener('abort', abort)
    worker.onmessage = ({ data }: MessageEvent<Blob | null>) => {
      finish()
      resolve(data ?? undefined)
    }
    worker.onerror = (event) => {
      event.preventDefault()
      finish()
      resolve(undefined)
    }
    worker.postMessage([image, plan])
  })
    .catch((error: unknown) => {
      if (signal?.aborted) throw error
      return undefined
    })
    .finally(() => URL.revokeObjectURL(address))
}
