'use client'
import {
  useCallback,
  useEffect,
  useId,
  useImperativeHandle,
  useMemo,
  useRef,
  useState,
  type ChangeEvent,
  type ClipboardEvent,
  type ComponentPropsWithRef,
  type DragEvent,
  type FormEvent,
  type JSX,
  type KeyboardEvent,
  type MouseEvent,
  type Ref,
} from 'react'
import type { ImageVariationSettings } from '../../contract/request.js'
import { limits } from '../../contract/constants.js'
import type { VariationError } from '../../client/errors.js'
import type { ImageProblem, ImageRequirements } from '../../image/ImageProblem.js'
import type { VariationImage, VariationRun } from '../image/VariationRun.js'
import { mergeProps } from '../ui/mergeProps.js'
import { useImageIntake, type ImageIntake } from '../intake/useImageIntake.js'
import { fileNameOf } from '../image/fileNameOf.js'
import { useImageVariationContext } from '../provider/ImageVariationProvider.js'
import type { HookClient } from '../run/HookClient.js'
import type { Prepare } from '../run/runRequest.js'
import { useImageVariation, type UseImageVariationResult } from '../run/useImageVariation.js'
import { useBrowserLayoutEffect } from '../ui/useBrowserLayoutEffect.js'
import { useEvent } from '../ui/useEvent.js'
import {
  defaultFormSettings,
  findIssues,
  requestToSettings,
  settingsToRequest,
  type FormIssue,
  type FormSetting,
  type FormSettings,
  type ModelOption,
} from './formSettings.js'
import { useFormSettings, type FormSettingsProps, type SetFormSetting } from './useFormSettings.js'

/** What a page can tell a form to do, such as on an event of the gallery. */
export type ImageVariationFormActions = {
  /** Takes a variation as the next picture; the run that follows names it as its parent. */
  vary: (image: VariationImage, run?: VariationRun) => void
  /** Takes over what a run asked for, as far as the visitor may change it, and its picture where there is none yet. */
  reuse: (run: VariationRun) => void
  /** Takes a picture from elsewhere. */
  take: (source: File | Blob | HTMLCanvasElement | string) => void
}

export type UseImageVariationFormOptions = FormSettingsProps & {
  /** Models to choose from. Without them the visitor types one. */
  models?: readonly (string | ModelOption)[]
  /** Settings that the visitor may change. @default ['model', 'prompt', 'n', 'size'] */
  controls?: readonly FormSetting[] | 'all'
  /** Most images of one run. @default 10 */
  maxImages?: number
  /** What a picture must be like. A model that is known to want squares adds `square`. */
  requirements?: ImageRequirements
  /** @default the provider's, else one that calls `endpoint` */
  client?: HookClient
  /** Where your handler is mounted. @default '/api/image-variations' */
  endpoint?: string | URL
  /** Makes the picture fit before it is sent. */
  prepare?: Prepare
  /** Let a run finish after the form is gone. @default false */
  keepOnUnmount?: boolean
  /** A valid form is about to be sent. `event.preventDefault()` keeps it from being sent. */
  onSubmit?: (event: FormEvent<HTMLFormElement>, request: ImageVariationSettings) => void
  /** A run came back; pass it on to `history.add`. */
  onResult?: (run: VariationRun) => void
  /** Once for each failure, never for a cancel. */
  onError?: (error: VariationError) => void
  /** The visitor cancelled a run. */
  onCancel?: () => void
  /** Receives {@link ImageVariationFormActions}. */
  actionsRef?: Ref<ImageVariationFormActions>
}

/** Props for an element; merged with yours, whose event handlers run first. */
export type PropGetter<Tag extends keyof JSX.IntrinsicElements> = (
  props?: ComponentPropsWithRef<Tag>,
) => ComponentPropsWithRef<Tag>

/** Where a form stands. */
export type ImageVariationFormStatus = 'idle' | 'pending' | 'success' | 'error' | 'cancelled'

