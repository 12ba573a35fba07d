import { cleanup, screen, within } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import { ImageVariationForm } from 'react-image-variation'
import { afterEach, expect, onTestFinished, test, vi } from 'vitest'
import { cdp } from 'vitest/browser'
import { coffeeFile, createTestClient, fileInput, renderApp, submitButton } from './harness.js'

// In a file of their own and in this order: a chunk that another test has loaded cannot be blocked any more.
afterEach(cleanup)

async function block(urls: string[]) {
  await cdp().send('Network.enable')
  await cdp().send('Network.setBlockedURLs', { urls })
}

test('offline, without the code that reads and checks an image: it says so at once, and the network brings both', async () => {
  await block(['*readImage*', '*findIssues*'])
  onTestFinished(() => block([]))
  const online = vi.spyOn(navigator, 'onLine', 'get').mockReturnValue(false)
  onTestFinished(() => online.mockRestore())
  const { client, requests } = createTestClient()
  renderApp(<ImageVariationForm client={client} models={['local/duotone']} defaultSize="256x256" />)
  await userEvent.upload(fileInput(), await coffeeFile())
  const offline = within(await screen.findByRole('alert'))
  offline.getByText(/^You are offline\. Your image is still here\./)
  online.mockReturnValue(true)
  await block(['*findIssues*'])
  await userEvent.click(offline.getByRole('button', { name: 'Try again' }))
  await screen.findByAltText('coffee.png')
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
    const { client } = createTestClient()
    renderApp(<ImageVariationForm client={client} models={['local/duotone']} controls="all" />)
    await userEvent.upload(fileInput(), await coffeeFile())
    await screen.findByAltText('coffee.png')
    await userEvent.click(screen.getByText(open))
    await screen.findByText(/^This part of the page couldn't be loaded/)
    screen.getByAltText('coffee.png')
    await block([])
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }))
    await loaded()
  })
}
