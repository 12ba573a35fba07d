import type { ComponentPropsWithRef, JSX, Ref } from 'react'
import type { VariationError } from '../../client/errors.js'
import type { ModelOption } from '../../contract/ModelOption.js'
import type { ImageVariationSettings } from '../../contract/request.js'
import type { ImageProblem, ImageRequirements } from '../../image/ImageProblem.js'
import type { VariationRun } from '../image/VariationRun.js'
import type { ImageIntake } from '../intake/useImageIntake.js'
import type { UseImageVariationResult } from '../run/useImageVariation.js'
import type { FormIssue, FormSetting, FormSettings, SettingGroup } from './formSettings.js'
import type { SetFormSetting } from './useFormSettings.js'
import type { FormRequest } from './useFormRuns.js'
import type { UseModelsResult } from './useModels.js'
import type { ImageVariationFormActions } from './UseImageVariationFormOptions.js'

/** Props for an element, merged with yours, whose event handlers run first; see `preventBaseHandler`. */
export type PropGetter<Tag extends keyof JSX.IntrinsicElements> = (
  props?: ComponentPropsWithRef<Tag>,
) => ComponentPropsWithRef<Tag>

/** Where a form stands. */
export type ImageVariationFormStatus = 'idle' | 'pending' | 'success' | 'error' | 'cancelled'

/** State, actions and prop getters of a form. */
export type UseImageVariationFormResult = {
  /** Where the form stands. */
  status: ImageVariationFormStatus
  /** All settings as they are now. */
  settings: FormSettings
  /** Changes one setting. */
  set: SetFormSetting
  /** What would be sent, without the image. */
  request: ImageVariationSettings
  /** What to fix, after an attempt to submit, until it is fixed. */
  issues: FormIssue[]
  /** The models to choose from, in their long form. */
  models: ModelOption[]
  /** Whether the models are still being asked for, and why they could not be. */
  modelList: Pick<UseModelsResult, 'isLoading' | 'error' | 'retry'>
  /** What is known about the chosen model. */
  model: ModelOption | undefined
  /** The settings of one group that the visitor may see now, in the order of the page. */
  settingsOf: (group: SettingGroup) => FormSetting[]
  /** Whether the visitor may see a setting now. */
  isVisible: (setting: FormSetting) => boolean
  /** Whether the visitor may not change a setting that is visible. */
  isFixed: (setting: FormSetting) => boolean
  /** How many of these settings differ from their start. */
  countChanges: (settings: readonly FormSetting[]) => number
  /** Most images of one run. */
  maxImages: number
  /** Nothing can be changed or sent. */
  isDisabled: boolean
  /** The root element. */
  element: 'form' | 'div'
  /** The image and what can be done with it. */
  intake: ImageIntake
  /** What an image must be like for the chosen model. */
  requirements: ImageRequirements
  /** Why the last image was rejected, until another one is taken or a run succeeds. */
  problem: ImageProblem | null
  /** A file is held over the drop zone. */
  isDragging: boolean
  /** The variation that the image is, after `vary`. */
  parentImageId: string | undefined
  /** Images that follow this one, after `vary` with several: sending one takes the next. */
  followers: number
  /** The mutation of the form, for the run that was sent last: `progress`, `data`, `images`. */
  variation: UseImageVariationResult
  /** The runs under way, newest first. */
  pending: VariationRun[]
  /** Nothing can be sent now: the last image is still being uploaded, or `concurrency` runs are under way. */
  isFull: boolean
  /** Why a run failed, until the next one is sent; not where the image can be fixed for it: that is a `problem`. */
  error: VariationError | null
  /** The request that failed, where it is another one than what the form shows. */
  failedRequest: FormRequest | null
  /** Sends the form, as a click on the button does. Needs `getSubmitProps`. */
  submit: () => void
  /** Sends what has failed once more. */
  retry: () => void
  /** Cancels a run, by default the one that was sent last. */
  cancel: (runId?: string) => void
  /** What a page can tell the form to do. */
  actions: ImageVariationFormActions
  /** Goes on the list of issues, which takes the focus after an attempt that fails. */
  summaryRef: Ref<HTMLDivElement>
  /** Ids that tie a label, a hint and an issue to a control. */
  idOf: (setting: FormSetting | 'image', part?: 'hint' | 'issue' | 'label') => string
  /** For the root element. */
  getFormProps: PropGetter<'form'>
  /** For the `<label>` around the file input. */
  getDropzoneProps: PropGetter<'label'>
  /** For the `<input>` that takes the file. */
  getFileInputProps: PropGetter<'input'>
  /** For a setting's control; add its value and handler. */
  getControlProps: (
    setting: FormSetting,
    hasHint?: boolean,
  ) => {
    id: string
    disabled: true | undefined
    'aria-invalid': true | undefined
    'aria-describedby': string | undefined
  }
  /** For the button that sends. */
  getSubmitProps: PropGetter<'button'>
  /** For the button that cancels; it is hidden while nothing is pending. */
  getCancelProps: PropGetter<'button'>
}
