import { useImageVariation } from 'react-image-variation'

export function RunMeter({ model }: { model: string }) {
  const { mutate, cancel, reset, status, progress, images, error } = useImageVariation({
    defaults: { model, n: 2, size: '256x256' },
  })
  return (
    <>
      <p>
        <label>
          Photo{' '}
          <input
            type="file"
            onChange={({ target }) => {
              const image = target.files?.[0]
              if (image) mutate({ image, prompt: 'In autumn' })
            }}
          />
        </label>
      </p>
      <output>
        {status}
        {progress && `, ${progress.phase}, ${Math.round(progress.elapsedMs / 1000)} s`}
      </output>
      {progress && (
        <button type="button" onClick={cancel}>
          Cancel
        </button>
      )}
      {error && (
        <p role="alert">
          {error.code} {error.status}: {error.message}{' '}
          <button type="button" onClick={reset}>
            Reset
          </button>
        </p>
      )}
      {images.map(({ id, src, index }) => (
        <img key={id} src={src} alt={`Result ${index + 1}`} width={160} />
      ))}
    </>
  )
}
