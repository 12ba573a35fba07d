import type { Meta, StoryObj } from '@storybook/react-vite'
import { useState } from 'react'
import { ImageVariationStudio, useVariationHistory } from 'react-image-variation'
import { createVariationClient } from 'react-image-variation/client'
import { createLocalRouter } from 'react-image-variation/local'
import { expect, userEvent, waitFor, within } from 'storybook/test'
import { createVariationHandler } from '../src/server/createVariationHandler.js'
import { coffeeFile } from './sampleImages.js'

const router = createLocalRouter({ allowProduction: true })
let requestsAtTheRouter = 0
const handler = createVariationHandler({
  authorize: () => ({ user: 'visitor' }),
  models: ['local/*'],
  upstream: (request) => {
    requestsAtTheRouter += 1
    return router(request)
  },
})

/** The real handler in this page: it outlives the component that calls it, as a server outlives a page. */
const client = createVariationClient({
  endpoint: new URL('/api/image-variations', location.origin),
  fetch: async (input, init) => {
    const request = new Request(input, init)
    const { signal } = request
    const detached = new Request(request, { signal: new AbortController().signal })
    return Promise.race([
      handler(detached),
      new Promise<never>((_, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason as Error))
      }),
    ])
  },
})

function Page({ name, model }: { name: string; model: string }) {
  const history = useVariationHistory({ persist: true, name, client })
  return (
    <ImageVariationStudio
      history={history}
      form={{ client, model, defaultN: 4, defaultSize: '256x256' }}
    />
  )
}

/** A page that can be left and opened again: everything that it held in memory is gone then. */
function Reloadable({ name, model }: { name: string; model: string }) {
  const [visit, setVisit] = useState(1)
  return (
    <>
      <p>
        <button type="button" onClick={() => setVisit(visit + 1)}>
          Reload
        </button>
      </p>
      <Page key={visit} name={name} model={model} />
    </>
  )
}

const meta = {
  title: 'Recipes/Runs that survive',
  component: Reloadable,
  args: { name: 'stories-runs', model: 'local/slow-3000' },
} satisfies Meta<typeof Reloadable>

export default meta
type Story = StoryObj<typeof meta>

/** Press "Create", then "Reload" while the images are made: they arrive in their places, and the router was asked once. */
export const Reload: Story = {
  args: { name: `stories-runs-${crypto.randomUUID()}` },
  play: async ({ canvasElement }) => {
    requestsAtTheRouter = 0
    const canvas = within(canvasElement)
    const input = canvasElement.querySelector<HTMLInputElement>('input[type=file]')
    if (!input) throw new Error('The form has no file input.')
    await userEvent.upload(input, await coffeeFile())
    await canvas.findByAltText('coffee.png')
    await userEvent.click(canvas.getByRole('button', { name: 'Create 4 variations' }))
    const wait = { timeout: 20_000 }
    await waitFor(() => expect(requestsAtTheRouter).toBe(1), wait)
    await userEvent.click(canvas.getByRole('button', { name: 'Reload' }))
    const items = await canvas.findAllByRole('button', { name: /^Variation \d/ }, wait)
    await expect(items).toHaveLength(4)
    await expect(requestsAtTheRouter).toBe(1)
  },
}
