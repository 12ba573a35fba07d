import type { ReactNode } from 'react'
import { limits } from '../../contract/constants.js'
import { ChunkError } from '../ui/ChunkError.js'
import { Icon } from '../ui/Icon.js'
import { slot } from '../ui/slots.js'
import { useChunk } from '../ui/useChunk.js'
import { useFormContext } from './FormContext.js'
import type { UseImageVariationFormResult } from './useImageVariationForm.js'

export type ImageIntakeFieldProps = {
  renderPreview?: (form: UseImageVariationFormResult) => ReactNode
}

/** Choose, drop or paste a picture; see it, repair it, take another one. */
export function ImageIntakeField({ renderPreview }: ImageIntakeFieldProps) {
  const { form, labels, slotProps } = useFormContext()
  const { intake, idOf } = form
  const { image, original, isPending } = intake
  const isRepaired = image !== null && original !== null && image.file !== original.file
  const { chunk, error, retry } = useChunk(() => import('./CropFocus.js'), isRepaired)
  const state = form.isDragging
    ? 'dragging'
    : isPending
      ? 'pending'
      : image
        ? 'chosen'
        : form.problem
          ? 'problem'
          : 'empty'
  const { number, bytes } = labels.formats
  return (
    <div {...slot(slotProps, 'intake', { 'data-state': state })}>
      <label {...form.getDropzoneProps(slot(slotProps, 'dropzone', { 'data-state': state }))}>
        <input
          {...form.getFileInputProps(
            slot(slotProps, 'file-input', {
              'aria-labelledby': idOf('image', 'label'),
              'aria-describedby': idOf('image', 'hint'),
            }),
          )}
        />
        {image ? (
          <>
            {renderPreview?.(form) ?? (
              <img
                alt={image.name}
                {...slot(slotProps, 'preview', {
                  src: image.previewSrc,
                  width: image.width,
                  height: image.height,
                })}
              />
            )}
            <span data-part="caption">
              <span data-part="picture">
                <span data-part="picture-name" dir="auto">
                  {image.name}
                </span>
                <span data-part="picture-facts" id={idOf('image', 'hint')}>
                  {labels.intake.dimensions(number(image.width), number(image.height))}
                  {' · '}
                  {bytes(image.bytes)}
                  {form.parentImageId !== undefined && ` · ${labels.intake.fromVariation}`}
                </span>
              </span>
              <span data-part="replace" id={idOf('image', 'label')}>
                {labels.intake.replace}
              </span>
            </span>
          </>
        ) : (
          <>
            <Icon name="image" />
            <span data-part="title" id={idOf('image', 'label')}>
              {isPending ? labels.intake.reading : labels.intake.title}
            </span>
            <span data-part="drop-hint">{labels.intake.drop}</span>
            <span data-part="hint" id={idOf('image', 'hint')}>
              {labels.intake.hint({
                types: typeNames(form.requirements.types),
                maxBytes: bytes(form.requirements.maxBytes ?? limits.maxImageBytes),
                square: form.requirements.square ?? false,
              })}
            </span>
          </>
        )}
      </label>
      {image && (
        <button
          {...slot(slotProps, 'remove', {
            type: 'button' as const,
            'aria-label': labels.intake.remove,
            title: labels.intake.remove,
            onClick: () => {
              intake.clear()
              focusInput(form)
            },
          })}
        >
          <Icon name="close" />
        </button>
      )}
      {chunk && <chunk.CropFocus />}
      {error !== undefined && <ChunkError labels={labels.chunk} onRetry={retry} />}
      <IntakeProblem />
    </div>
  )
}

/** Why the last picture was refused, and the buttons that repair it. */
function IntakeProblem() {
  const { form, labels, slotProps } = useFormContext()
  const { problem } = form
  const { fix, isPending, canRevert, revert } = form.intake
  if (!problem) return null
  return (
    <div {...slot(slotProps, 'problem', { role: 'alert' })}>
      <Icon name="alert" />
      <p>{labels.problems[problem.code](problem)}</p>
      {(problem.fixes.length > 0 || canRevert) && (
        <div data-part="fixes">
          {problem.fixes.map((name) => (
            <button
              key={name}
              type="button"
              data-part="fix"
              disabled={isPending}
              onClick={() => {
                void fix(name)
                focusInput(form)
              }}
            >
              {labels.fixes[name]}
            </button>
          ))}
          {canRevert && (
            <button
              type="button"
              data-part="fix"
              onClick={() => {
                revert()
                focusInput(form)
              }}
            >
              {labels.intake.keepOther}
            </button>
          )}
        </div>
      )}
    </div>
  )
}

/** The button that was pressed goes; the focus would fall to the page. */
function focusInput({ idOf }: UseImageVariationFormResult) {
  document.getElementById(idOf('image'))?.focus()
}

const names: { [type: string]: string } = {
  'image/png': 'PNG',
  'image/jpeg': 'JPEG',
  'image/webp': 'WebP',
}

function typeNames(types: readonly string[] | undefined): string {
  return (types ?? Object.keys(names)).map((type) => names[type] ?? type).join(', ')
}
