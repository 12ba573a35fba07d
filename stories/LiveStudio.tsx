import { useRef } from 'react'
import { ImageVariationStudio, type ImageVariationFormActions } from 'react-image-variation'
import { models } from './localClient.js'
import { coffeeFile } from './sampleImages.js'

/** The studio, and a photo for visitors who have none at hand. */
export function LiveStudio() {
  const actionsRef = useRef<ImageVariationFormActions>(null)
  return (
    <>
      <p>
        <button
          type="button"
          onClick={() => void coffeeFile().then((file) => actionsRef.current?.take(file))}
        >
          Use a sample photo
        </button>
      </p>
      <ImageVariationStudio form={{ models, defaultN: 4, defaultSize: '512x512', actionsRef }} />
    </>
  )
}
