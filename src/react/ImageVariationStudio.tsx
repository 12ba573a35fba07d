'use client'
import { forwardRef, useMemo, useRef, useState, type ComponentPropsWithoutRef } from 'react'
import type { ImageVariationSettings } from '../contract/request.js'
import { ImageVariationForm, type ImageVariationFormProps } from './form/ImageVariationForm.js'
import type { ImageVariationFormActions } from './form/useImageVariationForm.js'
import { VariationGallery, type VariationGalleryProps } from './gallery/VariationGallery.js'
import { useVariationHistory, type VariationHistory } from './history/useVariationHistory.js'
import type { VariationRun } from './image/VariationRun.js'
import type { PartialLabels } from './provider/labels.js'
import { mergeRefs } from './ui/mergeProps.js'
import { isBaseHandlerPrevented } from './ui/preventBaseHandler.js'

export type ImageVariationStudioProps = Omit<ComponentPropsWithoutRef<'div'>, 'children'> & {
  /** Props of the form. Callbacks and `actionsRef` are joined with the studio's own. */
  form?: ImageVariationFormProps
  /** Props of the gallery. Callbacks are joined with the studio's own. */
  gallery?: Omit<VariationGalleryProps, 'history' | 'runs' | 'images' | 'pending'>
  /** A history of your own. `persist`, `name` and `maxRuns` are then its options, not the studio's. */
  history?: VariationHistory
  /** Keep runs over reloads, in IndexedDB. @default false */
  persist?: boolean
  /** Name of the history; one for each user or project keeps them apart. @default 'image-variations' */
  name?: string
  /** The oldest runs go when there are more than this many. @default 100 */
  maxRuns?: number
  /** Labels that differ from the provider's or the built-in ones. */
  labels?: PartialLabels
}

/**
 * Form and gallery side by side, with a history between them: "More like this" goes back into the form, with its lineage.
 * Root: `<div>`.
 *
 * @example
 * <ImageVariationStudio persist form={{ models: ['openai/gpt-image-2'], defaultN: 4 }} />
 */
export const ImageVariationStudio = forwardRef<HTMLDivElement, ImageVariationStudioProps>(
  function ImageVariationStudio(props, ref) {
    const { form = {}, gallery, history, persist, name, maxRuns, labels, ...native } = props
    const ownHistory = useVariationHistory(history ? {} : { persist, name, maxRuns })
    const { add, ...shown } = history ?? ownHistory
    const [actions, setActions] = useState<ImageVariationFormActions | null>(null)
    const { actionsRef } = form
    const formActionsRef = useMemo(() => mergeRefs(setActions, actionsRef), [actionsRef])
    const element = useRef<HTMLFormElement>(null)
    const [pending, setPending] = useState<readonly VariationRun[]>([])

    const toForm = (type: 'file' | 'submit') =>
      element.current?.querySelector<HTMLElement>(`[type=${type}]`)?.focus()
    return (
      <div data-part="image-variation-studio" {...native} ref={ref}>
        <div data-part="studio">
          <ImageVariationForm
            labels={labels}
            {...form}
            ref={element}
            actionsRef={formActionsRef}
            onSubmit={(event, request) => {
              form.onSubmit?.(event, request)
              if (!isBaseHandlerPrevented(event)) setPending([pendingRun(request)])
            }}
            onResult={(run) => {
              setPending([])
              add(run)
              form.onResult?.(run)
            }}
            onShowResult={(run) => {
              const [first] = run.images
              document.querySelector<HTMLElement>(`[data-image-id="${first?.id}"]`)?.focus()
              form.onShowResult?.(run)
            }}
            onError={(error) => {
              setPending([])
              form.onError?.(error)
            }}
            onCancel={() => {
              setPending([])
              form.onCancel?.()
            }}
          />
          <VariationGallery
            labels={labels}
            {...gallery}
            history={shown}
            pending={pending}
            onVary={(image, run) => {
              actions?.vary(image, run)
              toForm('file')
              gallery?.onVary?.(image, run)
            }}
            onReuse={(image, run) => {
              actions?.reuse(run)
              toForm('submit')
              gallery?.onReuse?.(image, run)
            }}
          />
        </div>
      </div>
    )
  },
)

/** The place of a run that the form has just started. */
function pendingRun(request: ImageVariationSettings): VariationRun {
  return {
    id: 'pending',
    status: 'pending',
    images: [],
    request,
    source: { name: '', src: '' },
    createdAt: new Date(),
  }
}
