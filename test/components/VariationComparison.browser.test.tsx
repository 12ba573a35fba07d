import { cleanup, screen, waitFor, within } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import { ImageVariationProvider, VariationComparison } from 'react-image-variation'
import { VariationError } from 'react-image-variation/client'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { page } from 'vitest/browser'
import { coffeeFile, createTestClient, renderApp } from './harness.js'

beforeEach(() => page.viewport(1280, 800))
afterEach(cleanup)

const models = [
  { id: 'local/duotone', label: 'Duotone', pricePerImage: 0.02 },
  { id: 'local/fail-400', label: 'Failing', pricePerImage: 0.04 },
]

const column = (name: string) => {
  const article = screen.getByText(name, { selector: 'strong' }).closest('article')
  if (!article) throw new Error(`There is no column ${name}.`)
  return article
}

test('nothing is sent before the button, which says what it costs; without an image it is disabled', async () => {
  const { client, requests } = createTestClient()
  const { rerender } = renderApp(<VariationComparison client={client} models={models} />)
  const button = screen.getByRole('button', { name: /^Compare 2 models/ })
  expect(button).toHaveProperty('disabled', true)
  const settings = { n: 2 }
  const image = await coffeeFile()
  rerender(
    <VariationComparison client={client} image={image} models={models} settings={settings} />,
  )
  expect(button).toHaveProperty('disabled', false)
  expect(button.textContent).toContain('about $0.12')
  expect(requests).toHaveLength(0)
})

test('each model has its images or its error with a retry, in a column of its own', async () => {
  const { client } = createTestClient()
  const onSuccess = vi.fn()
  const onError = vi.fn()
  renderApp(
    <VariationComparison
      client={client}
      image={await coffeeFile()}
      models={models}
      settings={{ n: 2, size: '256x256' }}
      onSuccess={onSuccess}
      onError={onError}
    />,
  )
  await userEvent.click(screen.getByRole('button', { name: /^Compare/ }))
  await waitFor(() => expect(onSuccess).toHaveBeenCalledTimes(1))
  await waitFor(() =>
    expect(
      within(column('Duotone')).getAllByRole('button', { name: /^Variation \d/ }),
    ).toHaveLength(2),
  )
  const failed = within(column('Failing'))
  await failed.findByRole('alert')
  expect(onError).toHaveBeenCalledTimes(1)
  await userEvent.click(failed.getByRole('button', { name: 'Try again' }))
  await waitFor(() => expect(onError).toHaveBeenCalledTimes(2))
  expect(onSuccess).toHaveBeenCalledTimes(1)
})

test('what may have been billed is tried again only at its price, and the settings of the page count', async () => {
  const create = vi.fn(() =>
    Promise.reject(new VariationError('outcome_unknown', 'Lost.', { outcomeUnknown: true })),
  )
  renderApp(
    <ImageVariationProvider defaults={{ size: '256x256', n: 2 }}>
      <VariationComparison
        client={{ create }}
        image={await coffeeFile()}
        models={models}
        defaults={{ n: 4 }}
      />
    </ImageVariationProvider>,
  )
  const button = screen.getByRole('button', { name: /^Compare/ })
  expect(button.textContent).toContain('about $0.24')
  await userEvent.click(button)
  const retry = await within(column('Duotone')).findByRole('button', { name: /about \$0\.08/ })
  expect(create).toHaveBeenCalledTimes(2)
  expect(create).toHaveBeenCalledWith(expect.objectContaining({ n: 4 }), expect.anything())
  await userEvent.click(retry)
  await waitFor(() => expect(create).toHaveBeenCalledTimes(3))
})

test('whoever cancels all models keeps a place to go on from', async () => {
  const { client } = createTestClient()
  const slow = [{ id: 'local/slow-600000', label: 'Slow' }]
  renderApp(<VariationComparison client={client} image={await coffeeFile()} models={slow} />)
  const start = screen.getByRole('button', { name: /^Compare/ })
  await userEvent.click(start)
  await within(column('Slow')).findByRole('timer')
  const [cancel] = screen.getAllByRole('button', { name: 'Cancel' })
  await userEvent.click(cancel!)
  await within(column('Slow')).findByText('Cancelled')
  expect(document.activeElement).toBe(start)
})

test('models wait for their turn, and one alone can be cancelled and tried again', async () => {
  const { client, requests } = createTestClient()
  renderApp(
    <VariationComparison
      client={client}
      image={await coffeeFile()}
      models={[{ id: 'local/slow', label: 'Slow' }, ...models]}
      settings={{ size: '256x256' }}
      concurrency={1}
    />,
  )
  await userEvent.click(screen.getByRole('button', { name: /^Compare/ }))
  const states = () => [
    document.querySelector<HTMLElement>('[data-part=variation-comparison]')?.dataset['state'],
    ...['Slow', 'Duotone', 'Failing'].map((name) => column(name).dataset['state']),
  ]
  within(column('Duotone')).getByText('Waiting for its turn')
  const slow = within(column('Slow'))
  await slow.findByRole('timer')
  expect(states()).toEqual(['pending', 'pending', 'queued', 'queued'])
  await userEvent.click(slow.getByRole('button', { name: 'Cancel' }))
  await slow.findByText('Cancelled')
  await within(column('Duotone')).findByRole('button', { name: /^Variation 1/ })
  await within(column('Failing')).findByRole('alert')
  await waitFor(() => expect(states()).toEqual([undefined, 'idle', 'success', 'error']))
  const before = requests.length
  await userEvent.click(slow.getByRole('button', { name: 'Try again' }))
  await slow.findByRole('timer')
  await waitFor(() => expect(requests.length).toBeGreaterThan(before))
})
