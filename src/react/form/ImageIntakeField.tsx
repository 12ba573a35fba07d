import { useState, type CSSProperties } from 'react'
import { imageTypes } from '../../contract/imageType.js'
import { defaultRequirements } from '../../image/findProblem.js'
import type { IntakeImage } from '../intake/useImageIntake.js'
import { ChunkError } from '../ui/ChunkError.js'
import { Icon } from '../ui/Icon.js'
import { slot } from '../ui/slots.js'
import { useChunk } from '../ui/useChunk.js'
import { useFormContext } from './FormContext.js'
import type { UseImageVariationFormResult } from './UseImageVariationFormResult.js'

/** Choose, drop or paste an image; see it, crop it, fix it, replace it. */
export function ImageIntakeField() {
  const { form, labels, slotProps, renderEmpty } = useFormContext()
  const { intake, idOf, isDragging } = form
  const { shown, original, isPending } = intake
  const [croppedFile, setCroppedFile] = useState<File>()
  // Another image in the meantime closes the crop.
  const isCropping = original !== null && croppedFile === original.file
  const { chunk, error, retry } = useChunk(() => import('./CropEditor.js'), isCropping)
  const state = isDragging
    ? 'dragging'
    : isPending
      ? 'pending'
      : intake.image
        ? 'chosen'
        : form.problem
          ? 'problem'
          : 'empty'
  const empty = shown ? undefined : renderEmpty?.(form)
  const isOpen = isCropping && chunk !== undefined
  return (
    <div {...slot(slotProps, 'intake', { 'data-state': state })}>
      <label
        {...form.getDropzoneProps(
          slot(slotProps, 'dropzone', { 'data-state': state, hidden: isOpen }),
        )}
      >
        <input
          {...form.getFileInputProps(
            slot(slotProps, 'file-input', {
              'aria-labelledby': idOf('image', 'label'),
              'aria-describedby': idOf('image', 'hint'),
            }),
          )}
        />
        {shown ? <Chosen image={shown} /> : empty === undefined ? <Invitation /> : empty}
        {isDragging && shown && (
          <span data-part="drop-overlay">
            <Icon name="image" />
            {labels.intake.dropToReplace}
          </span>
        )}
      </label>
      {shown && !isOpen && (
        <div data-part="image-actions">
          <button
            type="button"
            data-part="crop-button"
            disabled={isPending}
            onClick={() => setCroppedFile(original?.file)}
          >
            {labels.intake.crop}
          </button>
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
        </div>
      )}
      {isOpen && original && (
        <chunk.CropEditor image={original} onClose={() => setCroppedFile(undefined)} />
      )}
      {isCropping && error !== undefined && <ChunkError labels={labels.chunk} onRetry={retry} />}
      {!isOpen && <IntakeProblem />}
    </div>
  )
}

/** What the drop zone says while it is empty. */
function Invitation() {
  const { form, labels } = useFormContext()
  const { idOf, requirements, intake, isDragging } = form
  const { types, maxBytes, square } = { ...defaultRequirements, ...requirements }
  return (
    <>
      <Icon name="image" />
      <span data-part="title" id={idOf('image', 'label')}>
        {intake.isPending
          ? labels.intake.reading
          : isDragging
            ? labels.intake.dropToUse
            : labels.intake.title}
      </span>
      <span data-part="drop-hint">{labels.intake.drop}</span>
      <span data-part="hint" id={idOf('image', 'hint')}>
        {labels.intake.hint({
          types: typeNames(types),
          maxBytes: labels.formats.bytes(maxBytes),
          square,
        })}
      </span>
    </>
  )
}

/** The image and what is known about it. */
function Chosen({ image }: { image: IntakeImage }) {
  const { form, labels, slotProps, renderPreview } = useFormContext()
  const { idOf, problem } = form
  const { number, bytes } = labels.formats
  const { name, width, height, previewSrc } = image
  const custom = renderPreview?.(form)
  const ratio = { '--_riv-ratio': width / height } as CSSProperties
  return (
    <>
      {custom === undefined ? (
        <span data-part="preview-frame" style={ratio}>
          <img
            alt={name}
            {...slot(slotProps, 'preview', { src: previewSrc || undefined, width, height })}
          />
          {problem?.code === 'not_square' && (
            <span data-part="square" data-state={width > height ? 'landscape' : 'portrait'} />
          )}
        </span>
      ) : (
        custom
      )}
      <span data-part="caption">
        <span data-part="image-about">
          <span data-part="image-name" dir="auto">
            {name}
          </span>
          <span data-part="image-facts" id={idOf('image', 'hint')}>
            {labels.intake.dimensions(number(width), number(height))}
            {' · '}
            {bytes(image.bytes)}
            {form.parentImageId !== undefined && ` · ${labels.intake.fromVariation}`}
            {form.followers > 0 && ` · ${labels.intake.followers(form.followers)}`}
          </span>
        </span>
        <span data-part="replace" id={idOf('image', 'label')}>
          {labels.intake.replace}
        </span>
      </span>
    </>
  )
}

/** Why the last image was rejected, and the buttons that fix it. */
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
              {
                labels.fixes[
                  problem.code === 'animated' && name === 'convert' ? 'firstFrame' : name
                ]
              }
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

/** The pressed button goes; without this, the focus would fall to the page. */
function focusInput({ idOf }: UseImageVariationFormResult) {
  document.getElementById(idOf('image'))?.focus()
}

const names: { [type: string]: string } = {
  'image/png': 'PNG',
  'image/jpeg': 'JPEG',
  'image/webp': 'WebP',
}

function typeNames(types: readonly string[] = imageTypes): string {
  return types.map((type) => names[type] ?? type).join(', ')
}
