import {
  useEffect,
  useRef,
  useState,
  type CSSProperties,
  type MouseEvent,
  type PointerEvent,
} from 'react'
import { useEvent } from '../ui/useEvent.js'
import { capturePointer } from './capturePointer.js'

/** What the image does at one moment: how large it is, and how far it is from its place in pixels. */
type View = { id: string; scale: number; x: number; y: number }

/** A place in the viewport. */
type Point = { x: number; y: number }

export type UseZoomOptions = {
  /** Another id starts again at the fitting size. */
  id: string
  /** Off, such as while two images are compared. */
  isEnabled: boolean
  /** A finger swiped to one side: -1 to the left, 1 to the right. */
  onSwipe: (direction: -1 | 1) => void
  /** A finger swiped down, or the space around the image was clicked. */
  onDismiss: () => void
}

/** The zoom of one click, and the largest one. Factors of the fitting size. */
const clickScale = 2.5
const maxScale = 8
/** A finger that moves less is still a tap, one that moves more than `swipePixels` swipes. */
const tapPixels = 8
const swipePixels = 56
const doubleTapMs = 300

/**
 * Zoom and pan of one image inside its stage. A click or double tap and the wheel zoom at the pointer, two fingers pinch, a
 * drag pans; at the fitting size the image follows a finger that swipes.
 */
