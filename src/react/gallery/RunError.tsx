import type { VariationRun } from '../image/VariationRun.js'
import { reasonOf } from '../provider/reasonOf.js'
import { Icon } from '../ui/Icon.js'
import { useGalleryContext } from './GalleryContext.js'
import { useKeptFocus } from './useKeptFocus.js'

/** Why a run has no images, in the place where they would be, and what to do about it. Root: `<div role="alert">`. */
export function RunError({ run }: { run: VariationRun }) {
  const { labels, events } = useGalleryContext()
  const { onRetry, onRemove } = events
  const ref = useKeptFocus<HTMLDivElement>()
  return (
    <div data-part="run-error" role="alert" ref={ref}>
      <Icon name="alert" />
      <strong>{labels.error.title}</strong>
      {run.error && <p>{labels.errors[reasonOf(run.error)](run.error)}</p>}
      <div data-part="run-error-actions">
        {onRetry && (
          <button type="button" data-part="action" onClick={() => onRetry(run)}>
            {labels.gallery.retry}
          </button>
        )}
        {onRemove && (
          <button type="button" data-part="action" onClick={() => onRemove(undefined, run)}>
            {labels.gallery.remove}
          </button>
        )}
      </div>
    </div>
  )
}
