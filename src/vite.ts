/** A Vite plugin that answers `/api/image-variations` while developing and in preview. */
export { imageVariation, type ImageVariationPluginOptions } from './vite/imageVariation.js'
