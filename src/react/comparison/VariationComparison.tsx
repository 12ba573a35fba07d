'use client'
import {
  forwardRef,
  useRef,
  useState,
  type ComponentPropsWithoutRef,
  type ForwardRefExoticComponent,
  type RefAttributes,
} from 'react'
import { VariationGallery } from '../gallery/VariationGallery.js'
import { useObjectURL } from '../image/useObjectURL.js'
import type { VariationRun, VariationSource } from '../image/VariationRun.js'
import { useImageVariationContext } from '../provider/ImageVariationProvider.js'
import type { Labels, PartialLabels } from '../provider/labels.js'
import { mergeDefaults, type VariationDefaults } from '../provider/mergeDefaults.js'
import { useLabels } from '../provider/useLabels.js'
import {
  useVariationComparison,
  type UseVariationComparisonOptions,
  type VariationComparisonEntry,
} from '../run/useVariationComparison.js'

/** A model to compare, and what the page knows about it. */
export type ComparedModel = {
  /** Its id, such as `openai/gpt-image-2`. */
  id: string
  /** Its name for visitors. @default the id */
  label?: string
  /** What one image costs. */
  pricePerImage?: number
}

/** Props of {@link VariationComparison}. */
export type VariationComparisonProps = UseVariationComparisonOptions &
  Omit<ComponentPropsWithoutRef<'section'>, keyof UseVariationComparisonOptions | 'children'> & {
    /** The image that goes through every model. Without one the button is disabled. */
    image?: Blob
    /** The models, in the order of the columns. */
    models: readonly (string | ComparedModel)[]
    /** Settings that are the same for all models, such as `prompt` and `n`. */
    settings?: Omit<VariationDefaults, 'model'>
    /** Currency of `pricePerImage`, ISO 4217. @default 'USD' */
    currency?: string
    /** Labels that differ from the provider's or the built-in ones. */
    labels?: PartialLabels
  }

/**
 * One image through several models side by side, each with its own progress, price, error and retry. Nothing is sent before
 * the visitor presses the button. Root: `<section>`.
 *
 * @example
 * <VariationComparison image={file} models={['openai/gpt-image-2', 'acme/paint-1']} settings={{ prompt: 'As a watercolor' }} />
 */
export const VariationComparison: ForwardRefExoticComponent<
  VariationComparisonProps & RefAttributes<HTMLElement>
