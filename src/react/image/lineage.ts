import type { VariationImage, VariationRun } from './VariationRun.js'

/** An image and the run that made it. */
export type FoundImage = {
  /** The image itself. */
  image: VariationImage
  /** Its run. */
  run: VariationRun
}

/** The image with this id, and its run. */
export function findImage(
  runs: readonly VariationRun[],
  imageId: string | undefined,
): FoundImage | undefined {
  for (const run of runs) {
    const image = run.images.find(({ id }) => id === imageId)
    if (image) return { image, run }
  }
  return undefined
}

/** The images that led to this one, its parent first; as far back as they are still there. */
export function ancestorsOf(runs: readonly VariationRun[], imageId: string): FoundImage[] {
  const ancestors: FoundImage[] = []
  let parent = findImage(runs, findImage(runs, imageId)?.run.parentImageId)
  while (parent && !ancestors.some(({ run }) => run === parent?.run)) {
    ancestors.push(parent)
    parent = findImage(runs, parent.run.parentImageId)
  }
  return ancestors
}

/** The runs whose source was this image. */
export function childrenOf(runs: readonly VariationRun[], imageId: string): VariationRun[] {
  return runs.filter(({ parentImageId }) => parentImageId === imageId)
}
