import type { Quality, ResponseFormat } from '../../contract/constants.js'
import type { VariationError, VariationErrorCode } from '../../client/errors.js'
import type { ImageFix, ImageProblem } from '../../image/ImageProblem.js'
import type { VariationImage } from '../image/VariationRun.js'
import { createFormats, type Formats } from './createFormats.js'
import { changeFormats, changeSentences, createLabels } from './createLabels.js'

/** Why a run failed: the client's code, or a cause on the server that a visitor should know apart. */
export type ErrorReason = VariationErrorCode | 'unreachable' | 'run_not_found' | 'run_lost'

/** What each name of a group must have, whatever the language. */
type RequiredNames = {
  /** One sentence for each reason that an image cannot be sent. */
  problems: { [code in ImageProblem['code']]: (problem: ImageProblem) => string }
  fixes: { [fix in ImageFix | 'firstFrame']: string }
  fields: { [name: string]: unknown } & {
    qualities: { [quality in Quality]: string }
    responseFormats: { [format in ResponseFormat]: string }
  }
  /** One sentence for each way a run can fail. */
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
      /** On the button that sends. */
      submit: (n: number) => `Create ${variations(formats, n)}`,
      /** On the button while a run is pending. */
      submitting: 'Creating…',
      /** What a run will cost, on the button. */
      price: (money: string) => `about ${money}`,
      /** Stops the pending run. */
      cancel: 'Cancel',
      /** Beside the name of a setting that may stay empty. */
      optional: 'optional',
      /** Opens the advanced settings. */
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
      /** The main words of the place for an image. */
      title: 'Choose an image',
      /** Below the title. */
      drop: 'or drop or paste one here',
      /** While a file is held over the page, before there is an image. */
      dropToUse: 'Drop to use',
      /** While a file is held over the page, and there is an image. */
      dropToReplace: 'Drop to replace',
      /** Which files are taken. */
      hint: ({ types, maxBytes, square }: { types: string; maxBytes: string; square: boolean }) =>
        `${square ? 'A square image. ' : ''}${types}, up to ${maxBytes}`,
      /** Chooses another image. */
      replace: 'Replace',
      /** Takes the image out of the form. */
      remove: 'Remove image',
      /** While an image is read. */
      reading: 'Reading the image…',
      /** Size of the image in pixels. */
      dimensions: (width: string, height: string) => `${width} × ${height}`,
      /** Where the image came from, when it is one of the variations. */
      fromVariation: 'From a variation',
      /** How many selected images come after this one; each is sent on its own. */
      followers: (n: number) =>
        formats.plural(n, { one: '# more follows', other: '# more follow' }),
      /** Goes back to the image before one that has to be fixed. */
      keepOther: 'Keep the previous image',
      /** Opens the crop. */
      crop: 'Crop',
    },
    /** Cropping the image. */
    crop: {
      /** Accessible name of the crop. */
      title: 'Crop the image',
      /** How to crop. */
      help: 'Drag or use the arrow keys to move the image. Scroll or pinch to zoom.',
      /** Name of the slider that zooms. */
      zoom: 'Zoom',
      /** Name of the list of aspect ratios. */
      ratio: 'Aspect ratio',
      /** The ratio of the image itself. */
      original: 'Original',
      /** The ratio 1:1. */
      square: 'Square',
      /** Takes the part inside of the frame. */
      apply: 'Crop',
      /** Takes the crop back. */
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
      /** Cuts off what a square leaves over. */
      crop: 'Crop to a square',
      /** Makes a square with borders. */
      pad: 'Add borders',
      /** Makes the image smaller. */
      scale: 'Make it smaller',
      /** Changes the type of the file. */
      convert: 'Convert it',
      /** Takes the first image of an animation. */
      firstFrame: 'Use first frame',
    },
    /** Names of the settings. */
    fields: {
      /** Name of the setting. */
      model: 'Model',
      /** In an empty field for a model. */
      modelPlaceholder: 'provider/model',
      /** While the handler is asked for its models. */
      modelsLoading: 'Loading models…',
      /** The handler did not give its models. */
      modelsFailed: "The models couldn't be loaded.",
      /** Name of the setting. */
      prompt: 'What should change?',
      /** In an empty prompt. */
      promptPlaceholder: 'Keep the subject, change the season to winter',
      /** For a model that always needs a prompt: an empty one sends a general one. */
      promptPlaceholderVariation: 'Leave empty for a free variation of the image',
      /** Name of the setting. */
      n: 'Variations',
      /** Name of the button that takes one off. */
      fewer: 'One fewer',
      /** Name of the button that adds one. */
      more: 'One more',
      /** Name of the setting. */
      size: 'Size',
      /** Leaves the size or the quality to the model. */
      automatic: 'Automatic',
      /** Name of the setting. */
      quality: 'Quality',
      /** Why quality cannot be chosen now. */
      qualityHint: 'Needs a prompt',
      /** The values of the setting. */
      qualities: {
        auto: 'Automatic',
        high: 'High',
        medium: 'Medium',
        low: 'Low',
        standard: 'Standard',
      },
      /** Name of the setting. */
      responseFormat: 'Results as',
      /** The values of the setting. */
      responseFormats: { b64_json: 'Files', url: 'Links (expire after 60 min)' },
      /** Name of the setting. */
      user: 'User ID',
      /** What the setting is for. */
      userHint: 'Your own ID of the person who sends this.',
      /** Name of the setting. */
      name: 'Trace name',
      /** What the setting is for. */
      nameHint: 'Shown in the traces of the router.',
      /** Name of the setting. */
      fallbacks: 'Fallback models',
      /** What the setting is for. */
      fallbacksHint: 'Tried in this order if the model fails.',
      /** Name of the field for one fallback, from 1. */
      fallback: (position: number) => `Fallback ${formats.number(position)}`,
      /** Adds a field for one more. */
      addFallback: 'Add a fallback',
      /** Removes a fallback, or a model from load balancing. */
      removeModel: (model: string) => `Remove ${model}`,
      /** Moves a fallback before the one above it. */
      moveUp: (model: string) => `Move ${model} up`,
      /** Name of the setting. */
      retry: 'Retries',
      /** What the setting is for. */
      retryHint: 'The router tries again if the provider fails.',
      /** How often the router tries again. */
      retryCount: 'Times',
      /** After which statuses it tries again. */
      retryCodes: 'On status codes',
      /** Name of the setting. */
      cache: 'Cache',
      /** What the setting is for. */
      cacheHint: 'The same request gets the same images, at once and for free.',
      /** How long responses are kept. */
      cacheTtl: 'Keep for',
      /** Beside a cache that outlives the links in it. */
      cacheWarning:
        'Links expire after 60 minutes. A longer cache can return links that no longer work.',
      /** Name of the setting. */
      loadBalancer: 'Load balancing',
      /** What the setting is for. */
      loadBalancerHint: 'Spreads requests over these models, instead of the model above.',
      /** Name of the slider for a model's share. */
      weight: (model: string) => `Weight of ${model}`,
      /** Adds a model to load balancing. */
      addModel: 'Add a model',
      /** Name of the setting. */
      timeout: 'Time limit per attempt (seconds)',
      /** Name of the setting. */
      orqPrompt: 'Orq prompt',
      /** What the setting is for. */
      orqPromptHint: 'ID of a prompt saved in Orq.',
      /** Name of the setting. */
      identity: 'Identity',
      /** What the setting is for. */
      identityHint: 'Who this is for, in Orq.',
      /** Name of the field for the id. */
      identityId: 'ID',
      /** Name of the field for the name to show. */
      identityName: 'Name',
      /** Name of the field for the email address. */
      identityEmail: 'Email',
    },
    /** What to say beside a setting that cannot be sent. */
    issues: {
      /** There is no image. */
      image: 'Choose an image first.',
      /** There is an image, but it cannot be sent as it is. */
      imageProblem: 'Fix the image first.',
      /** There is no model. */
      model: 'Choose a model.',
      /** The prompt cannot be sent. */
      prompt: 'Change the prompt.',
      /** The number is too small or too large. */
      n: (max: number) => `Choose a number from ${formats.number(1)} to ${formats.number(max)}.`,
      /** A variation has three sizes only. */
      size: 'This size needs a prompt. Choose another size, or say what should change.',
      /** Only an edit has a quality. */
      quality: 'Quality needs a prompt.',
      /** A fallback has no name. */
      fallbacks: 'Name every fallback model, or remove the empty ones.',
      /** A fallback is the model itself. */
      sameFallback: 'A fallback must differ from the model.',
      /** A count or a status is out of range. */
      retry: `Retry ${formats.number(1)} to ${formats.number(5)} times, on status codes from ${formats.number(100)} to ${formats.number(599)}.`,
      /** The lifetime is out of range. */
      cache: `Keep results for ${formats.number(1)} second up to ${formats.number(3)} days.`,
      /** A model has no name, or a weight is out of range. */
      loadBalancer: 'Give every model a name and a weight.',
      /** The limit is out of range. */
      timeout: `Enter more than ${formats.number(0)} seconds.`,
      /** The id is missing or too long. */
      identity: `Enter an ID of at most ${formats.number(255)} characters.`,
      /** The id is missing. */
      orqPrompt: 'Enter the ID of the prompt.',
    },
    /** The life of a run; screen readers say these too. */
    run: {
      /** While the image is made ready. */
      preparing: 'Preparing the image…',
      /** While bytes leave the browser. */
      uploading: 'Uploading…',
      /** While the model works. */
      generating: 'Creating variations…',
      /** After 20 seconds of waiting. */
      slow: 'Still creating variations…',
      /** How long the run takes already. */
      elapsed: (duration: string) => duration,
      /** The run succeeded. */
      done: (n: number) => `${variations(formats, n)} ready.`,
      /** Some of the requested images are missing. */
      partial: (usable: number, requested: number) =>
        `${formats.number(usable)} of ${variations(formats, requested)} arrived.`,
      /** After a cancel. */
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
      run_not_found: () =>
        "The server doesn't have these variations: the request never arrived, or they are no longer kept. Use these settings to create them again.",
      run_lost: () =>
        "The server couldn't say how this ended. The variations may have been created and charged.",
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
        "A part of this page couldn't be loaded, so nothing was sent. Check your connection and try again, or reload the page.",
    },
    /** Around the sentence of an error. */
    error: {
      /** Heads the error of a run. */
      title: "Couldn't create variations",
      /** Where the visitor can choose the model, and it may be the cause. */
      chooseModel: 'You can also choose another model.',
      /** Sends the form again. */
      retry: 'Try again',
      /** Instead of `retry`, where the first request may have been charged. */
      retryUnknown: (money?: string) =>
        money ? `Try again (may cost another ${money})` : 'Try again (may be charged again)',
      /** The technical part, for people who help. */
      details: 'Details',
      /** Before the code. */
      code: 'Code',
      /** Before the HTTP status. */
      status: 'Status',
      /** Before the id of the request. */
      requestId: 'Request ID',
      /** Before the start of a reply that cannot be read. */
      reply: "Server's reply",
    },
    /** A part of the page that could not be loaded. */
    chunk: {
      /** Code that is loaded when it is needed did not arrive. */
      failed:
        "This part of the page couldn't be loaded. Check your connection and try again, or reload the page.",
      /** Loads it again. */
      retry: 'Try again',
    },
    /** The gallery. */
    gallery: {
      /** Accessible name of the gallery. */
      title: 'Variations',
      /** There is nothing to show. */
      empty: 'No variations yet',
      /** Below `empty`. */
      emptyHint: 'They appear here as soon as they are made.',
      /** Accessible name of an image; the name is that of the original. */
      image: (position: number, total: number, name: string) =>
        `Variation ${formats.number(position)} of ${formats.number(total)}${name ? ` of ${name}` : ''}`,
      /** How many images a run has. */
      run: (n: number) => variations(formats, n),
      /** Fewer images than asked for: some are missing, or were removed. */
      runOf: (count: number, asked: number) =>
        `${formats.number(count)} of ${variations(formats, asked)}`,
      /** Heads a run without a prompt. */
      variationsOf: (name: string) => `Variations of ${name}`,
      /** Alternative text of the original. */
      source: (name: string) => `Original: ${name}`,
      /** Leads to the variation that a run was made from. */
      parent: 'Made from a variation',
      /** Heads a run that is under way. */
      pending: (n: number) => `Creating ${variations(formats, n)}`,
      /** Beside a run that takes longer than 20 seconds. */
      stillWorking: 'Still working; some models take a minute',
      /** Collects a failed run again. */
      retry: 'Try again',
      /** Why the runs are gone after a reload. */
      historyProblems: {
        quota:
          'This browser is out of space. Some variations are gone after a reload, so download them.',
        unavailable:
          "This browser doesn't keep variations, as in a private window. They are gone after a reload, so download them.",
        failed:
          "Your variations couldn't be saved in this browser. They are gone after a reload, so download them.",
      },
      /** Starts to select images. */
      select: 'Select',
      /** How many images are selected. */
      selected: (n: number) => `${formats.number(n)} selected`,
      /** Selects all images. */
      selectAll: 'Select all',
      /** Ends the selection. */
      done: 'Done',
      /** Saves the selected images. */
      downloadAll: 'Download all',
      /** Some images could not be saved. */
      downloadFailed: (n: number) =>
        formats.plural(n, {
          one: "# image couldn't be saved. Open it to save it there.",
          other: "# images couldn't be saved. Open each one to save it there.",
        }),
      /** Puts the settings of a run into the form. */
      reuse: 'Use these settings',
      /** Removes an image, a run, or the selection. */
      remove: 'Remove',
      /** After a removal. */
      removed: (n: number) => `${variations(formats, n)} removed`,
      /** Marks an image as a favorite. */
      favorite: 'Favorite',
      /** Takes a removal back. */
      undo: 'Undo',
      /** When the link of an image dies. */
      expires: (time: string) => `Expires at ${time}`,
      /** Beside a run that came from the cache. */
      cacheHit: 'From cache',
      /** Why an image cannot be shown. */
      problems: {
        not_an_image: "The response isn't an image.",
        unsafe_url: "This link isn't safe to open.",
        expired: 'This link has expired.',
        broken: "This image can't be loaded.",
      },
    },
    /** One image through several models. */
    comparison: {
      /** Accessible name of the comparison. */
      title: 'Comparison of models',
      /** On the button that sends the image to all models. */
      start: (models: number) =>
        `Compare ${formats.plural(models, { one: '# model', other: '# models' })}`,
      /** Beside a model that has not started. */
      queued: 'Waiting for its turn',
      /** Beside a model that was cancelled. */
      cancelled: 'Cancelled',
    },
    /** The large view of one image. */
    lightbox: {
      /** Accessible name of the large view. */
      title: 'Variation',
      /** Which of all images this is. */
      position: (position: number, total: number) =>
        `${formats.number(position)} of ${formats.number(total)}`,
      /** Closes the large view. */
      close: 'Close',
      /** Goes to the image before. */
      previous: 'Previous',
      /** Goes to the image after. */
      next: 'Next',
      /** Shows original and variation in one frame. */
      compare: 'Compare',
      /** Name of "Compare": with the source of the run. */
      compareWith: (name: string) => `Compare with ${name}`,
      /** The same for a variation of a variation: with the image that everything began with. */
      compareWithFirst: (name: string) => `Compare with the first original${name && `, ${name}`}`,
      /** Name of the slider between the two. */
      compareSlider: 'Share of the original',
      /** Beside the original while comparing. */
      original: 'Original',
      /** Beside the variation while comparing. */
      variation: 'Variation',
      /** Makes the image larger. */
      zoom: 'Zoom',
      /** Saves the image. */
      download: 'Download',
      /** Copies the image. */
      copy: 'Copy',
      /** After a copy. */
      copied: 'Copied',
      /** The browser did not allow the copy. */
      copyFailed: "Copying isn't allowed here.",
      /** Opens the share sheet of the device. */
      share: 'Share',
      /** Opens the actions that have no place of their own. */
      more: 'More actions',
      /** Name of the strip of small images. */
      thumbnails: 'All variations',
      /** Takes the image as the next one to vary. */
      vary: 'More like this',
      /** Shows what is known about the image. */
      details: 'Details',
      /** Leads to what was made from this image. */
      children: (n: number) => `${variations(formats, n)} of this`,
    },
    /** What is known about an image. */
    details: {
      /** Before the model. */
      model: 'Model',
      /** Before the prompt. */
      prompt: 'Prompt',
      /** Before the size that was asked for. */
      size: 'Requested size',
      /** Before width and height. */
      dimensions: 'Dimensions',
      /** Before the tokens that the run took. */
      tokens: 'Tokens',
      /** Before the time that the run took. */
      duration: 'Duration',
      /** Before date and time. */
      created: 'Created',
      /** Before the id of the request. */
      requestId: 'Request ID',
      /** Before whether the response came from the cache. */
      cache: 'Cache',
      /** Before the name of the original. */
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
  | ({
      /** Formats that differ from those of the language in use. */
      formats: Partial<Formats>
    } & { [group in keyof LabelSentences]?: undefined })

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
