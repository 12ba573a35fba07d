import { cleanup, fireEvent, screen, waitFor, within } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import {
  deleteVariationHistory,
  ImageVariationForm,
  ImageVariationStudio,
  useVariationHistory,
  VariationGallery,
  type ImageVariationFormActions,
} from 'react-image-variation'
import { createRef, type CSSProperties } from 'react'
import { afterEach, expect, onTestFinished, test, vi } from 'vitest'
import { page } from 'vitest/browser'
import { coffeeFile, createTestClient, fileInput, renderApp, submitButton } from './harness.js'

afterEach(cleanup)

const items = () => screen.queryAllByRole('button', { name: /^Variation \d/ })

async function renderRun() {
  const { client } = createTestClient()
  renderApp(
    <ImageVariationStudio
      form={{ client, models: ['local/duotone'], defaultSize: '256x256', defaultN: 2 }}
    />,
  )
  await userEvent.upload(fileInput(), await coffeeFile())
  await screen.findByAltText('coffee.png')
  await userEvent.click(submitButton())
  await waitFor(() => expect(items()).toHaveLength(2))
  // The images are there while their run is still pending.
  await screen.findByRole('button', { name: 'Remove' })
}

test('a removed run can be brought back', async () => {
  await renderRun()
  expect(screen.queryByRole('button', { name: 'Undo' })).toBeNull()
  await userEvent.click(screen.getByRole('button', { name: 'Remove' }))
  expect(items()).toHaveLength(0)
  await userEvent.click(await screen.findByRole('button', { name: 'Undo' }))
  expect(items()).toHaveLength(2)
})

test('"vary this" leads to the image of the form, from the grid and from the large view', async () => {
  await renderRun()
  await userEvent.hover(items()[0] ?? document.body)
  await userEvent.click(await screen.findByRole('button', { name: 'More like this' }))
  expect(document.activeElement).toBe(fileInput())
  items()[0]?.focus()
  await userEvent.keyboard('{Enter}')
  const dialog = await screen.findByRole('dialog')
  const [inside] = [...dialog.querySelectorAll('button')].filter(
    ({ title }) => title === 'More like this',
  )
  if (!inside) throw new Error('The large view has no such button.')
  await userEvent.click(inside)
  await waitFor(() => expect(document.querySelector('dialog')).toBeNull())
  expect(document.activeElement).toBe(fileInput())
})

test('your callbacks and actionsRef are joined with those of the studio', async () => {
  const actionsRef = createRef<ImageVariationFormActions>()
  const onRemove = vi.fn()
  const { client } = createTestClient()
  function App() {
    const history = useVariationHistory()
    return (
      <>
        <output>{history.runs.length} runs</output>
        <ImageVariationStudio
          history={history}
          form={{ client, models: ['local/duotone'], defaultSize: '256x256', actionsRef }}
          gallery={{ onRemove }}
        />
      </>
    )
  }
  renderApp(<App />)
  await userEvent.upload(fileInput(), await coffeeFile())
  await screen.findByAltText('coffee.png')
  expect(actionsRef.current).not.toBeNull()
  await userEvent.click(submitButton())
  await screen.findByText('1 runs')
  await userEvent.hover(await screen.findByAltText(/^Variation 1 of/))
  await userEvent.click(await screen.findByRole('button', { name: 'More like this' }))
  await screen.findByText(/From a variation/)
  await userEvent.click(screen.getByRole('button', { name: 'Remove' }))
  await screen.findByText('0 runs')
  expect(onRemove).toHaveBeenCalledTimes(1)
})

test('"use these settings" brings the source image of the run', async () => {
  await renderRun()
  await userEvent.upload(
    fileInput(),
    new File([await coffeeFile()], 'other.png', { type: 'image/png' }),
  )
  await screen.findByAltText('other.png')
  await userEvent.click(screen.getByRole('button', { name: 'Use these settings' }))
  expect(await screen.findByAltText('coffee.png')).toBeDefined()
})

test('the buttons for all images are above the first run, not on it', async () => {
  await renderRun()
  const box = (part: string) =>
    document.querySelector(`[data-part=${part}]`)?.getBoundingClientRect() ?? new DOMRect()
  expect(box('run-header').top).toBeGreaterThanOrEqual(box('toolbar').bottom)
  await userEvent.click(screen.getByRole('button', { name: 'Select' }))
  expect(box('run-header').top).toBeGreaterThanOrEqual(box('toolbar').bottom)
})

test('favorites of a history on disk are there again after a reload, until it is deleted', async () => {
  const name = `favorites-${crypto.randomUUID()}`
  const { client } = createTestClient()
  const studio = (
    <ImageVariationStudio
      persist
      name={name}
      form={{ client, models: ['local/duotone'], defaultSize: '256x256' }}
    />
  )
  const { unmount } = renderApp(studio)
  await userEvent.upload(fileInput(), await coffeeFile())
  await screen.findByAltText('coffee.png')
  await userEvent.click(submitButton())
  const findFavorite = async () => {
    await userEvent.hover(await screen.findByAltText(/^Variation 1 of/))
    return screen.findByRole('button', { name: 'Favorite' })
  }
  await userEvent.click(await findFavorite())
  unmount()
  renderApp(studio)
  const favorite = await findFavorite()
  await waitFor(() => expect(favorite.getAttribute('aria-pressed')).toBe('true'))
  await deleteVariationHistory(name)
  expect(Object.keys(localStorage).filter((key) => key.startsWith(name))).toEqual([])
})

