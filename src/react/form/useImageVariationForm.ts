'use client'
import {
  useId,
  useImperativeHandle,
  useMemo,
  useRef,
  useState,
  type ChangeEvent,
  type ClipboardEvent,
  type ComponentPropsWithRef,
  type JSX,
  type KeyboardEvent,
  type MouseEvent,
  type Ref,
  type SyntheticEvent,
} from 'react'
import { VariationError, type VariationError as Failure } from '../../client/errors.js'
import { defaultEndpoint, limits } from '../../contract/constants.js'
import { imageTypes } from '../../contract/imageType.js'
import type { ImageVariationSettings } from '../../contract/request.js'
import type { ImageProblem, ImageRequirements } from '../../image/ImageProblem.js'
import { fileNameOf } from '../image/fileNameOf.js'
import type { VariationImage, VariationRun, VariationSource } from '../image/VariationRun.js'
import type { DecodeImage } from '../intake/readImage.js'
import { useImageIntake, type ImageIntake, type IntakeImage } from '../intake/useImageIntake.js'
import { useImageVariationContext } from '../provider/ImageVariationProvider.js'
import type { HookClient } from '../run/HookClient.js'
import type { Prepare } from '../run/runRequest.js'
import type { RunTracker } from '../run/RunTracker.js'
import { useImageVariation, type UseImageVariationResult } from '../run/useImageVariation.js'
import { mergeProps } from '../ui/mergeProps.js'
import { useBrowserLayoutEffect } from '../ui/useBrowserLayoutEffect.js'
import { useChunk } from '../ui/useChunk.js'
import { useEvent } from '../ui/useEvent.js'
import { useKeptFocus } from '../ui/useKeptFocus.js'
import {
  defaultFormSettings,
  formSettingNames,
  requestToSettings,
  settingGroups,
  settingsToRequest,
  type FormIssue,
  type FormSetting,
  type FormSettings,
  type ModelOption,
  type SettingGroup,
} from './formSettings.js'
import { useDropzone } from './useDropzone.js'
import { useFormSettings, type FormSettingsProps, type SetFormSetting } from './useFormSettings.js'
import { useModels, type UseModelsResult } from './useModels.js'
import { useSubmit } from './useSubmit.js'

/** What a page can tell a form to do, such as on an event of the gallery. */
export type ImageVariationFormActions = {
  /** Takes a variation as the next image; the run that follows names it as its parent. */
  vary: (image: VariationImage, run?: VariationRun) => void
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
  /** Nothing can be changed or sent. @default false */
  disabled?: boolean
  /** The root element: `div` for a place inside of another `<form>`. @default 'form' */
  element?: 'form' | 'div'
  /** A valid form is about to be sent. `preventBaseHandler(event)` keeps it from being sent; `event.preventDefault()` does not. */
  onSubmit?: (event: SyntheticEvent<HTMLElement>, request: ImageVariationSettings) => void
  /** A run succeeded. Without `history`, pass it on to `history.add`. */
  onResult?: (run: VariationRun) => void
  /** A run failed: once for each failure, never for a cancel. */
  onError?: (error: Failure) => void
  /** The visitor cancelled a run. */
  onCancel?: () => void
  /** Receives {@link ImageVariationFormActions}. */
  actionsRef?: Ref<ImageVariationFormActions>
}

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
  /** The mutation of the form: `progress`, `data`, `images`. */
  variation: UseImageVariationResult
  /** Why the last run failed, unless the image can be fixed for it: that is a `problem`. */
  error: Failure | null
  /** Sends the form, as a click on the button does. Needs `getSubmitProps`. */
  submit: () => void
  /** Cancels the pending run. */
  cancel: () => void
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

const defaultControls: readonly FormSetting[] = ['prompt', 'model', 'n', 'size']

/**
 * Everything of `<ImageVariationForm>` but its markup, for a form of your own: spread the prop getters on a `<form>`, a
 * `<label>` around an `<input>`, and two buttons.
 *
 * @example
 * const form = useImageVariationForm({ model: 'openai/gpt-image-2', onResult: history.add })
 * <form {...form.getFormProps()}>
 *   <label {...form.getDropzoneProps()}>Image <input {...form.getFileInputProps()} /></label>
 *   <button {...form.getSubmitProps()}>Create</button>
 * </form>
 */
