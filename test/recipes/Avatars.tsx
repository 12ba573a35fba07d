import { useImageVariation } from 'react-image-variation'

export function Avatars() {
  const { mutate, images, progress, cancel, error } = useImageVariation({
    defaults: { model: 'openai/gpt-image-2', n: 4 },
  })
  return (
    <>
      <input
        type="file"
        aria-label="Photo"
        onChange={({ target }) => {
          const image = target.files?.[0]
          if (image) mutate({ image, prompt: 'A cartoon of this person' })
        }}
      />
      {progress && <button onClick={cancel}>{progress.phase} … cancel</button>}
      {error && <p role="alert">{error.message}</p>}
      {images.map((image) => (
        <img key={image.id} src={image.src} alt="" />
      ))}
    </>
  )
}
