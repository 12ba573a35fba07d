import type { PartTable, SlotName } from '../ui/slots.js'

/**
 * Every `data-part` of `<VariationGallery>`: its element, the values of its `data-state`, what it is, and whether it takes
 * `slotProps`.
 */
export const galleryParts = {
  'variation-gallery': {
    tag: 'section',
    states: ['pending', 'selecting'],
    about: 'The root. It is pending while a run is.',
  },
  'history-problem': { tag: 'div', about: 'Says why runs are gone after a reload.' },
  toolbar: {
    tag: 'div',
    states: ['selecting'],
    about: 'Actions for all or for the selected images.',
    slot: true,
  },
  'selected-count': { tag: 'output', about: 'How many images are selected.' },
  missing: { tag: 'output', about: 'How many images could not be saved.' },
  undo: { tag: 'div', about: 'Says what was removed, in its place, and takes it back.' },
  run: {
    tag: 'section',
    states: ['pending', 'success', 'error'],
    about: 'One run: its header, and its images or why there are none.',
    slot: true,
  },
  'run-header': { tag: 'header', about: 'Source, prompt, facts and actions of a run.', slot: true },
  source: { tag: 'img', about: 'The image that a run was made from.' },
  'run-title': { tag: 'div', about: 'Prompt and facts.' },
  'run-prompt': {
    tag: 'strong',
    about: 'The prompt, at most two lines, or the name of the source.',
  },
  'run-facts': { tag: 'span', about: 'Model, count and date, or how a pending run is doing.' },
  clock: { tag: 'span', about: 'How long a pending run has taken.' },
  'run-actions': { tag: 'div', about: 'What can be done with a run.' },
  'run-cancel': { tag: 'button', about: 'Cancels a pending run.' },
  action: { tag: 'button', about: 'Any other action.' },
  'run-error': { tag: 'div', about: 'Why a run failed, in the place of its images.' },
  'run-error-actions': { tag: 'div', about: 'Try again, remove.' },
  grid: { tag: 'ul', about: 'The images of a run. `data-count` says how many.', slot: true },
  cell: { tag: 'li', about: 'The place of one image.', slot: true },
  skeleton: {
    tag: 'li',
    states: ['next'],
    about: 'The place of an image that is on its way; `next` is the first.',
    slot: true,
  },
  'skeleton-source': { tag: 'img', about: 'The source, blurred, in a skeleton.' },
  item: {
    tag: 'button',
    states: ['selected', 'not_an_image', 'unsafe_url', 'expired', 'broken'],
    about: 'The focusable element of one image.',
    slot: true,
  },
  image: { tag: 'img', states: ['loading', 'loaded'], about: 'The image in its tile.', slot: true },
  'tile-problem': { tag: 'span', about: 'Why an image cannot be shown.' },
  tick: { tag: 'span', about: 'The check mark of a selection.' },
  favorite: { tag: 'span', about: 'The mark of a favorite.' },
  badge: { tag: 'span', about: 'When a link expires.' },
  'quick-actions': { tag: 'span', about: 'Actions on the tile that the pointer is at.' },
  empty: { tag: 'div', about: 'There are no images yet.', slot: true },
  icon: { tag: 'svg', about: 'An icon; `data-icon` says which.' },
  lightbox: {
    tag: 'dialog',
    states: ['fit', 'zoom', 'compare'],
    about: 'The large view. It has `data-details` while the details are shown.',
    slot: true,
  },
  'lightbox-bar': { tag: 'header', about: 'The upper and the lower row of the large view.' },
  position: { tag: 'output', about: 'Which image of how many is open.' },
  stage: { tag: 'div', about: 'The space of the image, for pointer and wheel.' },
  viewport: { tag: 'div', about: 'Holds the large image.' },
  large: { tag: 'img', about: 'The large image.' },
  compare: { tag: 'div', about: 'Original and variation in one frame.' },
  original: { tag: 'img', about: 'The original in the comparison.' },
  'original-label': { tag: 'span', about: 'Its name.' },
  'variation-label': { tag: 'span', about: 'The name of the other half.' },
  split: { tag: 'span', about: 'The line between both.' },
  previous: { tag: 'button', about: 'Goes back by one image.' },
  next: { tag: 'button', about: 'Goes on by one image.' },
  'details-panel': { tag: 'aside', about: 'The column, on phones the sheet, of the details.' },
  details: { tag: 'dl', about: 'The facts about an image and its run.', slot: true },
  thumbnails: { tag: 'ul', about: 'The strip of images around the open one.' },
  thumbnail: { tag: 'button', about: 'Opens another image.' },
  'main-action': { tag: 'button', about: 'An action with its label on every screen.' },
  'more-actions': {
    tag: 'div',
    states: ['open', 'closed'],
    about: 'The other actions, on phones behind `more`.',
  },
  children: { tag: 'button', about: 'Leads to the variations of this image.' },
  more: { tag: 'button', about: 'Shows the other actions on phones.' },
} as const satisfies PartTable

/** Parts of `<VariationGallery>` that take `slotProps`. */
export type GalleryPart = SlotName<typeof galleryParts>
