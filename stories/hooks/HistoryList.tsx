import { useImageVariation, useVariationHistory } from 'react-image-variation'

export function HistoryList() {
  const history = useVariationHistory()
  const { mutate } = useImageVariation({
    history,
    defaults: { model: 'local/duotone', n: 2, size: '256x256' },
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
              if (image) mutate({ image })
            }}
          />
        </label>{' '}
        <button type="button" disabled={!history.canUndo} onClick={history.undo}>
          Undo
        </button>{' '}
        <button type="button" onClick={history.clear}>
          Remove all
        </button>
      </p>
      <output>
        {history.pending.length} under way, {history.runs.length} finished
      </output>
      <ul>
        {history.runs.map((run) => (
          <li key={run.id}>
            {run.images.map(({ id, src, index }) => (
              <img key={id} src={src} alt={`Variation ${index + 1}`} width={96} />
            ))}{' '}
            {run.request.model}{' '}
            <button type="button" onClick={() => history.remove(run.id)}>
              Remove
            </button>
          </li>
        ))}
      </ul>
    </>
  )
}
