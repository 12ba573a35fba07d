import { useId, type ComponentProps } from 'react'
import type { VariationRun } from '../image/VariationRun.js'
import { Icon } from '../ui/Icon.js'
import { slot } from '../ui/slots.js'
import { useObjectURL } from '../image/useObjectURL.js'
import { GalleryCell } from './GalleryCell.js'
import { useGalleryContext } from './GalleryContext.js'
import { useKeptFocus } from './useKeptFocus.js'
import type { GalleryItem, UseVariationGalleryResult } from './useVariationGallery.js'

export type RunSectionProps = {
  /** Absent for plain images. */
  run?: VariationRun
  items: readonly GalleryItem[]
  gallery: UseVariationGalleryResult
}

/** Above this many pictures only those near the viewport are drawn. */
const windowedAbove = 300

/** A run: what it was made from, what can be done with it, and its pictures. */
export function RunSection({ run, items, gallery }: RunSectionProps) {
  const { slotProps } = useGalleryContext()
  const ref = useKeptFocus<HTMLElement>()
  return (
    <section {...slot(slotProps, 'run', { 'data-run-id': run?.id, ref })}>
      {run && <RunHeader run={run} gallery={gallery} />}
      <ul {...slot(slotProps, 'grid', { role: 'list' })}>
        {items.map((item) => (
          <GalleryCell
            key={item.image.id}
            item={item}
            total={items.length}
            isWindowed={gallery.items.length > windowedAbove}
            isActive={item.image.id === gallery.activeId}
            isSelecting={gallery.isSelecting}
            isSelected={gallery.selectedIds.has(item.image.id)}
            getItemProps={gallery.getItemProps}
          />
        ))}
      </ul>
    </section>
  )
}

function RunHeader({ run, gallery }: { run: VariationRun; gallery: UseVariationGalleryResult }) {
  const { labels, slotProps, events } = useGalleryContext()
  const { onReuse, onRemove } = events
  const src = useObjectURL(run.source.thumbnail ?? run.source.blob) ?? run.source.src
  const parent = gallery.find(run.parentImageId)
  const asked = run.request.n ?? 1
  const titleId = useId()
  return (
    <header {...slot(slotProps, 'run-header', {})}>
      {src && <img data-part="source" src={src} alt={labels.gallery.source(run.source.name)} />}
      <div data-part="run-title" id={titleId}>
        <strong>
          {run.images.length < asked
            ? labels.run.partial(run.images.length, asked)
            : labels.gallery.run(run.images.length)}
        </strong>
        <span data-part="run-facts">
          <bdi>{run.request.model}</bdi>
          {' · '}
          {/* The server's time zone is not the visitor's. */}
          <time dateTime={run.createdAt.toISOString()} suppressHydrationWarning>
            {labels.formats.dateTime(run.createdAt)}
          </time>
          {run.cacheHit && ` · ${labels.gallery.cacheHit}`}
        </span>
      </div>
      <div data-part="run-actions">
        {parent && (
          <RunAction
            icon="arrow"
            name={labels.gallery.parent}
            titleId={titleId}
            onClick={() => gallery.open(parent.image.id)}
          />
        )}
        {onReuse && (
          <RunAction
            icon="reuse"
            name={labels.gallery.reuse}
            titleId={titleId}
            onClick={() => onReuse(run)}
          />
        )}
        {onRemove && (
          <RunAction
            icon="trash"
            name={labels.gallery.remove}
            titleId={titleId}
            onClick={() => onRemove(run.id)}
          />
        )}
      </div>
    </header>
  )
}

type RunActionProps = {
  icon: ComponentProps<typeof Icon>['name']
  name: string
  /** Of the element that says which run it is. */
  titleId: string
  onClick: () => void
}

function RunAction({ icon, name, titleId, onClick }: RunActionProps) {
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