export function useImageVariationForm(
  options: UseImageVariationFormOptions = {},
): UseImageVariationFormResult {
  const { controls = defaultControls, maxImages = limits.maxImages, client, endpoint } = options
  const { disabled: isDisabled = false, element = 'form' } = options
  const context = useImageVariationContext()
  const base = requestToSettings(context.defaults)
  const hasFixedModel = Boolean((options.model ?? base.model) && !options.models)
  const { models, ...modelList } = useModels({
    models: options.models ?? (hasFixedModel ? [] : undefined),
    endpoint:
      client || (endpoint === undefined && context.client)
        ? undefined
        : String(endpoint ?? context.endpoint ?? defaultEndpoint),
  })
  const { settings, initial, set, change, isFixed } = useFormSettings(options, {
    model: models[0]?.id ?? '',
    ...base,
  })
  const model = models.find(({ id }) => id === settings.model)
  const request = settingsToRequest(settings, model)

  // Models that rejected an image because it was no square.
  const [squareModels, setSquareModels] = useState<readonly string[]>([])
  const isSquare = model?.square || squareModels.includes(settings.model)
  const requirements = { ...options.requirements, ...(isSquare && { square: true }) }
  const intake = useImageIntake({ requirements, decode: options.decode })
  const [settledProblem, setSettledProblem] = useState<ImageProblem | null>(null)
  const [explainedError, setExplainedError] = useState<Failure | null>(null)

  const variation = useImageVariation({
    client,
    endpoint,
    history: options.history,
    prepare: options.prepare,
    keepOnUnmount: options.keepOnUnmount,
    onSuccess: (run) => {
      setSettledProblem(intake.problem)
      options.onResult?.(run)
    },
    onError: (error, { model: id }) => {
      if (isSquareRejection(error, intake.image)) {
        setSquareModels((known) => [...known, id])
        setExplainedError(error)
      }
      options.onError?.(error)
    },
    onSettled: () => sending.settle(),
  })

  // The schemas are loaded with the first image, or the first attempt to send.
  const [isAttempted, setIsAttempted] = useState(false)
  const validation = useChunk(
    () => import('./findIssues.js'),
    isAttempted || intake.original !== null || intake.isPending,
  )
  const findAllIssues = (): FormIssue[] => [
    ...(intake.image ? [] : [imageIssue(intake)]),
    ...(validation.chunk?.findIssues(request, maxImages) ?? []),
  ]

  const sending = useSubmit({
    isReady: !intake.isPending && validation.chunk !== undefined,
    isBlocked: intake.problem !== null,
    isDisabled,
    isValid: () => findAllIssues().length === 0,
    onSubmit: (event) => options.onSubmit?.(event, request),
    send: () => {
      const { image, original } = intake
      if (!image) return
      variation.mutate({
        ...request,
        image: image.file,
        parentImageId: original?.parentImageId,
        source: sourceOf(image),
      })
    },
  })
  const submitForm = useEvent((event: SyntheticEvent<HTMLElement>) => {
    setIsAttempted(true)
    if (validation.error !== undefined) validation.retry()
    sending.submit(event)
  })
  const issues = sending.hasAttempted ? findAllIssues() : []
  const summaryRef = useRef<HTMLDivElement>(null)
  useBrowserLayoutEffect(() => {
    if (sending.failures > 0) summaryRef.current?.focus()
  }, [sending.failures])

  const cancel = useEvent(() => {
    if (!sending.cancel()) return
    variation.cancel()
    options.onCancel?.()
  })
  const submitRef = useRef<HTMLButtonElement>(null)
  const submit = useEvent(() => submitRef.current?.click())
  const take = useEvent((source: File | Blob | HTMLCanvasElement | string) => {
    void intake.take(source)
  })
  const vary = useEvent((image: VariationImage, run?: VariationRun) => {
    const { blob } = image
    void intake.take(
      blob ? new File([blob], fileNameOf(image, run?.source), { type: blob.type }) : image.src,
      { parentImageId: image.id },
    )
  })
  const isListed = (name: FormSetting) => controls === 'all' || controls.includes(name)
  const reuse = useEvent((run: VariationRun) => {
    const reused = { ...defaultFormSettings, ...requestToSettings(run.request) }
    const adopted = formSettingNames.filter(
      // A run without a prompt takes none away.
      (name) => isListed(name) && (name !== 'prompt' || reused.prompt),
    )
    change(Object.fromEntries(adopted.map((name) => [name, reused[name]])))
    if (!intake.original) take(run.source.blob ?? run.source.src)
  })
  const actions = useMemo(() => ({ vary, reuse, take, submit }), [vary, reuse, take, submit])
  useImperativeHandle(options.actionsRef, () => actions, [actions])

  const takeFirst = (list: FileList | null) => {
    const file = list?.[0]
    if (file) take(file)
    return Boolean(file)
  }
  const dropzone = useDropzone({ isDisabled, onDrop: take })

  const id = useId()
  const idOf: UseImageVariationFormResult['idOf'] = (setting, part) =>
    [id, setting, part].filter(Boolean).join('-')
  const { isPending } = variation
  const cancelRef = useKeptFocus<HTMLButtonElement>(
    () => () => focusAfterRun(submitRef.current),
    isPending,
  )

  const loadError = useMemo(
    () =>
      validation.error === undefined
        ? null
        : new VariationError('load_failed', 'The validation could not be loaded.', {
            cause: validation.error,
          }),
    [validation.error],
  )
  const error = variation.error ?? loadError
  const isVisible = (name: FormSetting) =>
    isListed(name) &&
    !(name === 'model' && (hasFixedModel || (models.length === 1 && model))) &&
    !(name === 'prompt' && model?.prompt === 'none')
  const listed = controls === 'all' ? formSettingNames : controls

  return {
    status: isPending
      ? 'pending'
      : variation.isSuccess
        ? 'success'
        : error
          ? 'error'
          : sending.isCancelled
            ? 'cancelled'
            : 'idle',
    settings,
    set,
    request,
    issues,
    models,
    modelList,
    model,
    settingsOf: (group) =>
      listed.filter((name) => settingGroups[name] === group && isVisible(name)),
    isVisible,
    isFixed,
    countChanges: (names) =>
      names.filter((name) => JSON.stringify(settings[name]) !== JSON.stringify(initial[name]))
        .length,
    maxImages,
    isDisabled,
    element,
    intake,
    requirements,
    problem: intake.problem === settledProblem ? null : intake.problem,
    isDragging: dropzone.isDragging,
    parentImageId: intake.original?.parentImageId,
    variation,
    error: error === explainedError ? null : error,
    submit,
    cancel,
    actions,
    summaryRef,
    idOf,
    getFormProps: (props) =>
      mergeProps<ComponentPropsWithRef<'form'>>(
        {
          ...(element === 'form'
            ? { noValidate: true, onSubmit: submitForm }
            : {
                onKeyDown: (event: KeyboardEvent<HTMLElement>) => {
                  if (isEnterInField(event)) submitForm(event)
                },
              }),
          onPaste: (event: ClipboardEvent) => {
            if (!isDisabled && takeFirst(event.clipboardData.files)) event.preventDefault()
          },
        },
        props,
      ),
    getDropzoneProps: (props) =>
      mergeProps<ComponentPropsWithRef<'label'>>(
        { htmlFor: idOf('image'), ...dropzone.handlers },
        props,
      ),
    getFileInputProps: (props) =>
      mergeProps<ComponentPropsWithRef<'input'>>(
        {
          type: 'file',
          id: idOf('image'),
          accept: acceptedTypes(options.requirements?.types, options.decode !== undefined),
          disabled: isDisabled || undefined,
          'aria-invalid': issues.some(({ setting }) => setting === 'image') || undefined,
          // So that the same file can be chosen again.
          onClick: (event: MouseEvent<HTMLInputElement>) => {
            event.currentTarget.value = ''
          },
          onChange: (event: ChangeEvent<HTMLInputElement>) => {
            takeFirst(event.currentTarget.files)
          },
        },
        props,
      ),
    getControlProps: (setting, hasHint) => {
      const isInvalid = issues.some((issue) => issue.setting === setting)
      return {
        id: idOf(setting),
        disabled: isDisabled || isFixed(setting) || undefined,
        'aria-invalid': isInvalid || undefined,
        'aria-describedby':
          [isInvalid && idOf(setting, 'issue'), hasHint && idOf(setting, 'hint')]
            .filter(Boolean)
            .join(' ') || undefined,
      }
    },
    getSubmitProps: (props) =>
      mergeProps<ComponentPropsWithRef<'button'>>(
        {
          ref: submitRef,
          disabled: isDisabled || undefined,
          'aria-disabled': isPending || undefined,
          ...(element === 'form'
            ? { type: 'submit' as const }
            : { type: 'button' as const, onClick: submitForm }),
          // Ignore key repeat after Cancel.
          onKeyDown: (event: KeyboardEvent) => {
            if (event.repeat) event.preventDefault()
          },
        },
        props,
      ),
    getCancelProps: (props) =>
      mergeProps<ComponentPropsWithRef<'button'>>(
        { type: 'button', hidden: !isPending, ref: cancelRef, onClick: cancel },
        props,
      ),
  }
}

