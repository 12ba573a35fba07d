import { useState, type CSSProperties, type PointerEvent } from 'react'
import { Icon, type IconName } from '../ui/Icon.js'
import { slot } from '../ui/slots.js'
import { fileNameOf } from '../image/fileNameOf.js'
import { useObjectURL } from '../image/useObjectURL.js'
import { CompareSlider } from './CompareSlider.js'
import { canCopy, canShare, copyImage, shareImage } from './exportImage.js'
import { useGalleryContext } from './GalleryContext.js'
import { RunDetails } from './RunDetails.js'
import type { GalleryItem, UseVariationGalleryResult } from './useVariationGallery.js'

export type LightboxProps = { item: GalleryItem; gallery: UseVariationGalleryResult }

type View = 'fit' | 'zoom' | 'compare'

/** A drag of more pixels than this is a swipe. */
const swipePixels = 48

/** One picture, large: walk, zoom, compare with the original, take it away. */
export function Lightbox({ item, gallery }: LightboxProps) {
  const { labels, slotProps, events } = useGalleryContext()
  const { image, run, source } = item
  const { lightbox, gallery: words } = labels
  const src = useObjectURL(image.blob) ?? image.src
  const sourceSrc = useObjectURL(source?.blob) ?? source?.src
  const [view, setView] = useState<View>('fit')
  const [showsDetails, setShowsDetails] = useState(false)
  const [copied, setCopied] = useState<{ id: string; isDone: boolean }>()
  const [swipeStart, setSwipeStart] = useState<number>()
  const { onVary, onReuse } = events
  const children = gallery.childrenOf(image.id)
  const firstChild = children[0]?.images[0]
  const parent = gallery.find(run?.parentImageId)
  const problem = image.problem
  const canCompare = Boolean(sourceSrc && !problem)
  const name = words.image(
    image.index + 1,
    run?.images.length ?? gallery.items.length,
    source?.name ?? '',
  )
  const wasCopied = copied?.id === image.id ? copied : undefined

  const { width = 1, height = 1 } = image
  const style: CSSProperties & { '--_riv-ratio': number } = { '--_riv-ratio': width / height }

  const toggleView = (to: View) => setView((from) => (from === to ? 'fit' : to))
  const endSwipe = (event: PointerEvent) => {
    const distance = swipeStart === undefined ? 0 : event.clientX - swipeStart
    setSwipeStart(undefined)
    if (event.pointerType === 'mouse' || view !== 'fit' || Math.abs(distance) < swipePixels) return
    const isReversed = getComputedStyle(event.currentTarget).direction === 'rtl'
    gallery.move(distance < 0 === isReversed ? 'previous' : 'next')
  }
  const copy = () =>
    void copyImage(image).then(
      () => setCopied({ id: image.id, isDone: true }),
      () => setCopied({ id: image.id, isDone: false }),
    )
  // The host may move the focus: not before this dialog has given it back.
  const closeThen = (tell: () => void) => {
    gallery.close()
    queueMicrotask(tell)
  }
  // Dismissing the share sheet rejects; nothing to say about that.
  const share = () => void shareImage(image, source).catch(() => {})

  return (
    <dialog
      {...gallery.getDialogProps(
        slot(slotProps, 'lightbox', { 'data-state': view, 'aria-label': lightbox.title }),
      )}
    >
      <header data-part="lightbox-bar">
        <output data-part="position">
          {lightbox.position(gallery.openedIndex + 1, gallery.items.length)}
        </output>
        <Action icon="close" label={lightbox.close} onClick={gallery.close} />
      </header>
      <div
        data-part="stage"
        onPointerDown={(event) => setSwipeStart(event.clientX)}
        onPointerUp={endSwipe}
        onPointerCancel={() => setSwipeStart(undefined)}
      >
        {problem ? (
          <p data-part="tile-problem">
            <Icon name="broken" />
            {words.problems[problem]}
          </p>
        ) : view === 'compare' && sourceSrc ? (
          <CompareSlider image={image} src={src} originalSrc={sourceSrc} name={name} />
        ) : (
          // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, by keyboard too
          <div data-part="viewport" style={style} tabIndex={view === 'zoom' ? 0 : undefined}>
            <img data-part="large" src={src} alt={name} width={image.width} height={image.height} />
          </div>
        )}
        {showsDetails && run && <RunDetails image={image} run={run} />}
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
      <footer data-part="lightbox-bar">
        {canCompare && (
          <Action
            icon="compare"
            label={source?.name ? lightbox.compareWith(source.name) : lightbox.compare}
            isPressed={view === 'compare'}
            onClick={() => toggleView('compare')}
          />
        )}
        {!problem && (
          <>
            <Action
              icon="zoom"
              label={lightbox.zoom}
              isPressed={view === 'zoom'}
              onClick={() => toggleView('zoom')}
            />
            <a
              data-part="action"
              href={src}
              download={fileNameOf(image, source)}
              {...(!image.blob && { target: '_blank', rel: 'noopener noreferrer' })}
              onClick={() => events.onDownload?.(image, run)}
              title={lightbox.download}
            >
              <Icon name="download" />
              <span>{lightbox.download}</span>
            </a>
            {canCopy(image) && (
              <Action
                icon={wasCopied?.isDone ? 'check' : 'copy'}
                label={
                  wasCopied
                    ? wasCopied.isDone
                      ? lightbox.copied
                      : lightbox.copyFailed
                    : lightbox.copy
                }
                onClick={copy}
              />
            )}
            {canShare(image) && <Action icon="share" label={lightbox.share} onClick={share} />}
          </>
        )}
        {onVary && !problem && (
          <Action
            icon="vary"
            label={lightbox.vary}
            onClick={() => closeThen(() => onVary(image, run))}
          />
        )}
        {onReuse && run && (
          <Action
            icon="reuse"
            label={words.reuse}
            onClick={() => closeThen(() => onReuse(image, run))}
          />
        )}
        {parent && (
          <Action icon="arrow" label={words.parent} onClick={() => gallery.open(parent.image.id)} />
        )}
        {firstChild && (
          <Action
            part="children"
            icon="arrow"
            label={lightbox.children(children.reduce((sum, made) => sum + made.images.length, 0))}
            onClick={() => gallery.open(firstChild.id)}
          />
        )}
        {run && (
          <Action
            icon="info"
            label={lightbox.details}
            isPressed={showsDetails}
            onClick={() => setShowsDetails(!showsDetails)}
          />
        )}
      </footer>
    </dialog>
  )
}

type ActionProps = {
  icon: IconName
  label: string
  part?: string
  isPressed?: boolean
  isDisabled?: boolean
  onClick: () => void
}

function Action({ icon, label, part = 'action', isPressed, isDisabled, onClick }: ActionProps) {
  return (
    <button
      type="button"
      data-part={part}
      title={label}
      aria-pressed={isPressed}
      // Stays focusable at the ends, so that the keyboard does not fall out of the dialog.
      aria-disabled={isDisabled || undefined}
      onClick={onClick}
    >
      <Icon name={icon} />
      <span>{label}</span>
    </button>
  )
}
