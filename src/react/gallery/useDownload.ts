import { useState } from 'react'
import { useEvent } from '../ui/useEvent.js'
import { useGalleryContext } from './GalleryContext.js'
import { saveImages } from './saveImages.js'
import type { GalleryItem } from './useVariationGallery.js'

/** Saves images and says how it goes. */
export function useDownload() {
  const { events } = useGalleryContext()
  const [isSaving, setIsSaving] = useState(false)
  const [missing, setMissing] = useState(0)
  const download = useEvent(async (items: readonly GalleryItem[]) => {
    if (isSaving) return
    setIsSaving(true)
    // The ZIP fails if its chunk does not load or there is no memory for it.
    const saved = await saveImages(items).catch(() => [])
    setIsSaving(false)
    setMissing(items.length - saved.length)
    for (const { image, run } of saved) events.onDownload?.(image, run)
  })
  return {
    /** Saves these images. One call at a time. */
    download,
    /** A download is being made. */
    isSaving,
    /** Images of the last download that could not be saved. */
    missing,
  }
}
