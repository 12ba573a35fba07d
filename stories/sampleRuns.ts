import type { VariationRun, VariationSource } from 'react-image-variation'
import { localClient } from './localClient.js'
import { coffeeFile } from './sampleImages.js'

let runs: Promise<VariationRun[]> | undefined

/** Three runs of the local router, the last one made from an image of the first. Painted once for all stories. */
export function sampleRuns(): Promise<VariationRun[]> {
  runs ??= paintRuns()
  return runs
}

async function paintRuns(): Promise<VariationRun[]> {
  const file = await coffeeFile()
  const first = await paintRun('local/watercolor', 4, file, file.name)
  const second = await paintRun('local/pop-art', 3, file, file.name)
  const parent = first.images[1]
  const third = await paintRun('local/pencil', 2, parent?.blob ?? file, 'coffee-variation-2.png')
  return [{ ...third, parentImageId: parent?.id }, second, first]
}

async function paintRun(
  model: string,
  n: number,
  image: Blob,
  name: string,
): Promise<VariationRun> {
  const id = model.replace('/', '-')
  const request = { model, n, size: '256x256', responseFormat: 'b64_json' } as const
  const response = await localClient.create({ ...request, image })
  const source: VariationSource = { name, blob: image, src: URL.createObjectURL(image) }
  const images = await Promise.all(
    response.data.map(async ({ b64Json }, index) => {
      const answer = await fetch(`data:image/png;base64,${b64Json}`)
      const blob = await answer.blob()
      const src = URL.createObjectURL(blob)
      const size = { width: 256, height: 256 }
      return { id: `${id}-${index}`, runId: id, index, blob, src, mimeType: 'image/png', ...size }
    }),
  )
  return {
    id,
    status: 'success',
    images,
    request,
    source,
    createdAt: new Date('2026-11-20T10:30:00Z'),
    durationMs: 8400,
    requestId: 'req_7f3a',
    usage: { totalTokens: 4200, inputTokens: 600, outputTokens: 3600 },
  }
}
