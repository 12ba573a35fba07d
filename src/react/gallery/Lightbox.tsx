import { useRef, useState, type CSSProperties, type KeyboardEvent } from 'react'
import { fileNameOf } from '../image/fileNameOf.js'
import { useObjectURL } from '../image/useObjectURL.js'
import type { VariationSource } from '../image/VariationRun.js'
import { Icon } from '../ui/Icon.js'
import { slot } from '../ui/slots.js'
import { useBrowserLayoutEffect } from '../ui/useBrowserLayoutEffect.js'
import { Action } from './Action.js'
import { CompareSlider } from './CompareSlider.js'
import { canCopy, canShare, copyImage, shareImage } from './exportImage.js'
import { useGalleryContext } from './GalleryContext.js'
import { RunDetails } from './RunDetails.js'
import { Thumbnails } from './Thumbnails.js'
import { useZoom } from './useZoom.js'
import type { GalleryItem, UseVariationGalleryResult } from './useVariationGallery.js'

export type LightboxProps = {
  /** The opened image. */
  item: GalleryItem
  /** The state of the gallery. */
  gallery: UseVariationGalleryResult
}

/** An arrow key moves an enlarged image by this much. Pixels. */
const panPixels = 80

/** One image, large: move on, zoom, compare with the original, save or remove it. Root: `<dialog>`. */
export function Lightbox({ item, gallery }: LightboxProps) {
  const { labels, slotProps } = useGalleryContext()
  const { image, run, source } = item
  const { lightbox, gallery: sentences } = labels
  const src = useObjectURL(image.blob) ?? image.src
  const own = source ?? run?.source
  const first = firstSourceOf(item, gallery)
  const [lastCompared, setCompared] = useState<'own' | 'first'>()
  const compared = lastCompared === 'first' && !first ? 'own' : lastCompared
  const original = compared === 'first' ? first : own
  const originalSrc = useObjectURL(original?.blob) ?? original?.src
  const [showsDetails, setShowsDetails] = useState(false)
  const [showsMore, setShowsMore] = useState(false)
  const { problem } = image
  const canCompare = !problem && Boolean(own?.blob ?? own?.src)
  const view = compared && canCompare && originalSrc ? 'compare' : 'fit'
  const zoom = useZoom({
    id: image.id,
    isEnabled: view === 'fit' && !problem,
    onSwipe: (direction) => {
      const isReversed = Boolean(document.querySelector('dialog[open]:dir(rtl)'))
      gallery.move(direction < 0 === isReversed ? 'previous' : 'next')
    },
    onDismiss: gallery.close,
  })
  const state = zoom.isZoomed && view === 'fit' ? 'zoom' : view
  const siblings = gallery.itemsOf(run)
  const name = sentences.image(siblings.indexOf(item) + 1, siblings.length, source?.name ?? '')
  const bar = useRef<HTMLElement>(null)
  useBrowserLayoutEffect(() => {
    // What had the focus is gone. The keys would go to the page.
    if (document.activeElement === document.body) bar.current?.closest('dialog')?.focus()
  })
  const { width = 1, height = 1 } = image
  const style: CSSProperties & { [name: `--_riv-${string}`]: number } = {
    '--_riv-ratio': width / height,
    // An unknown width limits nothing.
    '--_riv-width': image.width ?? 10_000,
  }

  const compareWith = (which: 'own' | 'first') => ({
    isPressed: view === 'compare' && compared === which,
    onClick: () => {
      zoom.reset()
      setCompared(compared === which ? undefined : which)
    },
  })
  const onStageKeyDown = (event: KeyboardEvent) => {
    const [x, y] = panKeys[event.key] ?? []
    if (x === undefined || y === undefined) return
    // The arrows pan here, and move on elsewhere in the dialog.
    event.preventDefault()
    event.stopPropagation()
    zoom.pan(x * panPixels, y * panPixels)
  }

  return (
    <dialog
      {...gallery.getDialogProps(
        slot(slotProps, 'lightbox', {
          'data-state': state,
          'data-details': showsDetails || undefined,
          'aria-label': lightbox.title,
        }),
      )}
    >
      <header data-part="lightbox-bar" ref={bar}>
        <output data-part="position">
          {lightbox.position(gallery.openedIndex + 1, gallery.items.length)}
        </output>
        <Action icon="close" label={lightbox.close} onClick={gallery.close} />
      </header>
      <div data-part="stage" {...zoom.stageProps} onPointerDownCapture={() => setShowsMore(false)}>
        {problem ? (
          <p data-part="tile-problem">
            <Icon name="broken" />
            {sentences.problems[problem]}
          </p>
        ) : view === 'compare' && originalSrc ? (
          <CompareSlider
            image={image}
            src={src}
            originalSrc={originalSrc}
            originalName={original?.name}
            name={name}
          />
        ) : (
          // oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- the arrow keys pan it
          <div
            data-part="viewport"
            style={style}
            // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- the arrow keys pan it
            tabIndex={state === 'zoom' ? 0 : undefined}
            onKeyDown={state === 'zoom' ? onStageKeyDown : undefined}
          >
            <img
              data-part="large"
              src={src || undefined}
              alt={name}
              width={image.width}
              height={image.height}
              draggable={false}
            />
          </div>
        )}
      </div>
      <Action
        part="previous"
        icon="chevron"
        label={lightbox.previous}
        isDisabled={gallery.openedIndex === 0}
        onClick={() => gallery.move('previous')}
      />
      <Action
        part="next"
        icon="chevron"
        label={lightbox.next}
        isDisabled={gallery.openedIndex === gallery.items.length - 1}
        onClick={() => gallery.move('next')}
      />
      {showsDetails && run && (
        <aside data-part="details-panel">
          <RunDetails image={image} run={run} />
          <Action icon="close" label={lightbox.close} onClick={() => setShowsDetails(false)} />
        </aside>
      )}
      {gallery.items.length > 1 && <Thumbnails gallery={gallery} />}
      <LightboxActions
        item={item}
        gallery={gallery}
        src={src}
        showsMore={showsMore}
        setShowsMore={setShowsMore}
        comparisons={
          canCompare
            ? [
                {
                  label: own?.name ? lightbox.compareWith(own.name) : lightbox.compare,
                  ...compareWith('own'),
                },
                ...(first
                  ? [{ label: lightbox.compareWithFirst(first.name), ...compareWith('first') }]
                  : []),
              ]
            : []
        }
        zoom={{
          isPressed: state === 'zoom',
          onClick: () => {
            if (view === 'compare') setCompared(undefined)
            else zoom.toggle()
          },
        }}
        details={run && { isPressed: showsDetails, onClick: () => setShowsDetails(!showsDetails) }}
      />
    </dialog>
  )
}

