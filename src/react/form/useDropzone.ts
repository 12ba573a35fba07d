import { useEffect, useState, type DragEvent } from 'react'
import { useEvent } from '../ui/useEvent.js'

export type UseDropzoneOptions = {
  isDisabled: boolean
  /** A file was dropped, or the address of an image from another page. */
  onDrop: (origin: File | string) => void
}

/** Dropping an image: the state of the drag and the handlers of the drop zone. A file dropped beside it has no effect. */
export function useDropzone({ isDisabled, onDrop }: UseDropzoneOptions) {
  const [isDragging, setIsDragging] = useState(false)
  useEffect(keepFilesOnPage, [])

  const over = useEvent((event: DragEvent) => {
    event.preventDefault()
    if (!isDisabled) setIsDragging(true)
  })
  const leave = useEvent((event: DragEvent) => {
    const entered = event.relatedTarget
    const isInside = entered instanceof Node && event.currentTarget.contains(entered)
    if (!isInside) setIsDragging(false)
  })
  const drop = useEvent((event: DragEvent) => {
    event.preventDefault()
    setIsDragging(false)
    if (isDisabled) return
    const [file] = event.dataTransfer.files
    const [address] = event.dataTransfer.getData('text/uri-list').split(/\r?\n/)
    const origin = file ?? address
    if (origin) onDrop(origin)
  })
  return {
    isDragging,
    handlers: { onDragEnter: over, onDragOver: over, onDragLeave: leave, onDrop: drop },
  }
}

/** Without this, a file that misses the drop zone replaces the page, and everything typed is lost. */
function keepFilesOnPage() {
  const keep = (event: globalThis.DragEvent) => {
    const { dataTransfer, target } = event
    if (event.defaultPrevented || !dataTransfer?.types.includes('Files')) return
    // Other file inputs of the page take drops of their own.
    if (target instanceof Element && target.closest('input[type=file]')) return
    event.preventDefault()
    dataTransfer.dropEffect = 'none'
  }
  window.addEventListener('dragover', keep)
  window.addEventListener('drop', keep)
  return () => {
    window.removeEventListener('dragover', keep)
    window.removeEventListener('drop', keep)
  }
}
