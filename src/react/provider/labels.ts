import type { Quality, ResponseFormat } from '../../contract/constants.js'
import type { VariationError, VariationErrorCode } from '../../client/errors.js'
import type { ImageFix, ImageProblem } from '../../image/ImageProblem.js'
import type { VariationImage } from '../image/VariationRun.js'
import { createFormats, type Formats } from './createFormats.js'
import { changeFormats, changeSentences, createLabels } from './createLabels.js'

/** Why a run failed: the client's code, or a cause behind the server that a visitor should know apart. */
export type ErrorReason = VariationErrorCode | 'unreachable'

/** What each name of a group must have, whatever the language. */
type RequiredNames = {
  problems: { [code in ImageProblem['code']]: (problem: ImageProblem) => string }
  fixes: { [fix in ImageFix | 'firstFrame']: string }
  fields: { [name: string]: unknown } & {
    qualities: { [quality in Quality]: string }
    responseFormats: { [format in ResponseFormat]: string }
  }
  errors: { [reason in ErrorReason]: (error: VariationError) => string }
  gallery: { [name: string]: unknown } & {
    historyProblems: { [code in 'quota' | 'unavailable' | 'failed']: string }
    problems: { [problem in NonNullable<VariationImage['problem']> | 'broken']: string }
  }
}

const variations = ({ plural }: Formats, n: number) =>
  plural(n, { one: '# variation', other: '# variations' })

