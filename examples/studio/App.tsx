import { ImageVariationStudio } from 'react-image-variation'

export function App() {
  return (
    <main>
      <header>
        <h1>Image variations</h1>
        <p>Drop a photo, choose a style, get four variations of it.</p>
      </header>
      <ImageVariationStudio
        persist
        form={{
          models: STUDIO_MODELS,
          defaultModel: STUDIO_MODELS[0],
          defaultN: 4,
          controls: 'all',
        }}
      />
    </main>
  )
}
