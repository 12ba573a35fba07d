import { useState } from 'react'
import { useFormContext } from './FormContext.js'

/** Moves a crop along the longer side of the picture. */
export function CropFocus() {
  const { form, labels } = useFormContext()
  const { original, image, fix } = form.intake
  const [moved, setMoved] = useState<{ file: File; percent: number }>()
  // A picture that was padded is no smaller than the original.
  const isCropped =
    original &&
    image &&
    image.file !== original.file &&
    image.width < Math.max(original.width, original.height)
  if (!isCropped || image.width !== image.height) return null
  const percent = moved?.file === original.file ? moved.percent : 50
  return (
    <input
      type="range"
      data-part="crop-focus"
      min={0}
      max={100}
      value={percent}
      aria-label={labels.crop.title}
      title={labels.crop.title}
      aria-valuetext={labels.formats.percent(percent / 100)}
      onChange={(event) => {
        const to = event.currentTarget.valueAsNumber
        setMoved({ file: original.file, percent: to })
        void fix('crop', { focus: { x: to / 100, y: to / 100 } })
      }}
    />
  )
}