/** The English sentences; the type of all labels comes from them. */
const english = (formats: Formats) =>
  ({
    /** The form around the image and the settings. */
    form: {
      /** Accessible name of the form. */
      title: 'Image variations',
      submit: (n: number) => `Create ${variations(formats, n)}`,
      /** On the button while a run is pending. */
      submitting: 'Creating…',
      price: (money: string) => `about ${money}`,
      cancel: 'Cancel',
      optional: 'optional',
      advanced: 'Advanced',
      /** How many advanced settings differ from their start, while they are folded. */
      changed: (n: number) => `${formats.number(n)} changed`,
      /** Headings of the advanced settings. */
      groups: { reliability: 'Reliability', results: 'Results', tracking: 'Tracking' },
      /** Heads the list of issues that keep a form from being sent. */
      summary: (n: number) =>
        `Fix ${formats.plural(n, { one: 'this', other: 'these # things' })} to continue`,
    },
    /** The place for the image. */
    intake: {
      title: 'Choose an image',
      drop: 'or drop or paste one here',
      /** While a file is held over the page, before there is an image. */
      dropToUse: 'Drop to use',
      /** While a file is held over the page, and there is an image. */
      dropToReplace: 'Drop to replace',
      hint: ({ types, maxBytes, square }: { types: string; maxBytes: string; square: boolean }) =>
        `${square ? 'A square image. ' : ''}${types}, up to ${maxBytes}`,
      replace: 'Replace',
      remove: 'Remove image',
      /** While an image is read. */
      reading: 'Reading the image…',
      dimensions: (width: string, height: string) => `${width} × ${height}`,
      /** Where the image came from, when it is one of the variations. */
      fromVariation: 'From a variation',
      /** Goes back to the image before one that has to be fixed. */
      keepOther: 'Keep the previous image',
      /** Opens the crop. */
      crop: 'Crop',
    },
    /** Cropping the image. */
    crop: {
      title: 'Crop the image',
      help: 'Drag or use the arrow keys to move the image. Scroll or pinch to zoom.',
      zoom: 'Zoom',
      ratio: 'Aspect ratio',
      original: 'Original',
      square: 'Square',
      apply: 'Crop',
      whole: 'Use whole image',
    },
    /** One sentence for each reason that an image cannot be sent. */
    problems: {
      empty: () => 'This file is empty.',
      not_an_image: () => "This file isn't an image. Choose a PNG, JPEG or WebP file.",
      svg: () => "SVG drawings don't work here. Export as PNG and try again.",
      heic: () => "HEIC photos don't work here. Export as JPEG and try again.",
      animated: () => 'This image is animated.',
      corrupt: () => "This image is damaged and can't be read.",
      too_many_bytes: (problem) =>
        `This file is too large${problem.bytes ? ` (${formats.bytes(problem.bytes)})` : ''}.${problem.maxBytes ? ` The limit is ${formats.bytes(problem.maxBytes)}.` : ''}`,
      too_many_pixels: ({ width, height }) =>
        `This image has too many pixels${width && height ? ` (${formats.number(width)} × ${formats.number(height)})` : ''}.`,
      not_square: ({ width, height }) =>
        `This model needs a square image${width && height ? `. This one is ${formats.number(width)} × ${formats.number(height)}` : ''}.`,
      wrong_type: () => "This type of image doesn't work here.",
      unreachable: () =>
        "This image can't be loaded from its address. Save it and choose the file.",
    },
    /** The buttons that fix an image. */
    fixes: {
      crop: 'Crop to a square',
      pad: 'Add borders',
      scale: 'Make it smaller',
      convert: 'Convert it',
      firstFrame: 'Use first frame',
    },
    /** Names of the settings. */
    fields: {
      model: 'Model',
      modelPlaceholder: 'provider/model',
      modelsLoading: 'Loading models…',
      modelsFailed: "The models couldn't be loaded.",
      prompt: 'What should change?',
      promptPlaceholder: 'Keep the subject, change the season to winter',
      /** For a model that always needs a prompt: an empty one sends a general one. */
      promptPlaceholderVariation: 'Leave empty for a free variation of the image',
      n: 'Variations',
      fewer: 'One fewer',
      more: 'One more',
      size: 'Size',
      automatic: 'Automatic',
      quality: 'Quality',
      /** Why quality cannot be chosen now. */
      qualityHint: 'Needs a prompt.',
      qualities: {
        auto: 'Automatic',
        high: 'High',
        medium: 'Medium',
        low: 'Low',
        standard: 'Standard',
      },
      responseFormat: 'Results as',
      responseFormats: { b64_json: 'Files', url: 'Links (expire after 60 min)' },
      user: 'User ID',
      userHint: 'Your own ID of the person who sends this.',
      name: 'Trace name',
      nameHint: 'Shown in the traces of the router.',
      fallbacks: 'Fallback models',
      fallbacksHint: 'Tried in this order if the model fails.',
      fallback: (position: number) => `Fallback ${formats.number(position)}`,
      addFallback: 'Add a fallback',
      removeModel: (model: string) => `Remove ${model}`,
      moveUp: (model: string) => `Move ${model} up`,
      retry: 'Retries',
      retryHint: 'The router tries again if the provider fails.',
      retryCount: 'Times',
      retryCodes: 'On status codes',
      cache: 'Cache',
      cacheHint: 'The same request gets the same images, at once and for free.',
      cacheTtl: 'Keep for',
      cacheWarning:
        'Links expire after 60 minutes. A longer cache can return links that no longer work.',
      loadBalancer: 'Load balancing',
      loadBalancerHint: 'Spreads requests over these models, instead of the model above.',
      weight: (model: string) => `Weight of ${model}`,
      addModel: 'Add a model',
      timeout: 'Time limit per attempt (seconds)',
      orqPrompt: 'Orq prompt',
      orqPromptHint: 'ID of a prompt saved in Orq.',
      identity: 'Identity',
      identityHint: 'Who this is for, in Orq.',
      identityId: 'ID',
      identityName: 'Name',
      identityEmail: 'Email',
    },
    /** What to say beside a setting that cannot be sent. */
    issues: {
      image: 'Choose an image first.',
      /** There is an image, but it cannot be sent as it is. */
      imageProblem: 'Fix the image first.',
      model: 'Choose a model.',
      prompt: 'Change the prompt.',
      n: (max: number) => `Choose a number from ${formats.number(1)} to ${formats.number(max)}.`,
      size: 'This size needs a prompt. Choose another size, or say what should change.',
      quality: 'Quality needs a prompt.',
      fallbacks: 'Name every fallback model, or remove the empty ones.',
      /** A fallback is the model itself. */
      sameFallback: 'A fallback must differ from the model.',
      retry: `Retry ${formats.number(1)} to ${formats.number(5)} times, on status codes from ${formats.number(100)} to ${formats.number(599)}.`,
      cache: `Keep results for ${formats.number(1)} second up to ${formats.number(3)} days.`,
      loadBalancer: 'Give every model a name and a weight.',
      timeout: `Enter more than ${formats.number(0)} seconds.`,
      identity: `Enter an ID of at most ${formats.number(255)} characters.`,
      orqPrompt: 'Enter the ID of the prompt.',
    },
    /** The life of a run; screen readers say these too. */
    run: {
      preparing: 'Preparing the image…',
      uploading: 'Uploading…',
      generating: 'Creating variations…',
      /** After 20 seconds of waiting. */
      slow: 'Still working; some models take a minute',
      elapsed: (duration: string) => duration,
      done: (n: number) => `${variations(formats, n)} ready.`,
      /** Some of the requested images are missing. */
      partial: (usable: number, requested: number) =>
        `${formats.number(usable)} of ${variations(formats, requested)} arrived.`,
      cancelled: 'Cancelled. Images already started may still be charged.',
      /** Leads from the form to the new variations. */
      show: 'Show',
    },
    /** One sentence for each way a run can fail. */
    errors: {
      invalid_request: () => "Some settings can't be sent. Check them and try again.",
      configuration: () =>
        "Variations aren't set up correctly here. Please tell the people who run this page.",
      unreachable: () =>
        "The image service can't be reached right now. Try again in a few minutes.",
      aborted: () => 'Cancelled.',
      timeout: () => 'This took too long. Try again, or ask for fewer variations.',
      offline: () =>
        'You are offline. Your image is still here. Try again when you are back online.',
      network: () => 'The connection failed before anything was sent. Try again.',
      outcome_unknown: () =>
        'The connection was lost. The variations may have been created and charged.',
      redirect: () =>
        "The server redirected the request, which isn't allowed. Please tell the people who run this page.",
      http: ({ status = 0, retryAfterMs }) =>
        englishStatuses[status] ??
        (status === 429
          ? `Too many requests. Try again ${retryAfterMs ? `in ${formats.duration(retryAfterMs)}` : 'in a moment'}.`
          : status >= 500
            ? "The model isn't available right now. Try again in a moment."
            : 'The server rejected this request. Change the image or the settings.'),
      bad_response: () =>
        "The server's reply couldn't be read. The variations may have been charged.",
      load_failed: () =>
        "A part of this page couldn't be loaded, so nothing was sent. Check your connection and try again.",
    },
    /** Around the sentence of an error. */
    error: {
      title: "Couldn't create variations",
      /** Where the visitor can choose the model, and it may be the cause. */
      chooseModel: 'You can also choose another model.',
      retry: 'Try again',
      /** Instead of `retry`, where the first request may have been charged. */
      retryUnknown: (money?: string) =>
        money ? `Try again (may cost another ${money})` : 'Try again (may be charged again)',
      /** The technical part, for whoever helps. */
      details: 'Details',
      code: 'Code',
      status: 'Status',
      requestId: 'Request ID',
      reply: "Server's reply",
    },
    chunk: {
      failed: "This part of the page couldn't be loaded. Check your connection and try again.",
      retry: 'Try again',
    },
    gallery: {
      title: 'Variations',
      empty: 'No variations yet',
      emptyHint: 'They appear here as soon as they are made.',
      image: (position: number, total: number, name: string) =>
        `Variation ${formats.number(position)} of ${formats.number(total)}${name ? ` of ${name}` : ''}`,
      run: (n: number) => variations(formats, n),
      /** Fewer images than asked for: some are missing, or were removed. */
      runOf: (count: number, asked: number) =>
        `${formats.number(count)} of ${variations(formats, asked)}`,
      /** Heads a run without a prompt. */
      variationsOf: (name: string) => `Variations of ${name}`,
      source: (name: string) => `Original: ${name}`,
      parent: 'Made from a variation',
      pending: (n: number) => `Creating ${variations(formats, n)}`,
      /** Beside a run that takes longer than 20 seconds. */
      stillWorking: 'Still working; some models take a minute',
      /** Collects a failed run again. */
      retry: 'Try again',
      /** Why the runs are gone after a reload. */
      historyProblems: {
        quota:
          'This browser is out of space. New variations are gone after a reload, so download them.',
        unavailable:
          "This browser doesn't keep variations, as in a private window. They are gone after a reload, so download them.",
        failed:
          "Your variations couldn't be saved in this browser. They are gone after a reload, so download them.",
      },
      select: 'Select',
      selected: (n: number) => `${formats.number(n)} selected`,
      selectAll: 'Select all',
      done: 'Done',
      downloadAll: 'Download all',
      downloadFailed: (n: number) =>
        formats.plural(n, {
          one: "# image couldn't be saved. Open it to save it there.",
          other: "# images couldn't be saved. Open each one to save it there.",
        }),
      reuse: 'Use these settings',
      remove: 'Remove',
      removed: (n: number) => `${variations(formats, n)} removed`,
      favorite: 'Favorite',
      undo: 'Undo',
      expires: (time: string) => `Expires at ${time}`,
      cacheHit: 'From cache',
      problems: {
        not_an_image: "The response isn't an image.",
        unsafe_url: "This link isn't safe to open.",
        expired: 'This link has expired.',
        broken: "This image can't be loaded.",
      },
    },
    /** One image through several models. */
    comparison: {
      title: 'Comparison of models',
      start: (models: number) =>
        `Compare ${formats.plural(models, { one: '# model', other: '# models' })}`,
      queued: 'Waiting for its turn',
      cancelled: 'Cancelled',
    },
    lightbox: {
      title: 'Variation',
      position: (position: number, total: number) =>
        `${formats.number(position)} of ${formats.number(total)}`,
      close: 'Close',
      previous: 'Previous',
      next: 'Next',
      compare: 'Compare',
      /** Name of "Compare": with the source of the run, or with the first original. */
      compareWith: (name: string) => `Compare with ${name}`,
      compareSlider: 'Share of the original',
      original: 'Original',
      variation: 'Variation',
      zoom: 'Zoom',
      download: 'Download',
      copy: 'Copy',
      copied: 'Copied',
      copyFailed: "Copying isn't allowed here.",
      share: 'Share',
      /** Opens the actions that have no place of their own. */
      more: 'More actions',
      /** Name of the strip of small images. */
      thumbnails: 'All variations',
      vary: 'More like this',
      details: 'Details',
      children: (n: number) => `${variations(formats, n)} of this`,
    },
    details: {
      model: 'Model',
      prompt: 'Prompt',
      size: 'Requested size',
      dimensions: 'Dimensions',
      tokens: 'Tokens',
      duration: 'Duration',
      created: 'Created',
      requestId: 'Request ID',
      cache: 'Cache',
      source: 'Original',
    },
  }) satisfies RequiredNames & { [group: string]: object }

