import type { Ref, SyntheticEvent } from 'react'
import type { VariationError } from '../../client/errors.js'
import type { ModelOption } from '../../contract/ModelOption.js'
import type { ImageVariationSettings } from '../../contract/request.js'
import type { ImageRequirements } from '../../image/ImageProblem.js'
import type { VariationImage, VariationRun } from '../image/VariationRun.js'
import type { DecodeImage } from '../intake/readImage.js'
import type { HookClient } from '../run/HookClient.js'
import type { Prepare } from '../run/runRequest.js'
import type { RunTracker } from '../run/RunTracker.js'
import type { FormSetting } from './formSettings.js'
import type { FormSettingsProps } from './useFormSettings.js'

/** What a page can tell a form to do, such as on an event of the gallery. */
export type ImageVariationFormActions = {
  /** Takes a variation as the next image; the run that follows names it as its parent. `others` come after it, one for each run. */
  vary: (
    image: VariationImage,
    run?: VariationRun,
    others?: readonly { image: VariationImage; run?: VariationRun }[],
  ) => void
  /** Takes over the settings of a run that the visitor may change, and its image if there is none yet. */
  reuse: (run: VariationRun) => void
  /** Takes an image from elsewhere. */
  take: (source: File | Blob | HTMLCanvasElement | string) => void
  /** Sends the form, as a click on the button does. */
  submit: () => void
}

/** Options of {@link useImageVariationForm}. */
export type UseImageVariationFormOptions = FormSettingsProps & {
  /** Models to choose from, as ids or with what is known about them. @default those of `GET {endpoint}/models`, unless `model` is given */
  models?: readonly (string | ModelOption)[]
  /** Settings that the visitor may change, in the order of the page. @default ['prompt', 'model', 'n', 'size'] */
  controls?: readonly FormSetting[] | 'all'
  /** Most images of one run, from 1 to 10. @default 10 */
  maxImages?: number
  /** What an image must be like. A model that needs squares adds `square`. @default what the router takes */
  requirements?: ImageRequirements
  /** Decodes files that the browser cannot, such as HEIC outside of Safari. @default no such file can be used */
  decode?: DecodeImage
  /** The client to send with. @default the provider's, else one that calls `endpoint` */
  client?: HookClient
  /** Where your handler is mounted. @default '/api/image-variations' */
  endpoint?: string | URL
  /** Keeps runs while they are pending, what `useVariationHistory` returns. @default runs end with the form */
  history?: RunTracker
  /** Changes the image before it is sent. @default it is sent as it is */
  prepare?: Prepare
  /** Let a run finish after the form is unmounted. @default false */
  keepOnUnmount?: boolean
  /** How many runs can be under way at the same time. With 1, Create waits until a run has ended. @default 3 */
  concurrency?: number
  /** Nothing can be changed or sent. @default false */
  disabled?: boolean
  /** The root element: `div` for a place inside of another `<form>`. @default 'form' */
  element?: 'form' | 'div'
  /**
   * A valid form is about to be sent, in a task after its event. `preventBaseHandler(event)` keeps it from being sent;
   * `event.preventDefault()` does not.
   */
  onSubmit?: (event: SyntheticEvent<HTMLElement>, request: ImageVariationSettings) => void
  /** A run succeeded. Without `history`, pass it on to `history.add`. */
  onResult?: (run: VariationRun) => void
  /** A run failed: once for each failure, never for a cancel. */
  onError?: (error: VariationError) => void
  /** The visitor cancelled a run. */
  onCancel?: () => void
  /** Receives {@link ImageVariationFormActions}. */
  actionsRef?: Ref<ImageVariationFormActions>
}
