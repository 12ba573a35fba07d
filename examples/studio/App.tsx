import { useRef, useState } from 'react'
import {
  ImageVariationForm,
  useVariationHistory,
  VariationGallery,
  type ImageVariationFormActions,
} from 'react-image-variation'

export function App() {
  const history = useVariationHistory({ persist: true })
  const form = useRef<ImageVariationFormActions>(null)
  const [pending, setPending] = useState<number | null>(null)
  const done = () => setPending(null)

  return (
    <main>
      <header>
        <h1>Image variations</h1>
        <p>Drop a photo, choose a style, get four variations of it.</p>
      </header>
      <ImageVariationForm
        models={STUDIO_MODELS}
        defaultModel={STUDIO_MODELS[0]}
        defaultN={4}
        controls="all"
        actionsRef={form}
        onSubmit={(_event, request) => setPending(request.n ?? 1)}
        onResult={(run) => {
          history.add(run)
          done()
        }}
        onError={done}
        onCancel={done}
      />
      <VariationGallery
        runs={history.runs}
        pending={pending}
        onVary={(image) => form.current?.vary(image)}
        onReuse={(run) => form.current?.reuse(run)}
        onRemove={history.remove}
      />
    </main>
  )
}
