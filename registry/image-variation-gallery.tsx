'use client'
import { useVariationGallery, type VariationHistory } from 'react-image-variation'
import { Button } from '@/components/ui/button'

type ImageVariationGalleryProps = {
  /** What `useVariationHistory` returns. */
  history: VariationHistory
}

/** Images that came back and places for those under way. Keyboard, focus and the dialog come from `useVariationGallery`. */
export function ImageVariationGallery({ history }: ImageVariationGalleryProps) {
  const gallery = useVariationGallery({ runs: history.runs })
  const { opened } = gallery
  return (
    <section aria-label="Variations" className="grid content-start gap-4">
      {history.pending.map((run) => (
        <div key={run.id} aria-busy={run.status === 'pending'} className="flex items-center gap-2">
          {run.error ? (
            <p role="alert" className="text-destructive text-sm">
              {run.error.message}
            </p>
          ) : (
            Array.from({ length: run.request.n ?? 1 }, (_, index) => (
              <div key={index} className="bg-muted size-28 animate-pulse rounded-md" />
            ))
          )}
          <Button
            size="sm"
            variant="outline"
            onClick={() => (run.error ? history.retry(run.id) : history.cancel(run.id))}
          >
            {run.error ? 'Try again' : 'Cancel'}
          </Button>
        </div>
      ))}
      <div
        {...gallery.getGridProps({
          className: 'grid grid-cols-[repeat(auto-fill,minmax(8rem,1fr))] gap-3',
        })}
      >
        {gallery.items.map(({ image }, index) => (
          <button
            key={image.id}
            type="button"
            {...gallery.getItemProps(image.id, {
              'aria-label': `Variation ${index + 1}`,
              className: 'focus-visible:ring-ring overflow-hidden rounded-md focus-visible:ring-2',
            })}
          >
            <img src={image.src} alt="" className="aspect-square w-full object-cover" />
          </button>
        ))}
      </div>
      {gallery.items.length === 0 && history.pending.length === 0 && (
        <p className="text-muted-foreground text-sm">No variations yet</p>
      )}
      {opened && (
        <dialog
          {...gallery.getDialogProps({
            'aria-label': 'Variation',
            className: 'bg-background text-foreground m-auto rounded-lg p-4 backdrop:bg-black/60',
          })}
        >
          <img src={opened.image.src} alt="" className="max-h-[75vh] rounded-md" />
          <div className="mt-3 flex gap-2">
            <Button variant="outline" onClick={() => gallery.move('previous')}>
              Previous
            </Button>
            <Button variant="outline" onClick={() => gallery.move('next')}>
              Next
            </Button>
            <Button onClick={gallery.close}>Close</Button>
          </div>
        </dialog>
      )}
    </section>
  )
}
