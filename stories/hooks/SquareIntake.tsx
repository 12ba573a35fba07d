import { useImageIntake } from 'react-image-variation'

export function SquareIntake() {
  const { shown, problem, take, fix, clear } = useImageIntake({ requirements: { square: true } })
  return (
    <>
      <p>
        <label>
          Photo{' '}
          <input
            type="file"
            onChange={({ target }) => {
              const file = target.files?.[0]
              if (file) void take(file)
            }}
          />
        </label>
      </p>
      {shown && (
        <p>
          <img src={shown.previewSrc || undefined} alt={shown.name} width={160} /> {shown.width} ×{' '}
          {shown.height}{' '}
          <button type="button" onClick={clear}>
            Remove
          </button>
        </p>
      )}
      {problem && (
        <p role="alert">
          {problem.code}{' '}
          {problem.fixes.map((one) => (
            <button key={one} type="button" onClick={() => void fix(one)}>
              {one}
            </button>
          ))}
        </p>
      )}
    </>
  )
}