> = forwardRef<HTMLElement, VariationComparisonProps>(function VariationComparison(props, ref) {
  const {
    image,
    models,
    settings,
    currency = 'USD',
    labels: ownLabels,
    client,
    endpoint,
    defaults,
    prepare,
    history,
    concurrency,
    onSuccess,
    onError,
    ...native
  } = props
  const labels = useLabels(ownLabels)
  const { entries, isPending, compare, cancel, retry } = useVariationComparison({
    client,
    endpoint,
    defaults,
    prepare,
    history,
    concurrency,
    onSuccess,
    onError,
  })
  const known = models.map((model) => (typeof model === 'string' ? { id: model } : model))
  const outer = useImageVariationContext()
  const shared = mergeDefaults(outer.defaults, defaults, settings) as VariationDefaults
  const count = shared.n ?? 1
  const priceOf = (id: string): number | undefined => {
    const price = known.find((model) => model.id === id)?.pricePerImage
    return price === undefined ? undefined : price * count
  }
  const prices = known.map(({ id }) => priceOf(id))
  const total = prices.every((price) => price !== undefined)
    ? prices.reduce((sum, price) => sum + price, 0)
    : undefined
  const format = (price: number) => labels.form.price(labels.formats.money(price, currency))
  const src = useObjectURL(image)
  const [size, setSize] = useState<{ src: string | undefined; width: number; height: number }>()
  const source: VariationSource = {
    name: image instanceof File ? image.name : '',
    src: src ?? '',
    blob: image,
    ...(size && size.src === src && { width: size.width, height: size.height }),
  }
  const startRef = useRef<HTMLButtonElement>(null)
  const start = () => {
    if (image) compare({ ...settings, image, models: known.map(({ id }) => id) })
  }
  return (
    <section
      data-part="variation-comparison"
      data-state={isPending ? 'pending' : undefined}
      aria-label={labels.comparison.title}
      {...native}
      ref={ref}
    >
      <div data-part="comparison-bar">
        {src && (
          <img
            data-part="comparison-source"
            src={src}
            alt={labels.gallery.source(source.name)}
            onLoad={({ currentTarget: { naturalWidth: width, naturalHeight: height } }) =>
              setSize({ src, width, height })
            }
          />
        )}
        <button
          type="button"
          data-part="compare-models"
          ref={startRef}
          disabled={!image || known.length === 0}
          aria-disabled={isPending || undefined}
          onClick={isPending ? undefined : start}
        >
          {labels.comparison.start(known.length)}
          {total !== undefined && <span data-part="price">{format(total)}</span>}
        </button>
        {isPending && (
          <button
            type="button"
            data-part="run-cancel"
            onClick={() => {
              // This button goes.
              startRef.current?.focus()
              cancel()
            }}
          >
            {labels.form.cancel}
          </button>
        )}
      </div>
      <div data-part="comparison-models">
        {entries.map((entry) => {
          const price = priceOf(entry.model)
          const priceText = price === undefined ? undefined : format(price)
          const name = known.find(({ id }) => id === entry.model)?.label ?? entry.model
          return (
            <article key={entry.model} data-part="comparison-model" data-state={entry.status}>
              <header data-part="comparison-header">
                <strong>{name}</strong>
                {priceText !== undefined && <span data-part="price">{priceText}</span>}
              </header>
              {entry.status === 'queued' || entry.status === 'idle' ? (
                <p data-part="comparison-note">
                  {entry.status === 'queued'
                    ? labels.comparison.queued
                    : labels.comparison.cancelled}
                  {entry.status === 'idle' && (
                    <button type="button" data-part="action" onClick={() => retry(entry.model)}>
                      {labels.gallery.retry}
                    </button>
                  )}
                </p>
              ) : (
                <ModelRun
                  // Another attempt has a clock of its own.
                  key={entry.runId}
                  entry={entry}
                  name={name}
                  source={source}
                  settings={shared}
                  labels={
                    entry.error?.outcomeUnknown
                      ? withRetry(labels, labels.error.retryUnknown(priceText))
                      : ownLabels
                  }
                  onCancel={() => cancel(entry.model)}
                  onRetry={() => retry(entry.model)}
                />
              )}
            </article>
          )
        })}
      </div>
    </section>
  )
})

/** Another attempt is another run, which may be billed again: the button says so. */
function withRetry(labels: Labels, retry: string): Labels {
  return { ...labels, gallery: { ...labels.gallery, retry } }
}

type ModelRunProps = {
  entry: VariationComparisonEntry
  /** Tells the galleries of several models apart. */
  name: string
  source: VariationSource
  settings: VariationDefaults
  labels: PartialLabels | undefined
  onCancel: () => void
  onRetry: () => void
}

/** The run of one model, as a gallery shows it. */
function ModelRun({ entry, name, source, settings, labels, onCancel, onRetry }: ModelRunProps) {
  const [startedAt] = useState(() => new Date())
  const { model, runId = model, status, run, images, error, progress } = entry
  const { prompt, n, size } = settings
  const underWay: VariationRun = {
    id: runId,
    status: status === 'error' ? 'error' : 'pending',
    images,
    request: { model, n: n ?? 1, size: size ?? undefined, prompt: prompt ?? undefined },
    source,
    createdAt: startedAt,
    progress,
    error: error ?? undefined,
  }
  return (
    <VariationGallery
      aria-label={name}
      labels={labels}
      runs={run ? [run] : []}
      pending={run ? [] : [underWay]}
      selectable={false}
      onCancel={onCancel}
      onRetry={onRetry}
    />
  )
}
