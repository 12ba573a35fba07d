import { useImageIntake, VariationComparison } from 'react-image-variation'

export function CompareModels() {
  const { image, take, problem } = useImageIntake()
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
      {problem && <p role="alert">This file cannot be used: {problem.code}</p>}
      <VariationComparison
        image={image?.file}
        models={[
          { id: 'local/watercolor', label: 'Watercolor', pricePerImage: 0.04 },
          { id: 'local/pencil', label: 'Pencil', pricePerImage: 0.02 },
          { id: 'local/pop-art', label: 'Pop art', pricePerImage: 0.08 },
        ]}
        settings={{ n: 1, size: '256x256' }}
      />
    </>
  )
}
