import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { renderToString } from 'react-dom/server'
import {
  ImageVariationForm,
  ImageVariationStudio,
  VariationGallery,
  type VariationRun,
} from 'react-image-variation'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'

const run: VariationRun = {
  id: 'a',
  status: 'success',
  images: [{ id: 'a-0', runId: 'a', index: 0, src: 'https://images.test/a.png' }],
  request: { model: 'local/pencil' },
  source: { name: 'cat.png', src: '' },
  createdAt: new Date('2026-11-20T10:30:00Z'),
}

const pages = {
  form: <ImageVariationForm models={['local/pencil']} controls="all" defaultN={4} />,
  gallery: (
    <VariationGallery runs={[run]} pending={[{ ...run, id: 'b', status: 'pending', images: [] }]} />
  ),
  studio: <ImageVariationStudio persist />,
}

beforeEach(() => {
  vi.spyOn(console, 'error')
})
afterEach(() => {
  vi.restoreAllMocks()
})

test('the server says no time of its own time zone', () => {
  const [image] = run.images
  const images = [{ ...image!, expiresAt: new Date('2099-01-01T10:00:00Z') }]
  const html = renderToString(<VariationGallery images={images} />)
  expect(html).toContain('https://images.test/a.png')
  expect(html).not.toContain('data-part="badge"')
})

for (const [name, page] of Object.entries(pages)) {
  test(`the ${name} is rendered on a server, twice the same, without a warning`, () => {
    const html = () =>
      renderToString(<QueryClientProvider client={new QueryClient()}>{page}</QueryClientProvider>)
    const first = html()
    expect(first).toContain('data-part')
    expect(html()).toBe(first)
    expect(console.error).not.toHaveBeenCalled()
  })
}
