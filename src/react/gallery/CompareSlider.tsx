import { useRef, useState, type CSSProperties, type PointerEvent } from 'react'
import type { VariationImage } from '../image/VariationRun.js'
import { useGalleryContext } from './GalleryContext.js'
import { capturePointer } from './capturePointer.js'

export type CompareSliderProps = {
  /** The variation. */
  image: VariationImage
  /** URL of the variation. */
  src: string
  /** URL of what it was made from. */
  originalSrc: string
  /** File name of the original, where it is known. */
  originalName?: string
  /** Alternative text of the variation. */
  name: string
}

/** Original and variation in one frame, and a real slider over it for keys and assistive technology. */
export function CompareSlider(props: CompareSliderProps) {
  const { image, src, originalSrc, originalName, name } = props
  const { lightbox, gallery, formats } = useGalleryContext().labels
  const [percent, setPercent] = useState(50)
  const input = useRef<HTMLInputElement>(null)
  const isHeld = useRef(false)
  // By itself, the slider is upside down from right to left, and on iOS moves only by its thumb.
  const follow = ({ currentTarget, clientX, buttons }: PointerEvent<HTMLElement>) => {
    const { left, width } = currentTarget.getBoundingClientRect()
    const share = Math.round(((clientX - left) / width) * 100)
    if (buttons === 1) setPercent(Math.min(100, Math.max(0, share)))
  }
  const { width = 1, height = 1 } = image
  const style: CSSProperties & { [name: `--${string}`]: string | number } = {
    '--_riv-split': `${percent}%`,
    '--_riv-ratio': width / height,
  }
  return (
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions, jsx-a11y/click-events-have-key-events -- the slider inside has the keys
    <div
      data-part="compare"
      style={style}
      onPointerDown={(event) => {
        event.preventDefault()
        isHeld.current = capturePointer(event)
        follow(event)
      }}
      onPointerMove={follow}
      onLostPointerCapture={() => (isHeld.current = false)}
      onClick={() => input.current?.focus()}
    >
      <img data-part="large" src={src || undefined} alt={name} />
      <img
        data-part="original"
        src={originalSrc}
        alt={originalName ? gallery.source(originalName) : lightbox.original}
      />
      <span data-part="original-label" aria-hidden>
        {originalName || lightbox.original}
      </span>
      <span data-part="variation-label" aria-hidden>
        {lightbox.variation}
      </span>
      <span data-part="split" aria-hidden />
      <input
        ref={input}
        type="range"
        dir="ltr"
        min={0}
        max={100}
        value={percent}
        aria-label={lightbox.compareSlider}
        aria-valuetext={formats.percent(percent / 100)}
        onChange={({ currentTarget }) => {
          if (!isHeld.current) setPercent(currentTarget.valueAsNumber)
        }}
      />
    </div>
  )
}
