import type { PartTable } from './ui/slots.js'

/** Every `data-part` of `<ImageVariationStudio>`, beside those of its form and its gallery. */
export const studioParts = {
  'image-variation-studio': { tag: 'div', about: 'The root.' },
  studio: { tag: 'div', about: 'Form and gallery, side by side where there is room.' },
} as const satisfies PartTable
