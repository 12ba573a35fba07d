import { ImageVariationStudio } from 'react-image-variation'

/** The form asks the handler for its models; see vite.config.ts. */
export function App() {
  return (
    <main>
      <header>
        <h1>Image variations</h1>
        <p>Drop a photo, choose a style, get four variations of it.</p>
      </header>
      <ImageVariationStudio persist form={{ defaultN: 4, controls: 'all' }} />
    </main>
  )
}
