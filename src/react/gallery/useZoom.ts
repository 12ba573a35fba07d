import {
  useEffect,
  useRef,
  useState,
  type CSSProperties,
  type MouseEvent,
  type PointerEvent,
} from 'react'
import { useEvent } from '../ui/useEvent.js'

/** What the image does at one moment: how large it is, and how far it is from its place in pixels. */
type View = { id: string; scale: number; x: number; y: number }

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
  const pointers = useRef(new Map<number, { x: number; y: number }>())
  const gesture = useRef({ distance: 0, startX: 0, startY: 0, lastTap: 0 })
  const current = view.id === id ? view : { id, scale: 1, x: 0, y: 0 }
  const isZoomed = current.scale > 1

  /** Keeps the image over the stage. */
  const clamp = (scale: number, x: number, y: number): View => {
    const image = stage?.querySelector('img')
    if (!stage || !image || scale <= 1.01) return { id, scale: 1, x: 0, y: 0 }
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

  /** Zooms so that the point under the pointer stays where it is. */
  const zoomAt = useEvent((clientX: number, clientY: number, wanted: number) => {
    if (!stage) return
    const { left, top, width, height } = stage.getBoundingClientRect()
    const scale = Math.min(maxScale, Math.max(1, wanted))
    const factor = scale / current.scale
    const [pointX, pointY] = [clientX - left - width / 2, clientY - top - height / 2]
    setView(
      clamp(scale, pointX - (pointX - current.x) * factor, pointY - (pointY - current.y) * factor),
    )
  })

  const toggle = (clientX: number, clientY: number) =>
    zoomAt(clientX, clientY, isZoomed ? 1 : clickScale)

  const onWheel = useEvent((event: WheelEvent) => {
    event.preventDefault()
    const pixels = event.deltaMode === 0 ? event.deltaY : event.deltaY * 20
    zoomAt(event.clientX, event.clientY, current.scale * Math.exp(-pixels / 300))
  })
  // React listens passively, and would let the page scroll.
  useEffect(() => {
    if (!stage || !isEnabled) return undefined
    stage.addEventListener('wheel', onWheel, { passive: false })
    return () => stage.removeEventListener('wheel', onWheel)
  }, [stage, isEnabled, onWheel])

  const onPointerDown = (event: PointerEvent<HTMLElement>) => {
    if (!isEnabled || event.button !== 0) return
    pointers.current.set(event.pointerId, { x: event.clientX, y: event.clientY })
    capture(event)
    setIsMoving(true)
    const [first, second] = [...pointers.current.values()]
    if (first && second) {
      gesture.current.distance = Math.hypot(first.x - second.x, first.y - second.y)
    } else {
      gesture.current.startX = event.clientX
      gesture.current.startY = event.clientY
    }
  }

  const onPointerMove = (event: PointerEvent<HTMLElement>) => {
    const before = pointers.current.get(event.pointerId)
    if (!before) return
    pointers.current.set(event.pointerId, { x: event.clientX, y: event.clientY })
    const [first, second] = [...pointers.current.values()]
    if (first && second) {
      const distance = Math.hypot(first.x - second.x, first.y - second.y)
      const scale = (current.scale * distance) / (gesture.current.distance || distance)
      gesture.current.distance = distance
      zoomAt((first.x + second.x) / 2, (first.y + second.y) / 2, scale)
    } else if (isZoomed) {
      const { x, y } = current
      setView(clamp(current.scale, x + event.clientX - before.x, y + event.clientY - before.y))
    } else if (event.pointerType !== 'mouse') {
      const x = event.clientX - gesture.current.startX
      const y = Math.max(0, event.clientY - gesture.current.startY)
      setView({ id, scale: 1, ...(Math.abs(x) > y ? { x, y: 0 } : { x: 0, y }) })
    }
  }

  const onPointerEnd = (event: PointerEvent<HTMLElement>) => {
    const wasPinch = pointers.current.size > 1
    if (!pointers.current.delete(event.pointerId) || pointers.current.size > 0) return
    setIsMoving(false)
    if (wasPinch || isZoomed || event.pointerType === 'mouse') return
    setView({ id, scale: 1, x: 0, y: 0 })
    if (event.type === 'pointercancel') return
    const x = event.clientX - gesture.current.startX
    const y = event.clientY - gesture.current.startY
    if (Math.abs(x) > swipePixels && Math.abs(x) > Math.abs(y)) onSwipe(x < 0 ? -1 : 1)
    else if (y > swipePixels && y > Math.abs(x)) onDismiss()
  }

  const onClick = (event: MouseEvent<HTMLElement>) => {
    if (!isEnabled) return
    const { startX, startY, lastTap } = gesture.current
    if (Math.hypot(event.clientX - startX, event.clientY - startY) > tapPixels) return
    if (!isOverImage(event)) {
      if (!isZoomed) onDismiss()
      return
    }
    const isTouch = 'pointerType' in event.nativeEvent && event.nativeEvent.pointerType === 'touch'
    gesture.current.lastTap = event.timeStamp
    // One tap of a finger does nothing; two zoom.
    if (!isTouch || event.timeStamp - lastTap < doubleTapMs) toggle(event.clientX, event.clientY)
  }

  const style: CSSProperties & { [name: `--_riv-${string}`]: string | number } = {
    '--_riv-zoom': current.scale,
    '--_riv-x': `${current.x}px`,
    '--_riv-y': `${current.y}px`,
  }
  return {
    /** The image is larger than its fitting size. */
    isZoomed,
    /** Zooms in the middle, and back. */
    toggle: () => {
      const box = stage?.getBoundingClientRect()
      if (box) toggle(box.left + box.width / 2, box.top + box.height / 2)
    },
    /** Moves the enlarged image by pixels. */
    pan: (x: number, y: number) => setView(clamp(current.scale, current.x + x, current.y + y)),
    /** Goes back to the fitting size. */
    reset: () => setView({ id, scale: 1, x: 0, y: 0 }),
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

/** Follows the pointer outside of the stage too. */
function capture({ currentTarget, pointerId }: PointerEvent<HTMLElement>) {
  try {
    currentTarget.setPointerCapture(pointerId)
  } catch {
    // The pointer is gone already.
  }
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
