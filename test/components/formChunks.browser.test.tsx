import { cleanup, screen } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import { ImageVariationForm } from 'react-image-variation'
import { afterEach, expect, onTestFinished, test } from 'vitest'
import { cdp } from 'vitest/browser'
import { coffeeFile, createTestClient, fileInput, renderApp, submitButton } from './harness.js'

// In a file of their own and in this order: a chunk that another test has loaded cannot be blocked any more.
afterEach(cleanup)

async function block(urls: string[]) {
  await cdp().send('Network.enable')
  await cdp().send('Network.setBlockedURLs', { urls })
}

async function renderChosen(controls?: 'all') {
  const { client, requests } = createTestClient()
  renderApp(
    <ImageVariationForm
      client={client}
      models={['local/duotone']}
      defaultSize="256x256"
      controls={controls}
    />,
  )
  await userEvent.upload(fileInput(), await coffeeFile())
  await screen.findByAltText('coffee.png')
  return requests
}

test('validation that cannot be loaded sends nothing, says so, and the next click tries again', async () => {
  await block(['*findIssues*'])
  onTestFinished(() => block([]))
  const requests = await renderChosen()
  await userEvent.click(submitButton())
  await screen.findByText(/couldn't be loaded, so nothing was sent/)
  expect(requests).toHaveLength(0)
  await block([])
  await userEvent.click(screen.getByRole('button', { name: 'Try again' }))
  await screen.findByText('1 variation ready.', {}, { timeout: 10_000 })
  expect(requests).toHaveLength(1)
})

for (const [name, pattern, open, loaded] of [
  ['expert settings', '*AdvancedFields*', 'Advanced', () => screen.findByText('Tracking')],
  ['crop', '*CropEditor*', 'Crop', () => screen.findByRole('slider', { name: 'Zoom' })],
] as const) {
  test(`the ${name} that cannot be loaded say so, keep the image, and come back`, async () => {
    await block([pattern])
    onTestFinished(() => block([]))
    await renderChosen('all')
    await userEvent.click(screen.getByText(open))
    await screen.findByText(/^This part of the page couldn't be loaded/)
    screen.getByAltText('coffee.png')
    await block([])
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }))
    await loaded()
  })
}