export type UseImageVariationFormResult = {
  status: ImageVariationFormStatus
  settings: FormSettings
  /** Changes one setting. */
  set: SetFormSetting
  /** What would be sent, without the picture. */
  request: ImageVariationSettings
  /** What to fix, after an attempt to submit, until it is fixed. */
  issues: FormIssue[]
  /** `models` in their long form. */
  models: ModelOption[]
  /** What is known of the chosen model. */
  model: ModelOption | undefined
  /** Whether the visitor may change a setting now. */
  isVisible: (setting: FormSetting) => boolean
  maxImages: number
  intake: ImageIntake
  /** What a picture must be like for the chosen model. */
  requirements: ImageRequirements
  /** Why the last picture was refused, until another one is taken or a run succeeds. */
  problem: ImageProblem | null
  /** A file is held over the dropzone. */
  isDragging: boolean
  /** The variation that the picture is, after `vary`. */
  parentImageId: string | undefined
  /** The mutation under the form: `progress`, `error`, `data`, `images`. */
  variation: UseImageVariationResult
  cancel: () => void
  actions: ImageVariationFormActions
  /** Goes on the list of issues, which takes the focus after an attempt that fails. */
  summaryRef: Ref<HTMLDivElement>
  /** Ids that tie a label, a hint and an issue to a control. */
  idOf: (setting: FormSetting | 'image', part?: 'hint' | 'issue' | 'label') => string
  getFormProps: PropGetter<'form'>
  getDropzoneProps: PropGetter<'label'>
  getFileInputProps: PropGetter<'input'>
  /** `id`, `aria-invalid` and `aria-describedby` of a setting's control; add value and handler. */
  getControlProps: (
    setting: FormSetting,
    hasHint?: boolean,
  ) => {
    id: string
    'aria-invalid': true | undefined
    'aria-describedby': string | undefined
  }
  getSubmitProps: PropGetter<'button'>
  getCancelProps: PropGetter<'button'>
}

const defaultControls: readonly FormSetting[] = ['model', 'prompt', 'n', 'size']

/**
 * Everything of `<ImageVariationForm>` but its markup, for a form of your own: spread the prop getters on a `<form>`, a
 * `<label>` around an `<input>`, and two buttons.
 *
 * @example
 * const form = useImageVariationForm({ model: 'openai/gpt-image-2', onResult: history.add })
 * <form {...form.getFormProps()}>
 *   <label {...form.getDropzoneProps()}>Picture <input {...form.getFileInputProps()} /></label>
 *   <button {...form.getSubmitProps()}>Create</button>
 * </form>
 */