test('on a phone the pending run comes into view, and "Show" leads to its images', async () => {
  await page.viewport(390, 700)
  onTestFinished(() => page.viewport(1280, 800))
  const { client } = createTestClient()
  const form = { client, models: ['local/slow-600'], defaultSize: '256x256' }
  renderApp(<ImageVariationStudio form={form} />)
  await userEvent.upload(fileInput(), await coffeeFile())
  await screen.findByAltText('coffee.png')
  await userEvent.click(submitButton())
  const isInView = () => {
    const { top = -1, bottom = 0 } =
      document.querySelector('[data-part=run]')?.getBoundingClientRect() ?? {}
    return top >= 0 && bottom <= innerHeight + 1
  }
  await waitFor(() => expect(isInView()).toBe(true))
  await userEvent.click(await screen.findByRole('button', { name: 'Show' }))
  expect(document.activeElement).toBe(items()[0])
})

test('maxRuns keeps the newest runs, and no sentence stands twice while a slow one is under way', async () => {
  const { client } = createTestClient()
  const models = ['local/duotone', 'local/slow-600000']
  renderApp(<ImageVariationStudio maxRuns={1} form={{ client, models, defaultSize: '256x256' }} />)
  await userEvent.upload(fileInput(), await coffeeFile())
  await screen.findByAltText('coffee.png')
  const prompt = screen.getByLabelText(/What should change/)
  for (const text of ['Winter', 'Summer']) {
    await userEvent.clear(prompt)
    await userEvent.type(prompt, text)
    await waitFor(() => expect(submitButton().getAttribute('aria-disabled')).toBeNull())
    await userEvent.click(submitButton())
    await waitFor(() =>
      expect(
        document.querySelector('[data-part=run][data-state=success] [data-part=run-prompt]')
          ?.textContent,
      ).toBe(text),
    )
  }
  expect(document.querySelectorAll('[data-part=run]')).toHaveLength(1)

  await userEvent.selectOptions(screen.getByLabelText('Model'), 'local/slow-600000')
  await userEvent.clear(prompt)
  await waitFor(() => expect(submitButton().getAttribute('aria-disabled')).toBeNull())
  await userEvent.click(submitButton())
  const { now } = Date
  const later = vi.spyOn(Date, 'now').mockImplementation(() => now() + 25_000)
  onTestFinished(() => later.mockRestore())
  await screen.findByText('Still creating variations…', { exact: false })
  await screen.findByText('Still working; some models take a minute')
  const sentences: string[] = []
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  while (walker.nextNode()) {
    const text = walker.currentNode.textContent?.trim() ?? ''
    if (/\S \S/.test(text)) sentences.push(text)
  }
  expect(sentences.toSorted()).toEqual([...new Set(sentences)].toSorted())
})

test('of several selected images each comes into the form in turn', async () => {
  await renderRun()
  for (const item of items()) fireEvent.click(item, { ctrlKey: true })
  const toolbar = document.querySelector<HTMLElement>('[data-part=toolbar]') ?? document.body
  await screen.findByText('2 selected')
  await userEvent.click(within(toolbar).getByRole('button', { name: 'More like this' }))
  await screen.findByText(/From a variation · 1 more follows/)
  await screen.findByAltText('coffee-variation-1.jpg')
  await userEvent.click(submitButton())
  await screen.findByAltText('coffee-variation-2.jpg')
  expect(screen.queryByText(/more follows/)).toBeNull()
})

const pixel = 'data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7'

test('form and gallery keep together as items of a stretched grid or flex row', async () => {
  const { client } = createTestClient()
  const images = [0, 1, 2].map((index) => ({ id: `a-${index}`, runId: 'a', index, src: pixel }))
  const both = (
    <>
      <ImageVariationForm client={client} models={['local/duotone']} style={{ width: 400 }} />
      <VariationGallery images={images} style={{ width: 400 }} />
    </>
  )
  /** How far each part is below the top of its form or gallery. */
  const measure = (style: CSSProperties) => {
    const { container, unmount } = renderApp(<div style={style}>{both}</div>)
    const roots = [...container.querySelectorAll('form, [data-part=variation-gallery]')]
    const offsets = roots.map((root) => {
      const { top } = root.getBoundingClientRect()
      const parts = [...root.querySelectorAll('[data-part]')]
      return parts.map((part) => Math.round(part.getBoundingClientRect().top - top))
    })
    const heights = roots.map((root) => root.getBoundingClientRect().height)
    unmount()
    return { offsets, heights }
  }
  const columns = { display: 'grid', gridTemplateColumns: '400px 400px' }
  const natural = measure({ ...columns, alignItems: 'start' })
  expect(natural.offsets.map((parts) => parts.length > 5)).toEqual([true, true])
  for (const style of [
    { ...columns, height: 1800 },
    { display: 'flex', width: 800, height: 1800 },
  ]) {
    const stretched = measure(style)
    expect(stretched.heights).toEqual([1800, 1800])
    expect(stretched.offsets).toEqual(natural.offsets)
  }
})
