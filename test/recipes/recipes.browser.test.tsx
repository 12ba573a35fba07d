import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { cleanup, render, screen, waitFor } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import { useState, type ReactElement } from 'react'
import { deleteVariationHistory, ImageVariationProvider } from 'react-image-variation'
import 'react-image-variation/styles.css'
import { afterEach, expect, onTestFinished, test, vi } from 'vitest'
import { userEvent as keyboard } from 'vitest/browser'
import { coffeeFile, createTestClient, fileInput } from '../components/harness.js'
import { LogoutButton, Studio } from './Account.js'
import { ArticleForm, type Article } from './ArticleForm.js'
import { Avatars } from './Avatars.js'
import { VariationsDialog } from './VariationsDialog.js'

afterEach(cleanup)

function renderPage(page: ReactElement) {
  render(
    <QueryClientProvider client={new QueryClient()}>
      <ImageVariationProvider client={createTestClient().client} defaults={{ size: '256x256' }}>
        {page}
      </ImageVariationProvider>
    </QueryClientProvider>,
  )
}

async function create() {
  await userEvent.upload(fileInput(), await coffeeFile())
  await screen.findByAltText('coffee.png')
  await userEvent.click(screen.getByRole('button', { name: /^Create/ }))
  await screen.findByText('1 variation ready.', {}, { timeout: 20_000 })
}

test('a photo becomes four avatars under markup of your own', async () => {
  renderPage(<Avatars />)
  await userEvent.upload(screen.getByLabelText('Photo'), await coffeeFile())
  await waitFor(() => expect(screen.getAllByRole('presentation')).toHaveLength(4), {
    timeout: 20_000,
  })
})

test('an article with a cover: the form sends on its own, and its image is saved with the page', async () => {
  const onSave = vi.fn<(article: Article) => void>()
  renderPage(<ArticleForm onSave={onSave} />)
  await userEvent.type(screen.getByLabelText('Title'), 'Coffee')
  await create()
  expect(onSave).not.toHaveBeenCalled()
  await userEvent.click(screen.getByRole('button', { name: 'Save article' }))
  await waitFor(() => expect(onSave).toHaveBeenCalledTimes(1))
  const [{ title, cover }] = onSave.mock.lastCall!
  expect(title).toBe('Coffee')
  expect(cover?.type).toMatch(/^image\//)
  expect((await createImageBitmap(cover!)).width).toBe(256)
})

test('in a dialog of a form: submit and Escape stay inside, first the large view closes, then the dialog', async () => {
  const onOuterSubmit = vi.fn()
  renderPage(
    <form onSubmit={onOuterSubmit}>
      <VariationsDialog />
    </form>,
  )
  await userEvent.click(screen.getByRole('button', { name: 'Make variations' }))
  await create()
  expect(onOuterSubmit).not.toHaveBeenCalled()

  await keyboard.click(screen.getByRole('button', { name: 'Crop' }))
  await screen.findByRole('slider', { name: 'Zoom' })
  await keyboard.keyboard('{Escape}')
  await waitFor(() => expect(screen.queryByRole('slider', { name: 'Zoom' })).toBeNull())
  screen.getByRole('dialog', { name: 'Variations' })

  const item = document.querySelector<HTMLElement>('[data-image-id]')!
  await keyboard.click(item)
  const large = await screen.findByRole('dialog', { name: 'Variation' })
  await waitFor(() => expect(large.contains(document.activeElement)).toBe(true))
  await keyboard.keyboard('{Escape}')
  await waitFor(() => expect(large.isConnected).toBe(false))
  screen.getByRole('dialog', { name: 'Variations' })
  await waitFor(() => expect(document.activeElement).toBe(item))

  await keyboard.keyboard('{Escape}')
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
})

test('each user sees their own images, and after a logout nobody does', async () => {
  const users = [`anna-${crypto.randomUUID()}`, `ben-${crypto.randomUUID()}`] as const
  onTestFinished(async () => {
    for (const user of users) await deleteVariationHistory(user)
  })
  function App() {
    const [userId, setUserId] = useState<string>()
    const session = userId === undefined ? undefined : { userId }
    return session ? (
      <>
        <LogoutButton session={session} logout={() => setUserId(undefined)} />
        <button onClick={() => setUserId(users[1])}>Switch to Ben</button>
        <Studio session={session} />
      </>
    ) : (
      <button onClick={() => setUserId(users[0])}>Sign in as Anna</button>
    )
  }
  const images = () => document.querySelectorAll('[data-image-id]')
  renderPage(<App />)
  await userEvent.click(screen.getByRole('button', { name: 'Sign in as Anna' }))
  await userEvent.type(await screen.findByRole('textbox', { name: 'Model' }), 'local/duotone')
  await create()
  await waitFor(() => expect(images()).toHaveLength(1))

  await userEvent.click(screen.getByRole('button', { name: 'Switch to Ben' }))
  expect(images()).toHaveLength(0)
  await userEvent.click(screen.getByRole('button', { name: 'Log out' }))
  await userEvent.click(screen.getByRole('button', { name: 'Sign in as Anna' }))
  await waitFor(() => expect(images()).toHaveLength(1))

  await userEvent.click(screen.getByRole('button', { name: 'Log out' }))
  await userEvent.click(screen.getByRole('button', { name: 'Sign in as Anna' }))
  await screen.findByText('No variations yet')
  expect(images()).toHaveLength(0)
})