export function useImageVariationForm(
  options: UseImageVariationFormOptions = {},
): UseImageVariationFormResult {
  const { controls = defaultControls, maxImages = limits.maxImages, client, endpoint } = options
  const context = useImageVariationContext()
  const models = useMemo(
    () =>
      (options.models ?? []).map((option) =>
        typeof option === 'string' ? { id: option } : option,
      ),
    [options.models],
  )
  const { settings, set } = useFormSettings(options, {
    model: models[0]?.id ?? '',
    ...requestToSettings(context.defaults),
  })
  const model = models.find(({ id }) => id === settings.model)
  const request = settingsToRequest(settings, model)
  const requirements = { ...options.requirements, ...(model?.square && { square: true }) }
  const intake = useImageIntake({ requirements })
  const [settledProblem, setSettledProblem] = useState<ImageProblem | null>(null)

  const isRunning = useRef(false)
  const variation = useImageVariation({
    client,
    endpoint,
    prepare: options.prepare,
    keepOnUnmount: options.keepOnUnmount,
    onSuccess: (run) => {
      setSettledProblem(intake.problem)
      options.onResult?.(run)
    },
    onError: (error) => options.onError?.(error),
    onSettled: () => {
      isRunning.current = false
    },
  })

  const [attempts, setAttempts] = useState(0)
  const [hasAttempted, setHasAttempted] = useState(false)
  const [wasCancelled, setWasCancelled] = useState(false)
  const [isDragging, setIsDragging] = useState(false)
  const summaryRef = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (attempts > 0) summaryRef.current?.focus()
  }, [attempts])

  const parentImageId = intake.original?.parentImageId

  const settingIssues = findIssues(request, { maxImages, option: model })
  const allIssues: FormIssue[] = intake.image
    ? settingIssues
    : [{ setting: 'image', message: 'There is no picture.' }, ...settingIssues]
  const issues = hasAttempted ? allIssues : []

  // A submit while the picture is still being read is a wish too: it is carried out as soon as the picture is there.
  const waitingForm = useRef<HTMLFormElement>(null)
  const { isPending: isReading, image: readImage, problem: refusal } = intake
  useEffect(() => {
    if (isReading) return
    const form = waitingForm.current
    waitingForm.current = null
    if (readImage && !refusal) form?.requestSubmit()
  }, [isReading, readImage, refusal])

  const submit = useEvent((event: FormEvent<HTMLFormElement>) => {
    const { image } = intake
    // The second of two submits in one tick has not been rendered yet, hence the ref.
    const isBusy = isRunning.current || variation.isPending
    if (!isBusy && intake.isPending && !event.isDefaultPrevented()) {
      event.preventDefault()
      waitingForm.current = event.currentTarget
      return
    }
    const isValid = image !== null && allIssues.length === 0
    if (!isBusy && isValid) options.onSubmit?.(event, request)
    const isVetoed = event.isDefaultPrevented()
    event.preventDefault()
    if (isBusy || isVetoed) return
    if (!isValid) {
      setHasAttempted(true)
      setAttempts((count) => count + 1)
      return
    }
    isRunning.current = true
    setHasAttempted(false)
    setWasCancelled(false)
    variation.mutate({ ...request, image: image.file, parentImageId })
  })

  const cancel = useEvent(() => {
    if (!isRunning.current) return
    isRunning.current = false
    variation.cancel()
    setWasCancelled(true)
    options.onCancel?.()
  })

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
    const adopt = <Name extends FormSetting>(name: Name) => set(name, reused[name])
    for (const name of Object.keys(defaultFormSettings) as FormSetting[]) {
      // A run without words takes none away.
      if (isListed(name) && (name !== 'prompt' || reused.prompt)) adopt(name)
    }
    if (!intake.image) take(run.source.blob ?? run.source.src)
  })
  const actions = useMemo(() => ({ vary, reuse, take }), [vary, reuse, take])
  useImperativeHandle(options.actionsRef, () => actions, [actions])

  const onFiles = (list: FileList | undefined | null) => {
    const file = list?.[0]
    if (file) take(file)
    return Boolean(file)
  }

  const id = useId()
  const idOf: UseImageVariationFormResult['idOf'] = (setting, part) =>
    [id, setting, part].filter(Boolean).join('-')
  const isPending = variation.isPending

  // The cancel button goes with its run; the focus would fall to the page.
  const cancelButton = useRef<HTMLButtonElement>(null)
  const formLeft = useRef<HTMLFormElement>(null)
  const cancelRef = useCallback((button: HTMLButtonElement | null) => {
    formLeft.current = button ? null : focusedForm(cancelButton.current)
    cancelButton.current = button
  }, [])
  useBrowserLayoutEffect(() => {
    if (isPending) return
    const form = formLeft.current ?? focusedForm(cancelButton.current)
    const find = (selector: string) => form?.querySelector<HTMLElement>(selector)
    ;(find('[data-part=error]') ?? find('[type=submit]'))?.focus()
  }, [isPending])

  const status = isPending
    ? 'pending'
    : variation.isSuccess
      ? 'success'
      : variation.isError
        ? 'error'
        : wasCancelled
          ? 'cancelled'
          : 'idle'

  return {
    status,
    settings,
    set,
    request,
    issues,
    models,
    model,
    isVisible: (name) =>
      isListed(name) &&
      !(name === 'model' && models.length === 1 && model) &&
      !(name === 'prompt' && model?.prompt === 'none') &&
      !(name === 'quality' && !request.prompt),
    maxImages,
    intake,
    requirements,
    problem: intake.problem === settledProblem ? null : intake.problem,
    isDragging,
    parentImageId,
    variation,
    cancel,
    actions,
    summaryRef,
    idOf,
    getFormProps: (props) =>
      mergeProps<ComponentPropsWithRef<'form'>>(
        {
          noValidate: true,
          onSubmit: submit,
          onPaste: (event: ClipboardEvent) => {
            if (onFiles(event.clipboardData.files)) event.preventDefault()
          },
        },
        props,
      ),
    getDropzoneProps: (props) =>
      mergeProps<ComponentPropsWithRef<'label'>>(
        {
          htmlFor: idOf('image'),
          onDragEnter: () => setIsDragging(true),
          onDragOver: (event: DragEvent) => {
            event.preventDefault()
            setIsDragging(true)
          },
          onDragLeave: (event: DragEvent) => {
            const entered = event.relatedTarget
            if (!(entered instanceof Node && event.currentTarget.contains(entered))) {
              setIsDragging(false)
            }
          },
          onDrop: (event: DragEvent) => {
            event.preventDefault()
            setIsDragging(false)
            if (onFiles(event.dataTransfer.files)) return
            const address = event.dataTransfer.getData('text/uri-list').split('\n')[0]?.trim()
            if (address) take(address)
          },
        },
        props,
      ),
    getFileInputProps: (props) =>
      mergeProps<ComponentPropsWithRef<'input'>>(
        {
          type: 'file',
          id: idOf('image'),
          accept: (options.requirements?.types ?? ['image/png', 'image/jpeg', 'image/webp']).join(),
          'aria-invalid': issues.some(({ setting }) => setting === 'image') || undefined,
          // So that the same file can be chosen again.
          onClick: (event: MouseEvent<HTMLInputElement>) => {
            event.currentTarget.value = ''
          },
          onChange: (event: ChangeEvent<HTMLInputElement>) => {
            onFiles(event.currentTarget.files)
          },
        },
        props,
      ),
    getControlProps: (setting, hasHint) => {
      const isInvalid = issues.some((issue) => issue.setting === setting)
      return {
        id: idOf(setting),
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
          type: 'submit',
          'aria-disabled': isPending || undefined,
          // A key that is held since it pressed "Cancel" is no wish.
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

const focusedForm = (button: HTMLButtonElement | null) =>
  button && button === document.activeElement ? button.form : null
