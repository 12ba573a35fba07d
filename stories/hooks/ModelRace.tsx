import { useVariationComparison } from 'react-image-variation'

export function ModelRace() {
  const { entries, compare, cancel, retry } = useVariationComparison({ concurrency: 2 })
  return (
    <>
      <p>
        <label>
          Photo{' '}
          <input
            type="file"
            onChange={({ target }) => {
              const image = target.files?.[0]
              const models = ['local/watercolor', 'local/fail-503', 'local/pencil']
              if (image) compare({ image, models, size: '256x256' })
            }}
          />
        </label>
      </p>
      <ul>
        {entries.map(({ model, status, images, error }) => (
          <li key={model}>
            {model}: {status} {error?.message}{' '}
            {status === 'pending' && (
              <button type="button" onClick={() => cancel(model)}>
                Cancel
              </button>
            )}
            {status === 'error' && (
              <button type="button" onClick={() => retry(model)}>
                Try again
              </button>
            )}
            {images.map(({ id, src }) => (
              <img key={id} src={src} alt={model} width={96} />
            ))}
          </li>
        ))}
      </ul>
    </>
  )
}
