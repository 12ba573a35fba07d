import type { PartTable, SlotName } from '../ui/slots.js'

const dropzoneStates = ['empty', 'pending', 'chosen', 'problem', 'dragging'] as const
const formStates = ['idle', 'pending', 'success', 'error', 'cancelled'] as const
const controls = ['textarea', 'select', 'input'] as const

/**
 * Every `data-part` of `<ImageVariationForm>`: its element, the values of its `data-state`, what it is, and whether it takes
 * `slotProps`.
 */
export const formParts = {
  'image-variation-form': {
    tag: ['form', 'div'],
    states: formStates,
    about: 'The root. It is pending while a run is.',
  },
  controls: { tag: 'fieldset', about: 'Everything in the root; disabled with the form.' },
  intake: {
    tag: 'div',
    states: dropzoneStates,
    about: 'The place for the image: drop zone, crop, problem.',
    slot: true,
  },
  dropzone: {
    tag: 'label',
    states: dropzoneStates,
    about: 'Takes a click or a drop; holds the file input.',
    slot: true,
  },
  'file-input': { tag: 'input', about: 'The file input. It is there, but not seen.', slot: true },
  title: { tag: 'span', about: 'The invitation to choose an image.' },
  'drop-hint': { tag: 'span', about: 'Says that an image can be dropped or pasted.' },
  'drop-overlay': { tag: 'span', about: 'Over the image while a file is held over it.' },
  'preview-frame': { tag: 'span', about: 'As large as the image is shown.' },
  preview: { tag: 'img', about: 'The chosen image.', slot: true },
  square: {
    tag: 'span',
    states: ['landscape', 'portrait'],
    about: 'The square that would be kept of an image, where a model needs one.',
  },
  caption: { tag: 'span', about: 'Below the image: its name, its facts, "Replace".' },
  'image-about': { tag: 'span', about: 'Name and facts.' },
  'image-name': { tag: 'span', about: 'The file name.' },
  'image-facts': { tag: 'span', about: 'Pixels, bytes, and where the image comes from.' },
  replace: { tag: 'span', about: 'Looks like a button; the whole drop zone is one.' },
  'image-actions': { tag: 'div', about: 'The buttons on the image.' },
  'crop-button': { tag: 'button', about: 'Opens the crop.' },
  remove: { tag: 'button', about: 'Removes the image.', slot: true },
  problem: { tag: 'div', about: 'Why an image cannot be sent.', slot: true },
  fixes: { tag: 'div', about: 'The buttons of a problem or an error.' },
  fix: { tag: 'button', about: 'Repairs the image, or goes back to the one before.' },
  crop: { tag: 'fieldset', about: 'The crop, in the place of the drop zone.' },
  'crop-stage': { tag: 'div', about: 'The image that is moved below the frame.' },
  'crop-image': { tag: 'img', about: 'The image.' },
  'crop-frame': { tag: 'div', about: 'The part that is kept.' },
  'crop-controls': { tag: 'div', about: 'Ratio, zoom and the buttons.' },
  'crop-actions': { tag: 'div', about: 'The buttons of the crop.' },
  'crop-whole': { tag: 'button', about: 'Keeps the whole image.' },
  'crop-cancel': { tag: 'button', about: 'Leaves the crop.' },
  'crop-apply': { tag: 'button', about: 'Keeps the part in the frame.' },
  summary: { tag: 'div', about: 'What to fix before the form can be sent.', slot: true },
  settings: { tag: 'div', about: 'The settings that are always in sight.', slot: true },
  field: {
    tag: 'div',
    states: ['invalid'],
    about: 'A setting with its label; `data-setting` says which.',
    slot: true,
  },
  label: { tag: ['label', 'span'], about: 'The name of a setting, or of a part of it.' },
  optional: { tag: 'span', about: 'Says that a setting may stay empty.' },
  control: { tag: controls, about: 'What a setting is changed with.', slot: true },
  stepper: { tag: 'div', about: 'A number between two buttons.' },
  switch: { tag: 'input', about: 'A checkbox that looks like a switch.' },
  hint: { tag: 'span', about: 'What helps with a setting or with the image.' },
  issue: { tag: 'span', about: 'Why a setting cannot be sent.' },
  advanced: { tag: 'details', about: 'The settings for experts.', slot: true },
  changes: { tag: 'span', about: 'How many of them are changed, while they are folded.' },
  group: { tag: 'section', about: 'Some of them under a title.' },
  'group-title': { tag: 'h3', about: 'The title.' },
  row: {
    tag: ['div', 'label'],
    about: 'A line inside of a setting, such as a model and its weight.',
  },
  share: { tag: 'span', about: 'The share of a model in the load balancing.' },
  add: { tag: 'button', about: 'Adds a model.' },
  footer: { tag: 'div', about: 'Create and what becomes of it; stays in sight.', slot: true },
  submit: { tag: 'button', states: formStates, about: 'Create.', slot: true },
  spinner: { tag: 'span', about: 'Turns in Create while nothing more can be sent.' },
  price: { tag: 'span', about: 'What the run costs.' },
  status: { tag: 'div', about: 'Below Create; keeps its height.' },
  progress: {
    tag: 'div',
    states: ['preparing', 'uploading', 'generating'],
    about: 'How a run is doing.',
    slot: true,
  },
  phase: { tag: 'span', about: 'The same in words.' },
  elapsed: { tag: 'span', about: 'How long it has taken.' },
  cancel: { tag: 'button', about: 'Cancels a run.', slot: true },
  note: { tag: 'output', states: formStates, about: 'How the last run ended.' },
  show: { tag: 'button', about: 'Leads to the new images.' },
  'earlier-runs': { tag: 'ul', about: 'The runs that were sent before the last one.' },
  'earlier-run': { tag: 'li', about: 'One of them: its name, its progress, its cancel button.' },
  'run-name': { tag: 'span', about: 'Prompt, else image, and model of a run.' },
  error: {
    tag: 'div',
    about: 'Why a run failed. `data-state` is the `code` of the error.',
    slot: true,
  },
  retry: { tag: 'button', about: 'Sends what failed again.' },
  'chunk-error': { tag: 'div', about: 'A part of the code that could not be loaded.' },
  'chunk-retry': { tag: 'button', about: 'Loads it again.' },
  icon: { tag: 'svg', about: 'An icon; `data-icon` says which.' },
} as const satisfies PartTable

/** Parts of `<ImageVariationForm>` that take `slotProps`. */
export type FormPart = SlotName<typeof formParts>
