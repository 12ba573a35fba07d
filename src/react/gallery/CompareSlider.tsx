import { useState, type CSSProperties } from 'react'
import type { VariationImage } from '../image/VariationRun.js'
import { useGalleryContext } from './GalleryContext.js'

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

/** Original and variation in one frame. The handle is a real slider: pointer, touch and keyboard come with it. */
export function CompareSlider(props: CompareSliderProps) {
  const { image, src, originalSrc, originalName, name } = props
  const { lightbox, gallery, formats } = useGalleryContext().labels
  const [percent, setPercent] = useState(50)
  const { width = 1, height = 1 } = image
  const style: CSSProperties & { [name: `--${string}`]: string | number } = {
    '--_riv-split': `${percent}%`,
    '--_riv-ratio': width / height,
  }
  return (
    <div data-part="compare" style={style}>
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
        type="range"
        min={0}
        max={100}
        value={percent}
        aria-label={lightbox.compareSlider}
        aria-valuetext={formats.percent(percent / 100)}
        onChange={(event) => setPercent(event.currentTarget.valueAsNumber)}
      />
    </div>
  )
}
