import type { PartTable } from '../ui/slots.js'

/** Every `data-part` of `<VariationComparison>`, beside those of the galleries inside. */
export const comparisonParts = {
  'variation-comparison': {
    tag: 'section',
    states: ['pending'],
    about: 'The root. It is pending while a model is.',
  },
  'comparison-bar': { tag: 'div', about: 'The image, and the buttons for all models.' },
  'comparison-source': { tag: 'img', about: 'The image that goes through every model.' },
  'compare-models': { tag: 'button', about: 'Sends the image to all models.' },
  'run-cancel': { tag: 'button', about: 'Cancels all models.' },
  'comparison-models': { tag: 'div', about: 'The columns.' },
  'comparison-model': {
    tag: 'article',
    states: ['queued', 'pending', 'success', 'error', 'idle'],
    about: 'One model. A cancelled one is idle.',
  },
  'comparison-header': { tag: 'header', about: 'Its name and price.' },
  'comparison-note': { tag: 'p', about: 'That it waits or was cancelled.' },
  price: { tag: 'span', about: 'What all models cost, or one of them.' },
  action: { tag: 'button', about: 'Tries a cancelled model again.' },
} as const satisfies PartTable
