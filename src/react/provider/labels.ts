import type { Quality, ResponseFormat } from '../../contract/constants.js'
import type { VariationError, VariationErrorCode } from '../../client/errors.js'
import type { ImageFix, ImageProblem } from '../../image/ImageProblem.js'
import type { VariationImage } from '../image/VariationRun.js'
import { createFormats, type Formats } from './createFormats.js'

/** Every visible or spoken word, as strings and functions. Whole sets are in `react-image-variation/locales/<code>`. */
export type Labels = {
  /** How numbers, sizes and times are written. */
  formats: Formats
  /** The form around the intake and the settings. */
  form: {
    /** Accessible name of the form. */
    title: string
    submit: (count: number) => string
    /** On the button while a run is under way. */
    submitting: string
    price: (money: string) => string
    cancel: string
    optional: string
    advanced: string
    /** Heads the list of problems that keep a form from being sent. */
    summary: (count: number) => string
  }
  /** The place for the picture. */
  intake: {
    title: string
    drop: string
    hint: (options: { types: string; maxBytes: string; square: boolean }) => string
    replace: string
    remove: string
    /** While a picture is read. */
    reading: string
    dimensions: (width: string, height: string) => string
    /** Where the picture came from, when it is one of the variations. */
    fromVariation: string
    /** Goes back to the picture before one that has to be repaired. */
    keepOther: string
    /** Name of the control that moves the crop. */
    focus: string
  }
  /** One sentence for each reason to refuse a picture. */
  problems: { [code in ImageProblem['code']]: (problem: ImageProblem) => string }
  /** The buttons that repair a picture. */
  fixes: { [fix in ImageFix]: string }
  /** Names of the settings. */
  fields: {
    model: string
    modelPlaceholder: string
    prompt: string
    promptPlaceholder: string
    n: string
    fewer: string
    more: string
    size: string
    automatic: string
    quality: string
    qualities: { [quality in Quality]: string }
    responseFormat: string
    responseFormats: { [format in ResponseFormat]: string }
    user: string
    userHint: string
    name: string
    nameHint: string
    fallbacks: string
    fallbacksHint: string
    fallback: (position: number) => string
    addFallback: string
    removeModel: (model: string) => string
    moveUp: (model: string) => string
    retry: string
    retryHint: string
    retryCount: string
    retryCodes: string
    cache: string
    cacheHint: string
    cacheTtl: string
    cacheWarning: string
    loadBalancer: string
    loadBalancerHint: string
    weight: (model: string) => string
    addModel: string
    timeout: string
    timeoutHint: string
    orqPrompt: string
    orqPromptHint: string
    identity: string
    identityHint: string
    identityId: string
    identityName: string
    identityEmail: string
  }
  /** What to say beside a setting that cannot be sent. */
  issues: {
    image: string
    model: string
    prompt: string
    n: string
    size: string
    quality: string
    fallbacks: string
    retry: string
    cache: string
    loadBalancer: string
    timeout: string
    identity: string
    orqPrompt: string
  }
  /** The life of a run; these are spoken as well. */
  run: {
    preparing: string
    uploading: string
    generating: string
    elapsed: (duration: string) => string
    done: (count: number) => string
    /** Some of the pictures asked for are missing. */
    partial: (usable: number, asked: number) => string
    cancelled: string
  }
  /** One sentence for each way a run can fail. */
  errors: { [code in VariationErrorCode]: (error: VariationError) => string }
  /** Under an error. */
  error: {
    title: string
    /** The technical part, for whoever helps. */
    details: string
    code: string
    status: string
    requestId: string
    answer: string
  }
  /** A part of the page that loads later and could not be loaded. */
  chunk: {
    failed: string
    retry: string
  }
  /** The grid of results. */
  gallery: {
    /** Accessible name of the gallery. */
    title: string
    empty: string
    emptyHint: string
    /** Alternative text and name of one result. */
    image: (position: number, total: number, sourceName: string) => string
    run: (count: number) => string
    source: (name: string) => string
    /** Leads to the run that a run came from. */
    parent: string
    pending: (count: number) => string
    select: string
    selected: (count: number) => string
    selectAll: string
    done: string
    downloadAll: string
    /** Some pictures could not be saved together with the others. */
    downloadFailed: (count: number) => string
    reuse: string
    remove: string
    /** Takes back the last removal. */
    undo: string
    expires: (time: string) => string
    cacheHit: string
    /** Why one result cannot be shown. */
    problems: { [problem in NonNullable<VariationImage['problem']> | 'broken']: string }
  }
  /** The large view of one result. */
  lightbox: {
    title: string
    position: (position: number, total: number) => string
    close: string
    previous: string
    next: string
    compare: string
    /** Name of the slider between original and variation. */
    compareSlider: string
    original: string
    variation: string
    zoom: string
    download: string
    copy: string
    copied: string
    copyFailed: string
    share: string
    vary: string
    details: string
    /** Leads to the variations that were made from this one. */
    children: (count: number) => string
  }
  /** Names of the facts about a result. */
  details: {
    model: string
    prompt: string
    size: string
    dimensions: string
    tokens: string
    duration: string
    created: string
    requestId: string
    cache: string
    source: string
  }
}

