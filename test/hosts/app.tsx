import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { createRoot } from 'react-dom/client'
import {
  ImageVariationForm,
  ImageVariationStudio,
  VariationComparison,
  VariationGallery,
  type VariationRun,
} from 'react-image-variation'
import { createVariationClient, VariationError } from 'react-image-variation/client'
import { createLocalRouter } from 'react-image-variation/local'
import { findMisfits } from './findMisfits.js'
import { measure } from './measure.js'
import { show, sizeTo } from './show.js'

declare global {
  interface Window {
    /** What the tests ask of the page. */
    hostPage: {
      show: typeof show
      sizeTo: typeof sizeTo
      measure: typeof measure
      findMisfits: typeof findMisfits
    }
  }
}
window.hostPage = { show, sizeTo, measure, findMisfits }

const router = createLocalRouter({ retryDelayMs: 10 })
const client = createVariationClient({
  endpoint: new URL('/api/image-variations', location.origin),
  fetch: (input, init) => router(new Request(input, init)),
})
const models = ['local/watercolor', 'local/pencil']
const coffee = await fetch('coffee.png').then((response) => response.blob())
const src = URL.createObjectURL(coffee)

const run: VariationRun = {
  id: 'run',
  status: 'success',
  images: [
    { id: 'first', runId: 'run', index: 0, blob: coffee, src, width: 640, height: 480 },
    { id: 'second', runId: 'run', index: 1, src: '', problem: 'expired' },
    { id: 'third', runId: 'run', index: 2, blob: coffee, src },
  ],
  request: {
    model: 'local/watercolor',
    n: 4,
    size: '256x256',
    prompt: 'Keep the cup and the saucer, change the season to a winter with deep snow',
  },
  source: { name: 'a cup of coffee on a wooden table, photographed in the morning.png', src },
  createdAt: new Date(Date.now() - 300_000),
  durationMs: 8400,
  requestId: 'req_7f3a91c0-52be-4c1e-9a35-1f7c0de5ab41',
  usage: { totalTokens: 4200, inputTokens: 600, outputTokens: 3600 },
}
const error = new VariationError('outcome_unknown', 'The run could not be collected.')
const pending: VariationRun[] = [
  { ...run, id: 'pending', status: 'pending', images: [], durationMs: undefined },
  { ...run, id: 'failed', status: 'error', images: [], error },
]
const listeners = { onVary() {}, onReuse() {}, onRemove() {}, onCancel() {}, onRetry() {} }

const app = document.getElementById('app')
if (!app) throw new Error('index.html has no #app')
createRoot(app).render(
  <QueryClientProvider client={new QueryClient()}>
    <ImageVariationStudio
      form={{ client, models, controls: 'all', defaultN: 2, defaultSize: '256x256' }}
    />
    <ImageVariationForm client={client} models={models} pricePerImage={0.04} />
    <VariationGallery runs={[]} />
    <VariationGallery
      {...listeners}
      runs={[run]}
      pending={pending}
      defaultFavoriteIds={['first']}
      actionsRef={(actions) => actions?.select(['first'])}
    />
    <VariationComparison client={client} image={coffee} models={models} />
  </QueryClientProvider>,
)
