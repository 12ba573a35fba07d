import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { createRoot } from 'react-dom/client'
import { ImageVariationStudio } from 'react-image-variation'
import { createVariationClient } from 'react-image-variation/client'
import { createLocalRouter } from 'react-image-variation/local'
import layered from '../../src/styles.layer.css?inline'
import unlayered from '../../src/styles.css?inline'

declare global {
  interface Window {
    stylesheets: { unlayered: string; layered: string }
  }
}
window.stylesheets = { unlayered, layered }

const router = createLocalRouter({ retryDelayMs: 10 })
const client = createVariationClient({
  endpoint: new URL('/api/image-variations', location.origin),
  fetch: (input, init) => router(new Request(input, init)),
})
const models = ['local/watercolor', 'local/pencil']

const app = document.getElementById('app')
if (!app) throw new Error('index.html has no #app')
createRoot(app).render(
  <QueryClientProvider client={new QueryClient()}>
    <ImageVariationStudio
      form={{ client, models, controls: 'all', defaultN: 2, defaultSize: '256x256' }}
    />
  </QueryClientProvider>,
)