export function useZoom({ id, isEnabled, onSwipe, onDismiss }: UseZoomOptions) {
  const [stage, setStage] = useState<HTMLElement | null>(null)
  const [view, setView] = useState<View>({ id, scale: 1, x: 0, y: 0 })
  const [isMoving, setIsMoving] = useState(false)
  const pointers = useRef(new Map<number, Point>())
  const gesture = useRef({ startX: 0, startY: 0, lastTap: 0, isPinch: false, isTouch: false })
  const fitting: View = { id, scale: 1, x: 0, y: 0 }
  const ofThis = (view: View) => (view.id === id ? view : fitting)
  const isZoomed = ofThis(view).scale > 1

  /** Keeps the image over the stage. */
  const clamp = (scale: number, x: number, y: number): View => {
    const image = stage?.querySelector('img')
    if (!stage || !image || scale <= 1.01) return fitting
    const spare = (size: number, space: number) => Math.max(0, (size * scale - space) / 2)
    const maxX = spare(image.offsetWidth, stage.clientWidth)
    const maxY = spare(image.offsetHeight, stage.clientHeight)
    return {
      id,
      scale,
      x: Math.min(maxX, Math.max(-maxX, x)),
      y: Math.min(maxY, Math.max(-maxY, y)),
    }
  }

  /**
   * Zooms so that the point under the pointer stays there, or goes with it from `before`. Two fingers move between two renders: each
   * movement changes what the one before it left.
   */
  const zoomAt = useEvent((at: Point, factor: number, before: Point = at) => {
    if (!stage) return
    const { left, top, width, height } = stage.getBoundingClientRect()
    const [middleX, middleY] = [left + width / 2, top + height / 2]
    setView((view) => {
      const { scale, x, y } = ofThis(view)
      const wanted = Math.min(maxScale, Math.max(1, scale * factor))
      const moved = (from: number, to: number) => to - from * (wanted / scale)
      return clamp(
        wanted,
        moved(before.x - middleX - x, at.x - middleX),
        moved(before.y - middleY - y, at.y - middleY),
      )
    })
  })

  const toggle = (at: Point) => zoomAt(at, isZoomed ? 0 : clickScale)

  const onWheel = useEvent((event: WheelEvent) => {
    event.preventDefault()
    const pixels = event.deltaMode === 0 ? event.deltaY : event.deltaY * 20
    zoomAt(pointOf(event), Math.exp(-pixels / 300))
  })
  // React listens passively, and would let the page scroll.
  useEffect(() => {
    if (!stage || !isEnabled) return undefined
    stage.addEventListener('wheel', onWheel, { passive: false })
    return () => stage.removeEventListener('wheel', onWheel)
  }, [stage, isEnabled, onWheel])

  const onPointerDown = (event: PointerEvent<HTMLElement>) => {
    if (!isEnabled || event.button !== 0) return
    pointers.current.set(event.pointerId, pointOf(event))
    capturePointer(event)
    setIsMoving(true)
    const isPinch = pointers.current.size > 1
    gesture.current.isPinch = isPinch
    if (isPinch) return
    gesture.current.startX = event.clientX
    gesture.current.startY = event.clientY
    gesture.current.isTouch = event.pointerType === 'touch'
  }

  const onPointerMove = (event: PointerEvent<HTMLElement>) => {
    const last = pointers.current.get(event.pointerId)
    if (!last) return
    const before = spanOf(pointers.current)
    pointers.current.set(event.pointerId, pointOf(event))
    const now = spanOf(pointers.current)
    if (before && now) {
      zoomAt(now.middle, now.distance / (before.distance || now.distance || 1), before.middle)
    } else if (isZoomed) {
      zoomAt(pointOf(event), 1, last)
    } else if (event.pointerType !== 'mouse' && !gesture.current.isPinch) {
      const x = event.clientX - gesture.current.startX
      const y = Math.max(0, event.clientY - gesture.current.startY)
      setView({ ...fitting, ...(Math.abs(x) > y ? { x } : { y }) })
    }
  }

  const onPointerEnd = (event: PointerEvent<HTMLElement>) => {
    if (!pointers.current.delete(event.pointerId) || pointers.current.size > 0) return
    setIsMoving(false)
    // The fingers of a pinch rise one after the other: the last one has not swiped.
    if (gesture.current.isPinch || isZoomed || event.pointerType === 'mouse') return
    setView(fitting)
    if (event.type === 'pointercancel') return
    const x = event.clientX - gesture.current.startX
    const y = event.clientY - gesture.current.startY
    if (Math.abs(x) > swipePixels && Math.abs(x) > Math.abs(y)) onSwipe(x < 0 ? -1 : 1)
    else if (y > swipePixels && y > Math.abs(x)) onDismiss()
  }

  const onClick = (event: MouseEvent<HTMLElement>) => {
    if (!isEnabled) return
    const { startX, startY, lastTap, isTouch } = gesture.current
    if (Math.hypot(event.clientX - startX, event.clientY - startY) > tapPixels) return
    if (!isOverImage(event)) {
      if (!isZoomed) onDismiss()
      return
    }
    // One tap of a finger does nothing; two zoom.
    const isZoom = !isTouch || event.timeStamp - lastTap < doubleTapMs
    gesture.current.lastTap = isZoom ? 0 : event.timeStamp
    if (isZoom) toggle(pointOf(event))
  }

  const style: CSSProperties & { [name: `--_riv-${string}`]: string | number } = {
    '--_riv-zoom': ofThis(view).scale,
    '--_riv-x': `${ofThis(view).x}px`,
    '--_riv-y': `${ofThis(view).y}px`,
  }
  return {
    /** The image is larger than its fitting size. */
    isZoomed,
    /** Zooms in the middle, and back. */
    toggle: () => {
      const box = stage?.getBoundingClientRect()
      if (box) toggle({ x: box.left + box.width / 2, y: box.top + box.height / 2 })
    },
    /** Moves the enlarged image by pixels. */
    pan: (x: number, y: number) => zoomAt({ x, y }, 1, { x: 0, y: 0 }),
    /** Goes back to the fitting size. */
    reset: () => setView(fitting),
    /** Props for the stage, which holds one `<img>`. */
    stageProps: {
      ref: setStage,
      style,
      'data-moving': isMoving || undefined,
      onPointerDown,
      onPointerMove,
      onPointerUp: onPointerEnd,
      onPointerCancel: onPointerEnd,
      onClick,
    },
  }
}

const pointOf = ({ clientX, clientY }: { clientX: number; clientY: number }): Point => ({
  x: clientX,
  y: clientY,
})

/** How far apart two fingers are, and what is between them. */
function spanOf(pointers: ReadonlyMap<number, Point>) {
  const [first, second] = pointers.values()
  return (
    first &&
    second && {
      distance: Math.hypot(first.x - second.x, first.y - second.y),
      middle: { x: (first.x + second.x) / 2, y: (first.y + second.y) / 2 },
    }
  )
}

/** The stage captures the pointer, so the place of a click tells what was clicked. */
function isOverImage({ currentTarget, clientX, clientY }: MouseEvent<HTMLElement>): boolean {
  const box = currentTarget.querySelector('img')?.getBoundingClientRect()
  return Boolean(
    box &&
    clientX >= box.left &&
    clientX <= box.right &&
    clientY >= box.top &&
    clientY <= box.bottom,
  )
}