/** The image that everything began with, where that is another one than the source of this run. */
function firstSourceOf(
  { run }: GalleryItem,
  { find }: UseVariationGalleryResult,
): VariationSource | undefined {
  const seen = new Set([run])
  let parent = find(run?.parentImageId)?.run
  let first: VariationSource | undefined
  while (parent && !seen.has(parent)) {
    seen.add(parent)
    first = parent.source
    parent = find(parent.parentImageId)?.run
  }
  return first?.blob || first?.src ? first : undefined
}

const panKeys: { [key: string]: readonly [x: number, y: number] | undefined } = {
  ArrowLeft: [1, 0],
  ArrowRight: [-1, 0],
  ArrowUp: [0, 1],
  ArrowDown: [0, -1],
}

type Toggle = { isPressed: boolean; onClick: () => void }

type LightboxActionsProps = LightboxProps & {
  src: string
  showsMore: boolean
  setShowsMore: (showsMore: boolean) => void
  comparisons: readonly (Toggle & { label: string })[]
  zoom: Toggle
  details: Toggle | undefined
}

/** Two actions with their labels and the others; where there is no space, those are behind "More actions". */
function LightboxActions(props: LightboxActionsProps) {
  const { item, gallery, src, showsMore, setShowsMore, comparisons, zoom, details } = props
  const { labels, events } = useGalleryContext()
  const { image, run, source } = item
  const { lightbox, gallery: sentences } = labels
  const { onVary, onReuse, onRemove } = events
  const more = useRef<HTMLButtonElement>(null)
  const [copied, setCopied] = useState<{ id: string; isDone: boolean }>()
  const wasCopied = copied?.id === image.id ? copied : undefined
  const isUsable = !image.problem
  const parent = gallery.find(run?.parentImageId)
  const children = gallery.childrenOf(image.id)
  const firstChild = children[0]?.images[0]

  // The host may move the focus: not before this dialog has given it back.
  const closeThen = (tell: () => void) => {
    gallery.close()
    queueMicrotask(tell)
  }
  /** The actions make way for what was asked for. */
  const closeMore = (then: () => void) => () => {
    if (showsMore) more.current?.focus()
    setShowsMore(false)
    then()
  }
  const copy = () =>
    void copyImage(image).then(
      () => setCopied({ id: image.id, isDone: true }),
      () => setCopied({ id: image.id, isDone: false }),
    )
  const remove = () => {
    // The next one, else the one before; the last one takes the dialog along.
    const next = gallery.items[gallery.openedIndex + 1] ?? gallery.items[gallery.openedIndex - 1]
    if (next) gallery.open(next.image.id)
    else gallery.close()
    gallery.remove([item])
  }
  const copyLabel = wasCopied
    ? wasCopied.isDone
      ? lightbox.copied
      : lightbox.copyFailed
    : lightbox.copy

  return (
    <footer data-part="lightbox-bar">
      {onVary && isUsable && (
        <Action
          part="main-action"
          icon="vary"
          label={lightbox.vary}
          onClick={() => closeThen(() => onVary(image, run))}
        />
      )}
      {isUsable && (
        <a
          data-part="main-action"
          href={src}
          download={fileNameOf(image, source)}
          {...(!image.blob && { target: '_blank', rel: 'noopener noreferrer' })}
          onClick={() => events.onDownload?.(image, run)}
          title={lightbox.download}
        >
          <Icon name="download" />
          <span>{lightbox.download}</span>
        </a>
      )}
      <div data-part="more-actions" data-state={showsMore ? 'open' : 'closed'}>
        {comparisons.map((comparison) => (
          <Action
            key={comparison.label}
            icon="compare"
            {...comparison}
            onClick={closeMore(comparison.onClick)}
          />
        ))}
        {isUsable && (
          <Action icon="zoom" label={lightbox.zoom} {...zoom} onClick={closeMore(zoom.onClick)} />
        )}
        {gallery.canFavorite && isUsable && (
          <Action
            icon="heart"
            label={sentences.favorite}
            isPressed={gallery.favoriteIds.has(image.id)}
            onClick={() => gallery.toggleFavorite(image.id)}
          />
        )}
        {isUsable && canCopy(image) && (
          <Action icon={wasCopied?.isDone ? 'check' : 'copy'} label={copyLabel} onClick={copy} />
        )}
        {isUsable && canShare(image) && (
          <Action
            icon="share"
            label={lightbox.share}
            // Dismissing the share sheet rejects; nothing to say about that.
            onClick={() => void shareImage(image, source).catch(() => {})}
          />
        )}
        {onReuse && run && (
          <Action
            icon="reuse"
            label={sentences.reuse}
            onClick={() => closeThen(() => onReuse(image, run))}
          />
        )}
        {parent && (
          <Action
            icon="arrow"
            label={sentences.parent}
            onClick={closeMore(() => gallery.open(parent.image.id))}
          />
        )}
        {firstChild && (
          <Action
            part="children"
            icon="arrow"
            label={lightbox.children(children.reduce((sum, made) => sum + made.images.length, 0))}
            onClick={closeMore(() => gallery.open(firstChild.id))}
          />
        )}
        {details && (
          <Action
            icon="info"
            label={lightbox.details}
            {...details}
            onClick={closeMore(details.onClick)}
          />
        )}
        {onRemove && <Action icon="trash" label={sentences.remove} onClick={remove} />}
      </div>
      <button
        ref={more}
        type="button"
        data-part="more"
        title={lightbox.more}
        aria-label={lightbox.more}
        aria-expanded={showsMore}
        onClick={() => setShowsMore(!showsMore)}
      >
        <Icon name="more" />
      </button>
    </footer>
  )
}
