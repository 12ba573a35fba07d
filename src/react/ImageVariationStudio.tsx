'use client'
import { forwardRef, useRef, useState, type ComponentPropsWithoutRef } from 'react'
import type { VariationImage } from './image/VariationRun.js'
import { ImageVariationForm, type ImageVariationFormProps } from './form/ImageVariationForm.js'
import type { ImageVariationFormActions } from './form/useImageVariationForm.js'
import { VariationGallery, type VariationGalleryProps } from './gallery/VariationGallery.js'
import { useVariationHistory } from './history/useVariationHistory.js'
import type { PartialLabels } from './provider/labels.js'

export type ImageVariationStudioProps = Omit<ComponentPropsWithoutRef<'div'>, 'children'> & {
  /** Props of the form. */
  form?: ImageVariationFormProps
  /** Props of the gallery. */
  gallery?: Omit<VariationGalleryProps, 'runs' | 'images' | 'pending'>
  /** Keep runs over reloads, in IndexedDB. @default false */
  persist?: boolean
  /** Words that differ from the provider's or the built-in ones. */
  labels?: PartialLabels
}

/**
 * Form and gallery side by side, with a history between them: "vary this" goes back into the form, with its lineage. Root:
 * `<div>`.
 *
 * @example
 * <ImageVariationStudio persist form={{ models: ['openai/gpt-image-2'], defaultN: 4 }} />
 */
export const ImageVariationStudio = forwardRef<HTMLDivElement, ImageVariationStudioProps>(
  function ImageVariationStudio({ form = {}, gallery, persist, labels, ...native }, ref) {
    const history = useVariationHistory({ persist })
    const actions = useRef<ImageVariationFormActions>(null)
    const element = useRef<HTMLFormElement>(null)
    const [pending, setPending] = useState<number | null>(null)

    const toForm = (type: 'file' | 'submit') =>
      element.current?.querySelector<HTMLElement>(`[type=${type}]`)?.focus()
    return (
      <div data-part="image-variation-studio" {...native} ref={ref}>
        <div data-part="studio">
          <ImageVariationForm
            labels={labels}
            {...form}
            ref={element}
            actionsRef={actions}
            onSubmit={(event, request) => {
              form.onSubmit?.(event, request)
              if (!event.isDefaultPrevented()) setPending(request.n ?? 1)
            }}
            onResult={(run) => {
              setPending(null)
              history.add(run)
              form.onResult?.(run)
            }}
            onError={(error) => {
              setPending(null)
              form.onError?.(error)
            }}
            onCancel={() => {
              setPending(null)
              form.onCancel?.()
            }}
          />
          <VariationGallery
            labels={labels}
            onRemove={history.remove}
            onUndo={history.canUndo ? history.undo : undefined}
            {...gallery}
            runs={history.runs}
            pending={pending}
            onVary={(image: VariationImage, run) => {
              actions.current?.vary(image, run)
              toForm('file')
              gallery?.onVary?.(image, run)
            }}
            onReuse={(run) => {
              actions.current?.reuse(run)
              toForm('submit')
              gallery?.onReuse?.(run)
            }}
          />
        </div>
      </div>
    )
  },
)
