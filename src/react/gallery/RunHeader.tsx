import { useEffect, useId } from 'react'
import { startTimer } from '../../platform/timers.js'
import type { VariationRun } from '../image/VariationRun.js'
import { useObjectURL } from '../image/useObjectURL.js'
import { Icon, type IconName } from '../ui/Icon.js'
import { slot } from '../ui/slots.js'
import { useNow } from '../ui/useNow.js'
import { useGalleryContext } from './GalleryContext.js'
import { useKeptFocus } from './useKeptFocus.js'
import type { UseVariationGalleryResult } from './useVariationGallery.js'

export type RunHeaderProps = { run: VariationRun; gallery: UseVariationGalleryResult }

/** After this time a pending run says that it is still working. Milliseconds. */
const longRunMs = 20_000

/** What a run was made from and asked for, how it is doing, and what can be done with it. Root: `<header>`. */
export function RunHeader({ run, gallery }: RunHeaderProps) {
  const { labels, slotProps, events } = useGalleryContext()
  const { onReuse, onRemove, onCancel } = events
  const { status, source, request } = run
  const src = useObjectURL(source.thumbnail ?? source.blob) ?? source.src
  const parent = gallery.find(run.parentImageId)
  const titleId = useId()
  const title =
    request.prompt ||
    (source.name ? labels.gallery.variationsOf(source.name) : labels.gallery.title)
  return (
    <header {...slot(slotProps, 'run-header', {})}>
      {src && <img data-part="source" src={src} alt={labels.gallery.source(source.name)} />}
      <div data-part="run-title" id={titleId}>
        <strong data-part="run-prompt" dir="auto" title={request.prompt}>
          {title}
        </strong>
        <span data-part="run-facts">
          {status === 'pending' ? <PendingFacts run={run} /> : <Facts run={run} />}
        </span>
      </div>
      <div data-part="run-actions">
        {status === 'pending' && onCancel && (
          <CancelButton titleId={titleId} onClick={() => onCancel(run)} />
        )}
        {status !== 'pending' && parent && (
          <RunAction
            icon="arrow"
            name={labels.gallery.parent}
            titleId={titleId}
            onClick={() => gallery.open(parent.image.id)}
          />
        )}
        {status !== 'pending' && onReuse && (
          <RunAction
            icon="reuse"
            name={labels.gallery.reuse}
            titleId={titleId}
            onClick={() => onReuse(undefined, run)}
          />
        )}
        {status === 'success' && onRemove && (
          <RunAction
            icon="trash"
            name={labels.gallery.remove}
            titleId={titleId}
            onClick={() => {
              const items = gallery.itemsOf(run)
              if (items.length > 0) gallery.remove(items)
              else onRemove(undefined, run)
            }}
          />
        )}
      </div>
    </header>
  )
}

function PendingFacts({ run }: { run: VariationRun }) {
  const { gallery, formats, run: phases } = useGalleryContext().labels
  const now = useNow(1000)
  // The first date that a page formats takes long; what shows the images has enough to do without it.
  useEffect(() => startTimer(() => formats.dateTime(run.createdAt), 0), [formats, run.createdAt])
  const elapsedMs = now === undefined ? 0 : now - run.createdAt.getTime()
  const phase = run.progress?.phase
  const text =
    elapsedMs >= longRunMs
      ? gallery.stillWorking
      : phase === 'preparing' || phase === 'uploading'
        ? phases[phase]
        : gallery.pending(run.request.n ?? 1)
  return (
    <>
      <span data-part="clock" role="timer">
        {formats.clock(elapsedMs)}
      </span>
      <span>{text}</span>
    </>
  )
}

function Facts({ run }: { run: VariationRun }) {
  const { labels } = useGalleryContext()
  const { formats, gallery } = labels
  const now = useNow(60_000)
  const asked = run.request.n ?? 1
  const count = run.images.length
  const exact = formats.dateTime(run.createdAt)
  return (
    <>
      {run.request.model && <bdi>{run.request.model}</bdi>}
      {run.status !== 'error' && (
        <span>{count < asked ? gallery.runOf(count, asked) : gallery.run(count)}</span>
      )}
      {/* The server's time zone is not the visitor's. */}
      <time dateTime={run.createdAt.toISOString()} title={exact} suppressHydrationWarning>
        {now === undefined ? exact : formats.relative(run.createdAt, now)}
      </time>
      {run.cacheHit && <span>{gallery.cacheHit}</span>}
    </>
  )
}

type ActionProps = {
  /** Id of the element that says which run it is. */
  titleId: string
  onClick: () => void
}

function CancelButton({ titleId, onClick }: ActionProps) {
  const { labels } = useGalleryContext()
  const ref = useKeptFocus<HTMLButtonElement>()
  return (
    <button
      type="button"
      data-part="run-cancel"
      aria-describedby={titleId}
      ref={ref}
      onClick={onClick}
    >
      {labels.form.cancel}
    </button>
  )
}

function RunAction({
  icon,
  name,
  titleId,
  onClick,
}: ActionProps & { icon: IconName; name: string }) {
  return (
    <button
      type="button"
      data-part="action"
      title={name}
      aria-label={name}
      aria-describedby={titleId}
      onClick={onClick}
    >
      <Icon name={icon} />
    </button>
  )
}
