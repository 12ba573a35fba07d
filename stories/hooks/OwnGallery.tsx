import { useVariationGallery, type VariationRun } from 'react-image-variation'

export function OwnGallery({ runs }: { runs: VariationRun[] }) {
  const gallery = useVariationGallery({ runs })
  return (
    <>
      <div {...gallery.getGridProps({ style: { display: 'flex', flexWrap: 'wrap', gap: 8 } })}>
        {gallery.items.map(({ image }, index) => (
          <button
            key={image.id}
            {...gallery.getItemProps(image.id, { 'aria-label': `Image ${index + 1}` })}
          >
            <img src={image.src} alt="" width={96} height={96} />
          </button>
        ))}
      </div>
      {gallery.opened && (
        <dialog {...gallery.getDialogProps({ 'aria-label': 'Image' })}>
          <img src={gallery.opened.image.src} alt="" />
          <p>
            {gallery.openedIndex + 1} of {gallery.items.length}{' '}
            <button type="button" onClick={gallery.close}>
              Close
            </button>
          </p>
        </dialog>
      )}
    </>
  )
}
