import { useEffect, useMemo, useRef, useState } from 'react'
import Cropper, { type Area } from 'react-easy-crop'
import { squareArea } from '../../image/squareArea.js'
import { useObjectURL } from '../image/useObjectURL.js'
import type { IntakeImage } from '../intake/useImageIntake.js'
import { keepEscape } from '../ui/keepEscape.js'
import { mergeRefs } from '../ui/mergeProps.js'
import { useKeptFocus } from '../ui/useKeptFocus.js'
import { useFormContext } from './FormContext.js'
import { Select } from './Select.js'

export type CropEditorProps = {
  /** The whole image. */
  image: IntakeImage
  onClose: () => void
}

/** Aspect ratios to choose from, beside the image's own and the square. */
const ratios = ['4:3', '3:4', '3:2', '2:3', '16:9', '9:16']

/** Above this many pixels the thumbnail is shown: phones run out of memory. */
const maxShownPixels = 16_000_000

const maxZoom = 8

/** Drag and zoom the image inside a frame. Arrow keys move it too. */
export function CropEditor({ image, onClose }: CropEditorProps) {
  const { form, labels } = useFormContext()
  const { intake, requirements } = form
  const { width, height } = image
  const [crop, setCrop] = useState({ x: 0, y: 0 })
  const [zoom, setZoom] = useState(1)
  const [ratio, setRatio] = useState(requirements.square ? '1:1' : 'original')
  const [area, setArea] = useState<Area>()
  const isSmall = width * height <= maxShownPixels
  const src = useObjectURL(isSmall ? image.file : image.thumbnail)
  const aspect = ratio === 'original' ? width / height : readRatio(ratio)

  const root = useRef<HTMLFieldSetElement>(null)
  const keptFocus = useKeptFocus<HTMLFieldSetElement>((element) => {
    const field = element.parentElement
    return () => field?.querySelector<HTMLElement>('[data-part=crop-button]')
  })
  const rootRef = useMemo(() => mergeRefs(root, keptFocus), [keptFocus])
  useEffect(() => (root.current ? keepEscape(root.current) : undefined), [])

  async function apply(part: Area | undefined) {
    await intake.crop(part ? toPixels(part, image) : null)
    onClose()
  }
  // A crop of the same ratio is opened as it was left.
  const [kept] = useState(() => {
    const part = intake.area ?? (requirements.square ? squareArea(image) : null)
    return part && Math.abs(part.width / part.height - aspect) < 0.01 ? part : undefined
  })
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- the keys come from the controls inside
    <fieldset
      ref={rootRef}
      data-part="crop"
      aria-label={labels.crop.title}
      onKeyDown={(event) => {
        const isEnter = event.key === 'Enter' && event.target instanceof HTMLInputElement
        if (event.key !== 'Escape' && !isEnter) return
        // A dialog around the form stays open, and the form is not sent with the whole image.
        event.stopPropagation()
        if (!isEnter) return onClose()
        event.preventDefault()
        void apply(area)
      }}
    >
      <div data-part="crop-stage">
        {src && (
          <Cropper
            image={src}
            aspect={aspect}
            crop={crop}
            zoom={zoom}
            maxZoom={maxZoom}
            onCropChange={setCrop}
            onZoomChange={setZoom}
            onCropComplete={setArea}
            onCropAreaChange={setArea}
            initialCroppedAreaPercentages={kept && toPercent(kept, image)}
            keyboardStep={8}
            // A strict Content-Security-Policy would not let it: ours are in `form.css`.
            disableAutomaticStylesInjection
            showGrid={false}
            mediaProps={{ alt: image.name, ...partOf('crop-image') }}
            cropperProps={{
              ...partOf('crop-frame'),
              role: 'application',
              'aria-label': labels.crop.help,
              title: labels.crop.help,
            }}
          />
        )}
      </div>
      <div data-part="crop-controls">
        {!requirements.square && (
          <label data-part="row">
            <span data-part="label">{labels.crop.ratio}</span>
            <Select
              value={ratio}
              onValueChange={setRatio}
              options={[
                ['original', labels.crop.original],
                ['1:1', labels.crop.square],
                ...ratios.map((name) => [name, name] as const),
              ]}
            />
          </label>
        )}
        <label data-part="row">
          <span data-part="label">{labels.crop.zoom}</span>
          <input
            // The image is moved with the keys once it has the focus, and this is next to it.
            ref={focusOnce}
            type="range"
            min={1}
            max={maxZoom}
            step={0.05}
            value={zoom}
            onChange={(event) => setZoom(event.currentTarget.valueAsNumber)}
          />
        </label>
        <div data-part="crop-actions">
          <button type="button" data-part="crop-whole" onClick={() => void apply(undefined)}>
            {labels.crop.whole}
          </button>
          <button type="button" data-part="crop-cancel" onClick={onClose}>
            {labels.form.cancel}
          </button>
          <button type="button" data-part="crop-apply" onClick={() => void apply(area)}>
            {labels.crop.apply}
          </button>
        </div>
      </div>
    </fieldset>
  )
}

/** The button that opened the crop is gone, and the focus with it. */
function focusOnce(element: HTMLElement | null) {
  element?.focus({ preventScroll: true })
}

const partOf = (name: string) => ({ 'data-part': name })

function readRatio(ratio: string): number {
  const [width = 1, height = 1] = ratio.split(':').map(Number)
  return width / height
}

type Size = { width: number; height: number }

/** A part in percent as pixels of the image. */
function toPixels(part: Area, { width, height }: Size): Area {
  return {
    x: (part.x / 100) * width,
    y: (part.y / 100) * height,
    width: (part.width / 100) * width,
    height: (part.height / 100) * height,
  }
}

/** A part in pixels as percent of the image. */
function toPercent(part: Area, { width, height }: Size): Area {
  return {
    x: (part.x / width) * 100,
    y: (part.y / height) * 100,
    width: (part.width / width) * 100,
    height: (part.height / height) * 100,
  }
}
