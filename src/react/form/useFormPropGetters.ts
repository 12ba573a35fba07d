import {
  useId,
  type ChangeEvent,
  type ClipboardEvent,
  type ComponentPropsWithRef,
  type KeyboardEvent,
  type MouseEvent,
  type RefObject,
  type SyntheticEvent,
} from 'react'
import { imageTypes } from '../../contract/imageType.js'
import { mergeProps } from '../ui/mergeProps.js'
import { useKeptFocus } from '../ui/useKeptFocus.js'
import type { FormIssue, FormSetting } from './formSettings.js'
import { useDropzone } from './useDropzone.js'
import type { UseImageVariationFormResult } from './UseImageVariationFormResult.js'

export type UseFormPropGettersOptions = {
  element: 'form' | 'div'
  issues: readonly FormIssue[]
  isDisabled: boolean
  isFixed: (setting: FormSetting) => boolean
  /** The last run is under way. */
  isPending: boolean
  /** Nothing can be sent now. */
  isFull: boolean
  /** Types of images that can be sent. @default those of the router */
  types: readonly string[] | undefined
  /** HEIC can be decoded. */
  canDecode: boolean
  submitRef: RefObject<HTMLButtonElement | null>
  take: (origin: File | string) => void
  submit: (event: SyntheticEvent<HTMLElement>) => void
  cancel: () => void
}

type Getters = Pick<
  UseImageVariationFormResult,
  | 'idOf'
  | 'isDragging'
  | 'getFormProps'
  | 'getDropzoneProps'
  | 'getFileInputProps'
  | 'getControlProps'
  | 'getSubmitProps'
  | 'getCancelProps'
>

/** What ties the elements of a form to its state: ids, handlers, what is disabled or invalid. */
export function useFormPropGetters(options: UseFormPropGettersOptions): Getters {
  const { element, issues, isDisabled, isPending, isFull, submitRef, take, submit } = options
  const id = useId()
  const idOf: Getters['idOf'] = (setting, part) => [id, setting, part].filter(Boolean).join('-')
  const dropzone = useDropzone({ isDisabled, onDrop: take })
  const cancelRef = useKeptFocus<HTMLButtonElement>(
    () => () => focusAfterRun(submitRef.current),
    isPending,
  )
  const takeFirst = (list: FileList | null) => {
    const file = list?.[0]
    if (file) take(file)
    return Boolean(file)
  }
  return {
    idOf,
    isDragging: dropzone.isDragging,
    getFormProps: (props) =>
      mergeProps<ComponentPropsWithRef<'form'>>(
        {
          ...(element === 'form'
            ? { noValidate: true, onSubmit: submit }
            : {
                onKeyDown: (event: KeyboardEvent<HTMLElement>) => {
                  if (isEnterInField(event)) submit(event)
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
          accept: acceptedTypes(options.types, options.canDecode),
          disabled: isDisabled || undefined,
          'aria-invalid': issues.some(({ setting }) => setting === 'image') || undefined,
          onClick: ({ currentTarget: input }: MouseEvent<HTMLInputElement>) => {
            // So that the same file can be chosen again.
            input.value = ''
            if (/Android(?!.*Firefox)/.test(navigator.userAgent) && !input.accept.endsWith(camera))
              input.accept += camera
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
        disabled: isDisabled || options.isFixed(setting) || undefined,
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
          'aria-disabled': isFull || undefined,
          ...(element === 'form'
            ? { type: 'submit' as const }
            : { type: 'button' as const, onClick: submit }),
          // Ignore key repeat after Cancel.
          onKeyDown: (event: KeyboardEvent) => {
            if (event.repeat) event.preventDefault()
          },
        },
        props,
      ),
    getCancelProps: (props) =>
      mergeProps<ComponentPropsWithRef<'button'>>(
        { type: 'button', hidden: !isPending, ref: cancelRef, onClick: () => options.cancel() },
        props,
      ),
  }
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

/** Chrome on Android 14 and later leaves the camera out where only images are accepted: https://crbug.com/40937303 */
const camera = ',android/allowCamera'

function acceptedTypes(types: readonly string[] = imageTypes, isDecoding: boolean): string {
  return [...types, ...(isDecoding ? ['image/heic', 'image/heif', '.heic', '.heif'] : [])].join()
}
