import { useState } from 'react'
import { useImageVariation } from 'react-image-variation'

export function AvatarMaker() {
  const [avatar, setAvatar] = useState('')
  const { mutate, images, progress, cancel, error } = useImageVariation({
    defaults: { model: 'local/watercolor', n: 3, size: '256x256' },
  })
  return (
    <div style={{ display: 'grid', gap: '1rem', justifyItems: 'start' }}>
      {avatar ? (
        <img src={avatar} alt="Your avatar" width={96} style={{ borderRadius: '50%' }} />
      ) : (
        <p>You have no avatar yet.</p>
      )}
      <label>
        Photo{' '}
        <input
          type="file"
          accept="image/png,image/jpeg,image/webp"
          onChange={({ target }) => {
            const image = target.files?.[0]
            if (image) mutate({ image, prompt: 'A friendly portrait' })
          }}
        />
      </label>
      {progress && (
        <p>
          {progress.phase === 'uploading' ? 'Uploading' : 'Painting'} for{' '}
          {Math.round(progress.elapsedMs / 1000)} s{' '}
          <button type="button" onClick={cancel}>
            Cancel
          </button>
        </p>
      )}
      {error && <p role="alert">{error.message}</p>}
      <div style={{ display: 'flex', flexWrap: 'wrap', gap: '0.5rem' }}>
        {images.map(({ id, src, index }) => (
          <button
            key={id}
            type="button"
            aria-label={`Use portrait ${index + 1}`}
            onClick={() => setAvatar(src)}
          >
            <img src={src} alt="" width={128} height={128} />
          </button>
        ))}
      </div>
    </div>
  )
}
