import { Icon } from '../ui/Icon.js'
import { useGalleryContext } from './GalleryContext.js'
import { useDownload } from './useDownload.js'
import type { GalleryItem } from './useVariationGallery.js'

export type HistoryProblemProps = {
  /** What went wrong; an unknown code reads as `failed`. */
  code: string
  /** The images that can be downloaded. */
  items: readonly GalleryItem[]
}

/** Says why the images are gone after a reload, and offers to download them. Root: `<div>`. */
export function HistoryProblem({ code, items }: HistoryProblemProps) {
  const { gallery } = useGalleryContext().labels
  const { download, isSaving, missing } = useDownload()
  const problems: { [code: string]: string | undefined } = gallery.historyProblems
  const files = items.filter(({ image }) => !image.problem)
  return (
    <div data-part="history-problem">
      <Icon name="alert" />
      <output>
        {problems[code] ?? gallery.historyProblems.failed}
        {missing > 0 && ` ${gallery.downloadFailed(missing)}`}
      </output>
      {files.length > 0 && (
        <button
          type="button"
          data-part="action"
          aria-disabled={isSaving || undefined}
          onClick={() => void download(files)}
        >
          <Icon name="download" />
          {gallery.downloadAll}
        </button>
      )}
    </div>
  )
}