/** Labels with any part left out; what is missing keeps its default. */
export type PartialLabels = {
  [group in keyof Labels]?: group extends 'formats'
    ? Partial<Labels[group]>
    : {
        [name in keyof Labels[group]]?: Labels[group][name] extends string
          ? string
          : Labels[group][name] extends (...args: never) => unknown
            ? Labels[group][name]
            : Partial<Labels[group][name]>
      }
}

const formats = createFormats('en')
const { bytes, duration, number, plural } = formats
const count = (n: number, one: string) => plural(n, { one: `# ${one}`, other: `# ${one}s` })

/** What a status of the server means to a visitor. */
const refusals: { [status: number]: string } = {
  401: 'Sign in to create variations.',
  402: 'The budget for variations is used up.',
  403: 'This is not allowed here. Choose another model or ask for access.',
  404: 'This model is not available any more. Choose another one.',
  408: 'The model took too long. Try again.',
  413: 'The picture is too large for the server. Choose a smaller one.',
  504: 'The model took too long. Try again.',
}

/** English, the built-in language. */
export const defaultLabels: Labels = {
  formats,
  form: {
    title: 'Image variations',
    submit: (n) => `Create ${count(n, 'variation')}`,
    submitting: 'Creating…',
    price: (money) => `about ${money}`,
    cancel: 'Cancel',
    optional: 'optional',
    advanced: 'Advanced',
    summary: (n) => `Fix ${plural(n, { one: 'this', other: 'these # things' })} to continue`,
  },
  intake: {
    title: 'Choose a picture',
    drop: 'or drop or paste one here',
    hint: ({ types, maxBytes, square }) =>
      `${square ? 'A square picture. ' : ''}${types}, up to ${maxBytes}`,
    replace: 'Replace picture',
    remove: 'Remove picture',
    reading: 'Reading the picture…',
    dimensions: (width, height) => `${width} × ${height}`,
    fromVariation: 'From a variation',
    keepOther: 'Keep the other picture',
    focus: 'Part of the picture to keep',
  },
  problems: {
    empty: () => 'This file is empty. Choose another one.',
    not_an_image: () => 'This file is not a picture. Choose a PNG, JPEG or WebP.',
    svg: () => 'SVG drawings cannot be varied. Save it as PNG and choose that.',
    heic: () => 'HEIC photos are not understood here. Save it as JPEG and choose that.',
    animated: () => 'This picture moves. Choose a still one, or keep its first frame.',
    corrupt: () => 'This picture is damaged and cannot be read. Choose another one.',
    too_many_bytes: (problem) =>
      `This file is too large${problem.bytes ? ` (${bytes(problem.bytes)})` : ''}.${problem.maxBytes ? ` At most ${bytes(problem.maxBytes)} can be sent.` : ''}`,
    too_many_pixels: ({ width, height }) =>
      `This picture has too many pixels${width && height ? ` (${number(width)} × ${number(height)})` : ''}. Scale it down.`,
    not_square: ({ width, height }) =>
      `This model needs a square picture${width && height ? `; this one is ${number(width)} × ${number(height)}` : ''}.`,
    wrong_type: () => 'This model does not take this type of picture. Convert it.',
    unreachable: () =>
      'This picture cannot be loaded from its address. Save it and choose the file.',
  },
  fixes: {
    crop: 'Crop to a square',
    pad: 'Pad to a square',
    scale: 'Scale it down',
    convert: 'Convert it',
  },
  fields: {
    model: 'Model',
    modelPlaceholder: 'provider/model',
    prompt: 'What should change?',
    promptPlaceholder: 'Keep the subject, change the season to winter',
    n: 'Variations',
    fewer: 'One fewer',
    more: 'One more',
    size: 'Size',
    automatic: 'Automatic',
    quality: 'Quality',
    qualities: {
      auto: 'Automatic',
      high: 'High',
      medium: 'Medium',
      low: 'Low',
      standard: 'Standard',
    },
    responseFormat: 'Delivery',
    responseFormats: { url: 'Link, for 60 minutes', b64_json: 'File, to keep' },
    user: 'User',
    userHint: 'An id of the person this is for.',
    name: 'Trace name',
    nameHint: 'Shown in the traces of the router.',
    fallbacks: 'Fallback models',
    fallbacksHint: 'Tried in this order when the model fails.',
    fallback: (position) => `Fallback ${position}`,
    addFallback: 'Add a fallback',
    removeModel: (model) => `Remove ${model}`,
    moveUp: (model) => `Move ${model} up`,
    retry: 'Retry',
    retryHint: 'The router tries again when the provider fails.',
    retryCount: 'Times',
    retryCodes: 'On status codes',
    cache: 'Cache',
    cacheHint: 'The same request gets the same pictures, at once and for free.',
    cacheTtl: 'Keep for',
    cacheWarning: 'Links live 60 minutes: a longer cache can answer with dead ones.',
    loadBalancer: 'Load balancing',
    loadBalancerHint: 'Spreads requests over these models; the model above is not used.',
    weight: (model) => `Weight of ${model}`,
    addModel: 'Add a model',
    timeout: 'Give up after',
    timeoutHint: 'Seconds for each attempt of the router.',
    orqPrompt: 'Orq prompt',
    orqPromptHint: 'Id of a prompt kept in Orq.',
    identity: 'Identity',
    identityHint: 'Who this is for, in Orq.',
    identityId: 'Id',
    identityName: 'Name',
    identityEmail: 'Email',
  },
  issues: {
    image: 'Choose a picture first.',
    model: 'Choose a model.',
    prompt: 'Say what should change: this model works from words.',
    n: 'Choose from 1 to 10 variations.',
    size: 'This size needs a prompt. Choose another one, or say what should change.',
    quality: 'Quality needs a prompt.',
    fallbacks: 'Name every fallback model, or remove the empty ones.',
    retry: 'Retry 1 to 5 times, on status codes from 100 to 599.',
    cache: 'Keep answers for 1 second up to 3 days.',
    loadBalancer: 'Give every model a name and a weight.',
    timeout: 'Wait for at least one millisecond.',
    identity: 'Give the identity an id of at most 255 characters.',
    orqPrompt: 'Give the prompt an id.',
  },
  run: {
    preparing: 'Preparing the picture…',
    uploading: 'Uploading…',
    generating: 'Creating variations…',
    elapsed: (time) => time,
    done: (n) => `${count(n, 'variation')} ready.`,
    partial: (usable, asked) => `${number(usable)} of ${count(asked, 'variation')} arrived.`,
    cancelled: 'Cancelled. What the provider had already begun may still be billed.',
  },
  errors: {
    invalid_request: () => 'Some settings cannot be sent. Check them and try again.',
    configuration: () =>
      'Variations are not set up correctly here. Tell the people who run this page.',
    aborted: () => 'Cancelled.',
    timeout: () => 'This took too long. Try again, or ask for fewer variations.',
    offline: () => 'You are offline. Your picture is kept: try again once you are back.',
    network: () => 'The connection failed before anything was sent. Try again.',
    outcome_unknown: () =>
      'The connection was lost while waiting. The variations may have been made and billed, so look before you repeat it.',
    redirect: () =>
      'The server sent us elsewhere, which is not followed. Tell the people who run this page.',
    http: ({ status = 0, retryAfterMs }) =>
      refusals[status] ??
      (status === 429
        ? `Too many requests. Try again ${retryAfterMs ? `in ${duration(retryAfterMs)}` : 'in a moment'}.`
        : status >= 500
          ? 'The model is not available at the moment. Try again, or choose another one.'
          : 'The server refused this request. Change the picture or the settings.'),
    bad_response: () =>
      'The answer could not be read. It may have been billed, so look before you repeat it.',
  },
  error: {
    title: 'That did not work',
    details: 'Details',
    code: 'Code',
    status: 'Status',
    requestId: 'Request',
    answer: 'Answer',
  },
  chunk: {
    failed: 'This part of the page couldn’t be loaded. Check your connection and try again.',
    retry: 'Try again',
  },
  gallery: {
    title: 'Variations',
    empty: 'No variations yet',
    emptyHint: 'They appear here as soon as they are made.',
    image: (position, total, name) =>
      `Variation ${number(position)} of ${number(total)}${name ? ` of ${name}` : ''}`,
    run: (n) => count(n, 'variation'),
    source: (name) => `Original: ${name}`,
    parent: 'Made from a variation',
    pending: (n) => `Creating ${count(n, 'variation')}`,
    select: 'Select',
    selected: (n) => `${number(n)} selected`,
    selectAll: 'Select all',
    done: 'Done',
    downloadAll: 'Download all',
    downloadFailed: (n) =>
      plural(n, {
        one: '# picture could not be saved. Open it to save it there.',
        other: '# pictures could not be saved. Open each one to save it there.',
      }),
    reuse: 'Reuse settings',
    remove: 'Remove',
    undo: 'Undo',
    expires: (time) => `Expires at ${time}`,
    cacheHit: 'From cache',
    problems: {
      not_an_image: 'What arrived is not a picture.',
      unsafe_url: 'The link is not safe to open.',
      expired: 'This link has expired.',
      broken: 'This picture cannot be loaded.',
    },
  },
  lightbox: {
    title: 'Variation',
    position: (position, total) => `${number(position)} of ${number(total)}`,
    close: 'Close',
    previous: 'Previous',
    next: 'Next',
    compare: 'Compare',
    compareSlider: 'Share of the original',
    original: 'Original',
    variation: 'Variation',
    zoom: 'Zoom',
    download: 'Download',
    copy: 'Copy',
    copied: 'Copied',
    copyFailed: 'Copying is not allowed here.',
    share: 'Share',
    vary: 'Vary this',
    details: 'Details',
    children: (n) => `${count(n, 'variation')} of this`,
  },
  details: {
    model: 'Model',
    prompt: 'Prompt',
    size: 'Size asked for',
    dimensions: 'Dimensions',
    tokens: 'Tokens',
    duration: 'Duration',
    created: 'Created',
    requestId: 'Request',
    cache: 'Cache',
    source: 'Original',
  },
}

/** Lays partial labels over others, in order; the last one wins. */
export function mergeLabels(base: Labels, ...parts: (PartialLabels | undefined)[]): Labels {
  return parts.reduce<Labels>((labels, part) => (part ? overlay(labels, part) : labels), base)
}

function overlay<T extends object>(base: T, part: object): T {
  const merged = { ...base } as Record<string, unknown>
  for (const [key, value] of Object.entries(part)) {
    const below = merged[key]
    if (value === undefined) continue
    merged[key] =
      typeof below === 'object' && below !== null && typeof value === 'object'
        ? overlay(below, value as object)
        : value
  }
  return merged as T
}
