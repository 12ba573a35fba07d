'use client'
import { useImperativeHandle, useMemo, useRef, useState, type SyntheticEvent } from 'react'
import { isVariationError } from '../../client/errors.js'
import { defaultEndpoint, limits } from '../../contract/constants.js'
import type { VariationRun, VariationSource } from '../image/VariationRun.js'
import type { ImageIntake, IntakeImage } from '../intake/useImageIntake.js'
import { useImageVariationContext } from '../provider/ImageVariationProvider.js'
import type { VariationDefaults } from '../provider/mergeDefaults.js'
import { useBrowserLayoutEffect } from '../ui/useBrowserLayoutEffect.js'
import { useChunk } from '../ui/useChunk.js'
import { useEvent } from '../ui/useEvent.js'
import {
  defaultFormSettings,
  formSettingNames,
  requestToSettings,
  settingGroups,
  settingsToRequest,
  type FormIssue,
  type FormSetting,
} from './formSettings.js'
import { useFormImage } from './useFormImage.js'
import { useFormPropGetters } from './useFormPropGetters.js'
import { useFormRuns } from './useFormRuns.js'
import { useFormSettings } from './useFormSettings.js'
import type { UseImageVariationFormOptions } from './UseImageVariationFormOptions.js'
import type { UseImageVariationFormResult } from './UseImageVariationFormResult.js'
import { useModels } from './useModels.js'
import { useSubmit } from './useSubmit.js'

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
    client: client ?? (endpoint === undefined ? context.client : undefined),
    endpoint: endpoint ?? context.endpoint ?? defaultEndpoint,
  })
  const { settings, initial, set, change, isFixed } = useFormSettings(options, {
    model: models[0]?.id ?? '',
    ...base,
  })
  const model = models.find(({ id }) => id === settings.model)
  const request = settingsToRequest(settings, model, context.defaults.orq)

  const image = useFormImage({
    requirements: options.requirements,
    decode: options.decode,
    model: settings.model,
    isSquare: model?.square,
  })
  const { intake, vary } = image
  const runs = useFormRuns({
    client,
    endpoint,
    history: options.history,
    prepare: options.prepare,
    keepOnUnmount: options.keepOnUnmount,
    concurrency: options.concurrency ?? 3,
    onSuccess: (run) => {
      image.settleProblem()
      options.onResult?.(run)
    },
    onError: (error, failed) => {
      image.explain(error, failed.model)
      options.onError?.(error)
    },
    onCancel: () => {
      sending.cancel()
      options.onCancel?.()
    },
    onSettled: () => sending.settle(),
  })
  const { variation, failure, cancel } = runs

  // The schemas are loaded with the first image, or the first attempt to send.
  const [isAttempted, setIsAttempted] = useState(false)
  const validation = useChunk(
    () => import('./findIssues.js'),
    isAttempted || intake.original !== null,
  )
  const findAllIssues = (): FormIssue[] => [
    ...(intake.image ? [] : [imageIssue(intake)]),
    ...(validation.chunk?.findIssues(request, maxImages) ?? []),
  ]

  const sending = useSubmit({
    isReady: !intake.isPending && !modelList.isLoading && validation.chunk !== undefined,
    isReading: intake.isPending,
    isBlocked: image.readError !== null || intake.problem !== null,
    isDisabled,
    isFull: runs.isFull,
    isValid: () => findAllIssues().length === 0,
    onSubmit: (event) => options.onSubmit?.(event, request),
    send: () => {
      const { image: chosen, original } = intake
      if (!chosen) return
      runs.send({
        // What the visitor has cleared does not come back from the provider.
        ...leaveOut(context.defaults),
        ...request,
        image: chosen.file,
        parentImageId: original?.parentImageId,
        source: sourceOf(chosen),
      })
      image.takeNext()
    },
  })
  const submitForm = useEvent((event: SyntheticEvent<HTMLElement>) => {
    if (!validation.chunk) setIsAttempted(true)
    if (validation.error !== undefined) validation.retry()
    sending.submit(event)
  })
  const issues = sending.hasAttempted ? findAllIssues() : []
  const summaryRef = useRef<HTMLDivElement>(null)
  useBrowserLayoutEffect(() => {
    if (sending.failures > 0) summaryRef.current?.focus()
  }, [sending.failures])

  const submitRef = useRef<HTMLButtonElement>(null)
  const submit = useEvent(() => submitRef.current?.click())
  const take = useEvent((source: File | Blob | HTMLCanvasElement | string) => {
    void intake.take(source)
  })
  // The form may show another request by now.
  const failedRequest =
    failure &&
    (failure.request.image !== intake.image?.file ||
      (failure.request.prompt ?? undefined) !== request.prompt)
      ? failure.request
      : null
  const retry = useEvent(() => {
    // What was pressed goes with the error.
    submitRef.current?.focus()
    if (image.readError) image.readAgain()
    else if (!failedRequest) submit()
    else if (!runs.isFull) runs.send(failedRequest)
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

  const loadError = isVariationError(validation.error) ? validation.error : null
  const error = image.readError ?? failure?.error ?? loadError
  const isVisible = (name: FormSetting) =>
    isListed(name) &&
    !(name === 'model' && (hasFixedModel || (models.length === 1 && model))) &&
    !(name === 'prompt' && model?.prompt === 'none')
  const listed = controls === 'all' ? formSettingNames : controls

  const isPending = variation.isPending
  const isFull = runs.isFull || sending.isHeld || (sending.waiting !== null && !loadError)
  const getters = useFormPropGetters({
    element,
    issues,
    isDisabled,
    isFixed,
    isPending,
    isFull,
    types: options.requirements?.types,
    canDecode: options.decode !== undefined,
    submitRef,
    take,
    submit: submitForm,
    cancel,
  })

  return {
    ...getters,
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
    requirements: image.requirements,
    problem: image.problem,
    parentImageId: intake.original?.parentImageId,
    followers: image.followers,
    variation,
    pending: variation.pending,
    isFull,
    error: image.isExplained(error) ? null : error,
    failedRequest,
    submit,
    retry,
    cancel,
    actions,
    summaryRef,
  }
}

/** There is no image, or one that has to be fixed first. */
function imageIssue({ original }: ImageIntake): FormIssue {
  return original
    ? { setting: 'image', label: 'imageProblem', message: 'The image has a problem.' }
    : { setting: 'image', label: 'image', message: 'There is no image.' }
}

/** Says of every default that it does not hold. */
function leaveOut(defaults: VariationDefaults): Record<string, null> {
  return Object.fromEntries(Object.keys(defaults).map((name) => [name, null]))
}

/** What is known of the image goes along, so that nobody reads it again. */
function sourceOf(image: IntakeImage): VariationSource {
  const { name, file: blob, mimeType, width, height, thumbnail } = image
  return { name, src: '', blob, mimeType, width, height, thumbnail }
}
