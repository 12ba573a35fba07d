import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import {
  ImageVariationProvider,
  useImageIntake,
  useImageVariation,
  useVariationComparison,
  useVariationHistory,
} from 'react-image-variation'
import { renderToString } from 'react-dom/server'
import { expect, test } from 'vitest'

function Everything() {
  const variation = useImageVariation()
  const history = useVariationHistory({ persist: true })
  const intake = useImageIntake({ requirements: { square: true } })
  const comparison = useVariationComparison()
  return (
    <output>
      {JSON.stringify([
        variation.status,
        variation.progress,
        variation.images,
        history.isLoading,
        history.runs,
        intake.image,
        intake.isPending,
        comparison.entries,
      ])}
    </output>
  )
}

test('the hooks render on a server, the same every time', () => {
  const render = () =>
    renderToString(
      <QueryClientProvider client={new QueryClient()}>
        <ImageVariationProvider endpoint="/api/image-variations" defaults={{ model: 'a/b' }}>
          <Everything />
        </ImageVariationProvider>
      </QueryClientProvider>,
    )
  const state = ['idle', null, [], true, [], null, false, []]
  expect(render().replaceAll('&quot;', '"')).toBe(`<output>${JSON.stringify(state)}</output>`)
  expect(render()).toBe(render())
})