/** What a status of the server means to a visitor. */
const englishStatuses: { [status: number]: string } = {
  401: 'Sign in to create variations.',
  402: 'The budget for variations is used up.',
  403: "This model or one of these settings isn't allowed here.",
  404: 'This model is no longer available.',
  408: 'The model took too long. Try again.',
  413: 'The image is too large for the server.',
  504: 'The model took too long. Try again.',
}

/** The sentences of one language, without its formats. */
export type LabelSentences = Omit<ReturnType<typeof english>, 'problems' | 'errors'> &
  Pick<RequiredNames, 'problems' | 'errors'>

/**
 * Every visible or spoken word, as strings and functions. Complete sets are in `react-image-variation/locales/<code>`.
 */
export type Labels = LabelSentences & {
  /** How numbers, sizes and times are written, in sentences too. */
  formats: Formats
}

type Overrides<Group> = {
  [name in keyof Group]?: Group[name] extends string | ((...args: never) => unknown)
    ? Group[name]
    : Partial<Group[name]>
}

/** Some sentences that differ from the language in use. */
type SentenceOverrides = { [group in keyof LabelSentences]?: Overrides<LabelSentences[group]> }

/**
 * A complete language, or some sentences, or formats. Some sentences keep the others of the language in use; together with
 * formats they would be half a language, and do not type-check: merge them with {@link mergeLabels}.
 */
export type PartialLabels =
  | Labels
  | (SentenceOverrides & { formats?: undefined })
  | ({ formats: Partial<Formats> } & { [group in keyof LabelSentences]?: undefined })

/** English, the built-in language. */
export const defaultLabels: Labels = /* @__PURE__ */ createLabels(
  /* @__PURE__ */ createFormats('en'),
  english,
)

/**
 * Lays labels over a language, in order; the last one wins.
 *
 * @example
 * mergeLabels(de, { form: { title: 'Fotovarianten' } })
 */
export function mergeLabels(base: Labels, ...parts: (PartialLabels | undefined)[]): Labels {
  return parts.reduce<Labels>((labels, part) => (part ? mergePart(labels, part) : labels), base)
}

function mergePart(base: Labels, part: PartialLabels): Labels {
  if (isLanguage(part)) return part
  return part.formats ? changeFormats(base, part.formats) : changeSentences(base, part)
}

const isLanguage = (part: PartialLabels): part is Labels =>
  Boolean(part.formats && part.form && part.gallery)
