'use client'
import {
  forwardRef,
  memo,
  useDeferredValue,
  useEffect,
  useMemo,
  useRef,
  useState,
  type ComponentPropsWithoutRef,
  type ForwardRefExoticComponent,
  type RefAttributes,
} from 'react'
import { ImageVariationForm, type ImageVariationFormProps } from './form/ImageVariationForm.js'
import type { ImageVariationFormActions } from './form/UseImageVariationFormOptions.js'
import { useFavorites } from './gallery/useFavorites.js'
import { VariationGallery, type VariationGalleryProps } from './gallery/VariationGallery.js'
import { useVariationHistory, type VariationHistory } from './history/useVariationHistory.js'
import type { VariationRun } from './image/VariationRun.js'
import type { PartialLabels } from './provider/labels.js'
import { mergeRefs } from './ui/mergeProps.js'
import { useEvent } from './ui/useEvent.js'

/** Props of {@link ImageVariationStudio}, and those of a `<div>`. */
export type ImageVariationStudioProps = Omit<ComponentPropsWithoutRef<'div'>, 'children'> & {
  /** Props of the form. Callbacks and `actionsRef` are joined with the studio's own. */
  form?: Omit<ImageVariationFormProps, 'history'>
  /** Props of the gallery. Callbacks are joined with the studio's own. */
  gallery?: Omit<
    VariationGalleryProps,
    'history' | 'runs' | 'images' | 'pending' | 'defaultFavoriteIds'
  >
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

/** A new run in the history is not the form's. */
const Form = memo(ImageVariationForm)

/**
 * Form and gallery side by side, with a history between them: "More like this" goes back into the form, with its lineage.
 * Root: `<div>`.
 *
 * @example
 * <ImageVariationStudio persist form={{ models: ['openai/gpt-image-2'], defaultN: 4 }} />
 */
export const ImageVariationStudio: ForwardRefExoticComponent<
  ImageVariationStudioProps & RefAttributes<HTMLDivElement>
> = forwardRef<HTMLDivElement, ImageVariationStudioProps>(
  function ImageVariationStudio(props, ref) {
    const { form = {}, gallery, history, persist, name, maxRuns, labels, ...native } = props
    const { client, endpoint, actionsRef } = form
    const ownHistory = useVariationHistory(
      history ? {} : { persist, name, maxRuns, client, endpoint },
    )
    const shown = history ?? ownHistory
    const [actions, setActions] = useState<ImageVariationFormActions | null>(null)
    const formActionsRef = useMemo(() => mergeRefs(setActions, actionsRef), [actionsRef])
    const element = useRef<HTMLFormElement>(null)
    const [favoriteIds, setFavoriteIds] = useFavorites(shown.name, persist ?? false)

    // Where the gallery is below the form, its new run comes into view.
    const [newestId, setNewestId] = useState<string>()
    // The gallery draws it as much later.
    const startedId = useDeferredValue(newestId)
    const { track } = shown
    const tracker = useMemo(
      (): Pick<VariationHistory, 'track'> => ({
        track: (run, controls) => {
          setNewestId(run.id)
          return track(run, controls)
        },
      }),
      [track],
    )
    useEffect(() => {
      if (startedId === undefined) return undefined
      // In the frame that lays it out anyway.
      const frame = requestAnimationFrame(() => showRun(element.current, startedId))
      return () => cancelAnimationFrame(frame)
    }, [startedId])

    const showResult = useEvent((run: VariationRun) => {
      const [first] = run.images
      document.querySelector<HTMLElement>(`[data-image-id="${first?.id}"]`)?.focus()
      form.onShowResult?.(run)
    })
    const toForm = (type: 'file' | 'submit') =>
      element.current?.querySelector<HTMLElement>(`[type=${type}]`)?.focus()
    return (
      <div data-part="image-variation-studio" {...native} ref={ref}>
        <div data-part="studio">
          <Form
            labels={labels}
            {...form}
            history={tracker}
            ref={element}
            actionsRef={formActionsRef}
            onShowResult={showResult}
          />
          <VariationGallery
            labels={labels}
            favoriteIds={favoriteIds}
            {...gallery}
            history={shown}
            onFavoriteIdsChange={(ids) => {
              setFavoriteIds(ids)
              gallery?.onFavoriteIdsChange?.(ids)
            }}
            onVary={(image, run, others) => {
              actions?.vary(image, run, others)
              toForm('file')
              gallery?.onVary?.(image, run, others)
            }}
            onReuse={(image, run) => {
              actions?.reuse(run)
              const parent = shown.findImage(run.parentImageId ?? '')
              const { blob, name: fileName, src } = run.source
              if (parent) actions?.vary(parent.image, parent.run)
              else if (blob) actions?.take(new File([blob], fileName, { type: blob.type }))
              else if (src) actions?.take(src)
              toForm('submit')
              gallery?.onReuse?.(image, run)
            }}
          />
        </div>
      </div>
    )
  },
)

function showRun(form: HTMLElement | null, id: string) {
  const runs = form?.parentElement?.querySelectorAll<HTMLElement>('[data-run-id]') ?? []
  const run = [...runs].find(({ dataset }) => dataset['runId'] === id)
  if (!form || !run) return
  if (run.getBoundingClientRect().top <= form.getBoundingClientRect().bottom) return
  const isCalm = matchMedia('(prefers-reduced-motion: reduce)').matches
  run.scrollIntoView({ block: 'nearest', behavior: isCalm ? 'auto' : 'smooth' })
}
