import { useRef, useState } from 'react'
import { ImageVariationForm, type VariationImage } from 'react-image-variation'

export function InDialog() {
  const dialog = useRef<HTMLDialogElement>(null)
  const [cover, setCover] = useState<VariationImage>()
  return (
    <>
      {cover && <img src={cover.src} alt="Cover" width={256} />}
      <p>
        <button type="button" onClick={() => dialog.current?.showModal()}>
          Make a cover
        </button>
      </p>
      <dialog ref={dialog} aria-label="Make a cover" style={{ inlineSize: 'min(30rem, 90vw)' }}>
        <ImageVariationForm
          model="local/pop-art"
          defaultSize="256x256"
          keepOnUnmount
          onResult={(run) => {
            setCover(run.images[0])
            dialog.current?.close()
          }}
        />
        <p>
          <button type="button" onClick={() => dialog.current?.close()}>
            Close
          </button>
        </p>
      </dialog>
    </>
  )
}