/** There is no image, or one that has to be fixed first. */
function imageIssue({ original }: ImageIntake): FormIssue {
  return original
    ? { setting: 'image', label: 'imageProblem', message: 'The image has a problem.' }
    : { setting: 'image', label: 'image', message: 'There is no image.' }
}

/** What is known of the image goes along, so that nobody reads it again. */
function sourceOf(image: IntakeImage): VariationSource {
  const { name, file: blob, mimeType, width, height, thumbnail } = image
  return { name, src: '', blob, mimeType, width, height, thumbnail }
}

/** The server rejected an image that is no square, and says so. */
function isSquareRejection(error: Failure, image: IntakeImage | null): boolean {
  const isRejection = error.status === 400 || error.status === 422
  return (
    isRejection &&
    image !== null &&
    image.width !== image.height &&
    /square/i.test(`${error.message} ${error.details?.code ?? ''}`)
  )
}

/** The error of a run that has just ended, else the button. */
function focusAfterRun(button: HTMLButtonElement | null): HTMLElement | null {
  const root = button?.closest('[data-part=image-variation-form], form')
  return root?.querySelector<HTMLElement>('[data-part=error]') ?? button
}

/** Enter in a field of one line sends, as in a `<form>`. */
function isEnterInField({ key, target, nativeEvent }: KeyboardEvent): boolean {
  const isField =
    target instanceof HTMLInputElement && !/^(button|submit|file|checkbox|radio)$/.test(target.type)
  return key === 'Enter' && isField && !nativeEvent.isComposing
}

function acceptedTypes(types: readonly string[] = imageTypes, isDecoding: boolean): string {
  return [...types, ...(isDecoding ? ['image/heic', 'image/heif', '.heic', '.heif'] : [])].join()
}
