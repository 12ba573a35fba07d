import { act, cleanup, fireEvent, screen, waitFor, within } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import { createRef, useState, type SyntheticEvent } from 'react'
import {
  defaultLabels,
  VariationGallery,
  type GalleryHistory,
  type GalleryItem,
  type VariationGalleryActions,
  type VariationRun,
} from 'react-image-variation'
import { VariationError } from 'react-image-variation/client'
import { afterEach, beforeAll, beforeEach, expect, onTestFinished, test, vi } from 'vitest'
import { cdp, page } from 'vitest/browser'
import { galleryParts } from '../../src/react/gallery/galleryParts.js'
import { renderApp } from './harness.js'

beforeEach(() => page.viewport(1280, 800))
afterEach(cleanup)

let imageBlob: Blob
let src: string
beforeAll(async () => {
  const canvas = new OffscreenCanvas(64, 64)
  canvas.getContext('2d')?.fillRect(0, 0, 64, 64)
  imageBlob = await canvas.convertToBlob()
  src = URL.createObjectURL(imageBlob)
})

function createRun(id: string, count: number, parentImageId?: string): VariationRun {
  return {
    id,
    status: 'success',
    images: Array.from({ length: count }, (_, index) => ({
      id: `${id}-${index}`,
      runId: id,
      index,
      src,
      blob: imageBlob,
      mimeType: 'image/png',
      width: 64,
      height: 64,
    })),
    request: { model: `local/${id}`, n: count },
    source: { name: 'cat.png', src, blob: imageBlob },
    createdAt: new Date('2026-11-20T10:30:00Z'),
    ...(parentImageId === undefined ? {} : { parentImageId }),
  }
}

const items = () => screen.getAllByRole('button', { name: /^Variation \d/ })

/** Actions are drawn for the image that the pointer is at. */
async function hoverFirst() {
  await userEvent.hover(document.querySelector('[data-part=item]') ?? document.body)
  await waitFor(() => expect(document.querySelector('[data-part=quick-actions]')).not.toBeNull())
}

async function openFirst() {
  const [first] = items()
  first?.focus()
  return waitFor(async () => {
    if (!document.querySelector('dialog')) await userEvent.keyboard('{Enter}')
    return screen.getByRole('dialog')
  })
}

test('an item is one focusable element with its image; the tab key reaches one of them', () => {
  renderApp(<VariationGallery runs={[createRun('a', 3)]} selectable={false} />)
  expect(items()).toHaveLength(3)
  for (const item of items()) {
    expect(item.querySelectorAll('img')).toHaveLength(1)
    expect(item.querySelectorAll('a, button, input, [tabindex]')).toHaveLength(0)
  }
  expect(items().map(({ tabIndex }) => tabIndex)).toEqual([0, -1, -1])
})

test('Enter opens a dialog with the focus inside, arrows move, Escape closes, the focus returns', async () => {
  renderApp(<VariationGallery runs={[createRun('a', 2), createRun('b', 2)]} />)
  const dialog = await openFirst()
  expect(dialog.matches(':modal')).toBe(true)
  expect(dialog.contains(document.activeElement)).toBe(true)
  within(dialog).getByText('1 of 4')
  await userEvent.keyboard('{ArrowRight}')
  within(dialog).getByText('2 of 4')
  await userEvent.keyboard('{End}')
  within(dialog).getByText('4 of 4')
  await userEvent.keyboard('{Home}{ArrowLeft}')
  within(dialog).getByText('1 of 4')
  await userEvent.keyboard('{Escape}')
  expect(document.querySelector('dialog')).toBeNull()
  expect(document.activeElement).toBe(items()[0])
})

test('the focus returns to an image whose click has not focused it, as in Safari', async () => {
  renderApp(<VariationGallery runs={[createRun('a', 2)]} />)
  const second = items()[1]!
  second.addEventListener('mousedown', (event) => event.preventDefault())
  await userEvent.click(second)
  await waitFor(() => expect(document.querySelector('dialog')?.open).toBe(true))
  await userEvent.keyboard('{Escape}')
  expect(document.querySelector('dialog')).toBeNull()
  expect(document.activeElement).toBe(second)
})

test('arrow keys walk the grid over the ends of runs', async () => {
  renderApp(<VariationGallery runs={[createRun('a', 2), createRun('b', 2)]} />)
  items()[0]?.focus()
  await userEvent.keyboard('{ArrowRight}{ArrowRight}')
  await waitFor(() => expect(document.activeElement).toBe(items()[2]))
  await userEvent.keyboard('{ArrowUp}')
  await waitFor(() => expect(document.activeElement).toBe(items()[0]))
  await userEvent.keyboard('{ArrowDown}')
  await waitFor(() => expect(document.activeElement).toBe(items()[2]))
  await userEvent.keyboard('{End}')
  await waitFor(() => expect(document.activeElement).toBe(items()[3]))
})

test('the original can be compared by keyboard', async () => {
  renderApp(<VariationGallery runs={[createRun('a', 1)]} />)
  const dialog = within(await openFirst())
  await userEvent.click(dialog.getByRole('button', { name: 'Compare with cat.png' }))
  const slider = dialog.getByRole('slider', { name: 'Share of the original' })
  slider.focus()
  expect(slider).toHaveProperty('value', '50')
  await userEvent.keyboard('{Escape}')
  expect(document.querySelector('dialog')).toBeNull()
})

test('events go out with what they are about; absent listeners have no button', async () => {
  const onVary = vi.fn()
  const onReuse = vi.fn()
  const onRemove = vi.fn()
  const run = createRun('a', 1)
  const { rerender } = renderApp(<VariationGallery runs={[run]} />)
  expect(screen.queryByRole('button', { name: 'Remove' })).toBeNull()
  rerender(<VariationGallery runs={[run]} onVary={onVary} onReuse={onReuse} onRemove={onRemove} />)
  await hoverFirst()
  await userEvent.click(screen.getByRole('button', { name: 'More like this' }))
  expect(onVary).toHaveBeenCalledWith(run.images[0], run)
  await userEvent.click(screen.getByRole('button', { name: 'Use these settings' }))
  expect(onReuse).toHaveBeenCalledWith(undefined, run)
  await userEvent.click(screen.getByRole('button', { name: 'Remove' }))
  expect(onRemove).toHaveBeenCalledWith(undefined, run)
})

test('several can be selected by keyboard and given up again', async () => {
  const onSelectedIdsChange = vi.fn()
  renderApp(
    <VariationGallery runs={[createRun('a', 3)]} onSelectedIdsChange={onSelectedIdsChange} />,
  )
  items()[0]?.focus()
  await userEvent.keyboard('{Shift>}{ArrowRight}{/Shift}')
  await screen.findByText('2 selected')
  expect(onSelectedIdsChange).toHaveBeenLastCalledWith(['a-0', 'a-1'])
  const boxes = screen.getAllByRole('checkbox')
  expect(boxes.map((box) => box.getAttribute('aria-checked'))).toEqual(['true', 'true', 'false'])
  await userEvent.keyboard('{Control>}a{/Control}')
  await screen.findByText('3 selected')
  await userEvent.keyboard('{Escape}')
  expect(screen.queryByRole('checkbox')).toBeNull()
})

/** What a click on a button saves: the file's name and bytes. */
async function savedBy(button: string) {
  const click = vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(() => {})
  onTestFinished(() => click.mockRestore())
  await userEvent.click(await screen.findByRole('button', { name: button }))
  await waitFor(() => expect(click).toHaveBeenCalled())
  const links = click.mock.contexts as HTMLAnchorElement[]
  expect(links).toHaveLength(1)
  const [link] = links
  if (!link) throw new Error('Nothing was saved.')
  return { name: link.download, bytes: await (await fetch(link.href)).text() }
}

test('all are saved as one ZIP with a name for each; a link is fetched, and one that cannot be is told', async () => {
  const onDownload = vi.fn()
  const [run, again] = [createRun('a', 3), createRun('b', 2)]
  const [, linked, gone] = run.images
  if (!linked || !gone) throw new Error('The run has no images.')
  linked.blob = undefined
  Object.assign(gone, { blob: undefined, src: 'http://127.0.0.1:1/gone.png' })
  renderApp(<VariationGallery runs={[run, again]} onDownload={onDownload} />)
  const { name, bytes } = await savedBy('Download all')
  expect(name).toBe('variations.zip')
  const directory = bytes.slice(bytes.indexOf('PK\u0001\u0002'))
  expect(directory.match(/cat-variation[^P]*?\.png/g)).toEqual([
    'cat-variation-1.png',
    'cat-variation-2.png',
    'cat-variation-1 (2).png',
    'cat-variation-2 (2).png',
  ])
  await screen.findByText("1 image couldn't be saved. Open it to save it there.")
  expect(onDownload.mock.calls.map(([image]) => image.id)).toEqual(['a-0', 'a-1', 'b-0', 'b-1'])
})

test('on a page from right to left, details in another language keep their direction', async () => {
  const run = createRun('a', 1)
  run.request.prompt = 'Winter.'
  renderApp(
    <div dir="rtl">
      <VariationGallery runs={[run]} />
    </div>,
  )
  const dialog = within(await openFirst())
  await userEvent.click(dialog.getByRole('button', { name: 'Details' }))
  for (const fact of ['Winter.', 'cat.png', 'local/a']) {
    expect(getComputedStyle(dialog.getByText(fact)).direction).toBe('ltr')
  }
})

test('of the selected ones only those are saved, and one alone as it is', async () => {
  renderApp(<VariationGallery runs={[createRun('a', 3)]} defaultSelectedIds={['a-1']} />)
  await userEvent.click(await screen.findByRole('button', { name: 'Select' }))
  const { name, bytes } = await savedBy('Download')
  expect(name).toBe('cat-variation-2.png')
  expect(bytes).toBe(await imageBlob.text())
})

test('broken, expired and unsafe images say so', async () => {
  const run = createRun('a', 3)
  const [broken, expired, unsafe] = run.images
  if (!broken || !expired || !unsafe) throw new Error('The run has no images.')
  run.images = [
    { ...broken, src: 'data:image/png;base64,AAAA', blob: undefined },
    { ...expired, src: '', blob: undefined, problem: 'expired' },
    { ...unsafe, src: '', blob: undefined, problem: 'unsafe_url' },
  ]
  renderApp(<VariationGallery runs={[run]} />)
  await screen.findByText("This image can't be loaded.")
  screen.getByText('This link has expired.')
  screen.getByText("This link isn't safe to open.")
})

test('a lineage can be walked up and down', async () => {
  renderApp(<VariationGallery runs={[createRun('b', 1, 'a-1'), createRun('a', 2)]} />)
  const dialog = within(await openFirst())
  await userEvent.click(dialog.getByRole('button', { name: 'Made from a variation' }))
  dialog.getByText('3 of 3')
  await userEvent.click(dialog.getByRole('button', { name: '1 variation of this' }))
  dialog.getByText('1 of 3')
})

test('another run draws no image again, and neither does opening one', async () => {
  const drawn = vi.fn(() => undefined)
  function App() {
    const [runs, setRuns] = useState([createRun('a', 4)])
    return (
      <>
        <button onClick={() => setRuns([createRun('b', 2), ...runs])}>Add</button>
        <VariationGallery runs={runs} renderImage={drawn} />
      </>
    )
  }
  renderApp(<App />)
  await openFirst()
  await userEvent.keyboard('{Escape}')
  drawn.mockClear()
  await userEvent.click(screen.getByRole('button', { name: 'Add' }))
  await waitFor(() => expect(items()).toHaveLength(6))
  const drawnRuns = drawn.mock.calls.map(
    ([item]: unknown[]) => (item as { run: VariationRun }).run.id,
  )
  expect(new Set(drawnRuns)).toEqual(new Set(['b']))
})

test('of a thousand images only those near the viewport are drawn, and End reaches the last', async () => {
  const { images } = createRun('many', 1000)
  renderApp(<VariationGallery images={images} />)
  await waitFor(() => expect(items().length).toBeGreaterThan(4))
  expect(document.querySelectorAll('li')).toHaveLength(1000)
  expect(document.querySelectorAll('li img').length).toBeLessThan(400)
  items()[0]?.focus()
  await userEvent.keyboard('{End}')
  await waitFor(() =>
    expect(document.activeElement?.getAttribute('data-image-id')).toBe('many-999'),
  )
})

test('of a long history a few runs are drawn at once, the others soon, and none goes when one comes', async () => {
  const runs = Array.from({ length: 20 }, (_, index) => createRun(`run${index}`, 1))
  const drawn = () => document.querySelectorAll('[data-run-id]').length
  const { rerender } = renderApp(<VariationGallery runs={runs} />)
  expect(drawn()).toBeLessThan(20)
  await waitFor(() => expect(drawn()).toBe(20))
  rerender(<VariationGallery runs={[createRun('new', 1), ...runs]} />)
  expect(drawn()).toBe(21)
})

test('End reaches the last run of a long history before its turn to be drawn', async () => {
  const runs = Array.from({ length: 20 }, (_, index) => createRun(`run${index}`, 1))
  renderApp(<VariationGallery runs={runs} />)
  fireEvent.keyDown(items()[0]!, { key: 'End' })
  await waitFor(() => expect(document.activeElement?.getAttribute('data-image-id')).toBe('run19-0'))
})

const pendingRun = (id: string, createdAt = new Date()): VariationRun => ({
  ...createRun(id, 4),
  status: 'pending',
  images: [],
  createdAt,
})

const runOf = (id: string) => document.querySelector<HTMLElement>(`[data-run-id="${id}"]`)

test('of the places of a pending run, that of the next image shimmers', () => {
  const run = { ...pendingRun('a', new Date()), images: createRun('a', 1).images }
  renderApp(<VariationGallery pending={[run]} />)
  const shimmers = [...document.querySelectorAll('[data-part=grid] > li')].map(
    (place) => getComputedStyle(place, '::after').animationName,
  )
  expect(shimmers).toEqual(['none', 'riv-sweep', 'none', 'none'])
})

test('a pending run has a place for each image, its prompt, a running clock and a cancel button', async () => {
  const onCancel = vi.fn()
  const run = pendingRun('a', new Date(Date.now() - 8500))
  run.request.prompt = 'Winter.'
  renderApp(<VariationGallery pending={[run]} onCancel={onCancel} />)
  expect(screen.getByRole('region').dataset['state']).toBe('pending')
  expect(runOf('a')?.dataset['state']).toBe('pending')
  expect(runOf('a')?.getAttribute('aria-busy')).toBe('true')
  expect(document.querySelectorAll('[data-part=skeleton]')).toHaveLength(4)
  screen.getByText('Winter.')
  screen.getByText('Creating 4 variations')
  expect(screen.getByRole('timer').textContent).toMatch(/^0:(08|09|1\d)$/)
  await userEvent.click(screen.getByRole('button', { name: 'Cancel' }))
  expect(onCancel).toHaveBeenCalledWith(run)
})

test('an elapsed second renders the clock of a pending run again, and no image', async () => {
  const renderImage = vi.fn(() => <i />)
  renderApp(
    <VariationGallery
      runs={[createRun('a', 2)]}
      pending={[pendingRun('b')]}
      renderImage={renderImage}
    />,
  )
  const clock = screen.getByRole('timer')
  const [before, first] = [renderImage.mock.calls.length, clock.textContent]
  await waitFor(() => expect(clock.textContent).not.toBe(first))
  expect(renderImage).toHaveBeenCalledTimes(before)
})

test('a pending run says after 20 seconds that it is still working', async () => {
  renderApp(<VariationGallery pending={[pendingRun('a', new Date(Date.now() - 20_000))]} />)
  await screen.findByText('Still working; some models take a minute')
})

test('images take the places of their pending run, and nothing moves, whatever their shape', () => {
  const source = { name: 'tall.png', src, blob: imageBlob, width: 300, height: 400 }
  const pending = { ...pendingRun('b'), source }
  pending.request.prompt = 'Winter.'
  const finished = { ...createRun('b', 4), source, createdAt: pending.createdAt }
  const [first] = finished.images
  if (!first) throw new Error('There is no image.')
  const { rerender } = renderApp(<VariationGallery pending={[pending]} />)
  const places = () =>
    [...document.querySelectorAll('li')].map((place) => {
      const { x, y, width, height } = place.getBoundingClientRect()
      return [x, y, width, height].map(Math.round)
    })
  const before = places()
  rerender(<VariationGallery pending={[{ ...pending, images: [first] }]} />)
  expect(places()).toEqual(before)
  rerender(<VariationGallery runs={[finished]} pending={[]} />)
  expect(items()).toHaveLength(4)
  // The cancel button goes, the header keeps its height; "Download all" had its row already.
  expect(places()).toEqual(before)
  // A square image in a tall place shows all of itself.
  const image = document.querySelector('[data-part=image]')
  expect(image && getComputedStyle(image).objectFit).toBe('contain')
})

test('whatever the header of a run says, nothing below it moves when the run ends', async () => {
  const first = createRun('a', 1)
  const prompt = 'Keep the subject, change the season to a deep winter with snow'
  for (const width of [320, 440, 600, 1280]) {
    await page.viewport(width, 800)
    for (const ago of [1000, 25_000]) {
      const request = { model: 'black-forest-labs/flux-kontext-pro', n: 4, prompt }
      const createdAt = new Date(Date.now() - ago)
      const pending = { ...pendingRun('b', createdAt), request, parentImageId: 'a-0' }
      const finished = { ...createRun('b', 4, 'a-0'), request, createdAt, cacheHit: true }
      const listeners = { onReuse: vi.fn(), onRemove: vi.fn(), onCancel: vi.fn() }
      const { rerender, unmount } = renderApp(
        <VariationGallery {...listeners} runs={[first]} pending={[pending]} />,
      )
      const tops = () =>
        ['b', 'a'].map((id) =>
          Math.round(runOf(id)?.querySelector('ul')?.getBoundingClientRect().top ?? 0),
        )
      const before = tops()
      rerender(<VariationGallery {...listeners} runs={[finished, first]} pending={[]} />)
      expect([width, ...tops()]).toEqual([width, ...before])
      unmount()
    }
  }
})

test('a run keeps its place in time while a newer one is pending', () => {
  const at = (second: number) => new Date(Date.UTC(2026, 10, 20, 10, 30, second))
  const finished = { ...createRun('b', 1), createdAt: at(2) }
  renderApp(
    <VariationGallery
      runs={[finished, { ...createRun('a', 1), createdAt: at(0) }]}
      pending={[pendingRun('d', at(3)), pendingRun('c', at(1))]}
    />,
  )
  const order = [...document.querySelectorAll<HTMLElement>('[data-run-id]')]
  expect(order.map(({ dataset }) => dataset['runId'])).toEqual(['d', 'b', 'c', 'a'])
})

/** A history that a test can read and change. */
function testHistory(state: Partial<GalleryHistory>) {
  return {
    runs: [],
    remove: vi.fn(),
    undo: vi.fn(),
    canUndo: false,
    cancel: vi.fn(),
    retry: vi.fn(),
    ...state,
  } satisfies GalleryHistory
}

test('a failed run says why in its place, and can be tried again or removed', async () => {
  const error = new VariationError('outcome_unknown', 'Lost.')
  const failed: VariationRun = { ...pendingRun('a'), status: 'error', error }
  const history = testHistory({ pending: [failed] })
  const onRetry = vi.fn()
  renderApp(<VariationGallery history={history} onRetry={onRetry} />)
  const alert = within(await screen.findByRole('alert'))
  alert.getByText(defaultLabels.errors.outcome_unknown(error))
  expect(document.querySelector('[data-part=skeleton]')).toBeNull()
  await userEvent.click(alert.getByRole('button', { name: 'Try again' }))
  expect(history.retry).toHaveBeenCalledWith('a')
  expect(onRetry).toHaveBeenCalledWith(failed)
  await userEvent.click(alert.getByRole('button', { name: 'Remove' }))
  expect(history.remove).toHaveBeenCalledWith('a')
})

test.for([
  ['run_not_found', 404, false, /never arrived/],
  ['run_not_found', 404, true, /may have been created and charged/],
  ['run_lost', 502, true, /may have been created and charged/],
  ['model_not_found', 404, false, /model is no longer available/],
] as const)(
  'a run that fails with %s says what became of it',
  async ([code, status, outcomeUnknown, sentence]) => {
    const error = new VariationError('http', 'Sorry.', {
      status,
      outcomeUnknown,
      details: { code },
    })
    const failed: VariationRun = { ...pendingRun('a'), status: 'error', error }
    renderApp(<VariationGallery pending={[failed]} />)
    expect((await screen.findByRole('alert')).textContent).toMatch(sentence)
  },
)

test('with a history, cancel, remove and undo work by themselves and are told', async () => {
  const run = createRun('b', 1)
  const pending = pendingRun('a')
  const history = testHistory({ runs: [run], pending: [pending], canUndo: true })
  const onRemove = vi.fn()
  const onUndo = vi.fn()
  renderApp(<VariationGallery history={history} onRemove={onRemove} onUndo={onUndo} />)
  await userEvent.click(screen.getByRole('button', { name: 'Cancel' }))
  expect(history.cancel).toHaveBeenCalledWith('a')
  await userEvent.click(screen.getByRole('button', { name: 'Remove' }))
  expect(history.remove).toHaveBeenCalledWith('b')
  expect(onRemove).toHaveBeenCalledWith(undefined, run)
  await userEvent.click(screen.getByRole('button', { name: 'Undo' }))
  expect(history.undo).toHaveBeenCalled()
  expect(onUndo).toHaveBeenCalled()
})

test('"No variations yet" waits until the history is read', () => {
  const { rerender } = renderApp(<VariationGallery history={testHistory({ isLoading: true })} />)
  expect(screen.queryByText('No variations yet')).toBeNull()
  rerender(<VariationGallery history={testHistory({})} />)
  screen.getByText('No variations yet')
})

test('a history that is not kept says so where the images are, and offers them as a download', async () => {
  const problem = { code: 'unavailable' }
  renderApp(<VariationGallery history={testHistory({ runs: [createRun('a', 1)], problem })} />)
  screen.getByText(defaultLabels.gallery.historyProblems.unavailable)
  expect((await savedBy('Download all')).name).toBe('cat-variation-1.png')
})

test('a source that comes late names the images and can be downloaded under its name', async () => {
  const { images } = createRun('a', 1)
  const { rerender } = renderApp(<VariationGallery images={images} />)
  screen.getByRole('button', { name: 'Variation 1 of 1' })
  rerender(<VariationGallery images={images} source={{ name: 'cat.png', src }} />)
  screen.getByRole('button', { name: 'Variation 1 of 1 of cat.png' })
  await hoverFirst()
  expect(document.querySelector('a[download="cat-variation-1.png"]')).not.toBeNull()
})

test('no alternative text is seen while an image decodes', () => {
  renderApp(<VariationGallery runs={[createRun('a', 1)]} />)
  const image = document.querySelector('li img')
  if (!image) throw new Error('There is no image.')
  expect(getComputedStyle(image).color).toBe('rgba(0, 0, 0, 0)')
})

test('who removes a run keeps a place to go on from, and can take it back', async () => {
  const all = [createRun('a', 1), createRun('b', 2)]
  function App() {
    const [runs, setRuns] = useState(all)
    return (
      <VariationGallery
        runs={runs}
        onRemove={(_, removed) => setRuns(runs.filter((run) => run !== removed))}
        onUndo={runs.length < 2 ? () => setRuns(all) : undefined}
      />
    )
  }
  renderApp(<App />)
  const gallery = screen.getByRole('region', { name: 'Variations' })
  expect(screen.queryByRole('button', { name: 'Undo' })).toBeNull()
  const [remove] = screen.getAllByRole('button', { name: 'Remove' })
  const description = document.getElementById(remove?.getAttribute('aria-describedby') ?? '')
  expect(description?.textContent).toContain('1 variation')
  expect(description?.textContent).toContain('local/a')
  remove?.focus()
  await userEvent.keyboard('{Enter}')
  expect(items()).toHaveLength(2)
  expect(document.activeElement).toBe(items()[0])
  await userEvent.click(screen.getByRole('button', { name: 'Remove' }))
  expect(document.activeElement).toBe(gallery)
  await userEvent.click(await screen.findByRole('button', { name: 'Undo' }))
  await waitFor(() => expect(items()).toHaveLength(3))
  expect(document.activeElement).toBe(gallery)
})

const stage = () => {
  const element = document.querySelector<HTMLElement>('[data-part=stage]')
  if (!element) throw new Error('No image is open.')
  return element
}

const large = () => {
  const image = stage().querySelector('img')
  if (!image) throw new Error('The large view has no image.')
  return image
}

/** The middle of the stage, in the words of a pointer event. */
function middle(x = 0, y = 0) {
  const box = stage().getBoundingClientRect()
  return { clientX: box.x + box.width / 2 + x, clientY: box.y + box.height / 2 + y }
}

function clickStage(x = 0, y = 0) {
  fireEvent.pointerDown(stage(), { pointerId: 1, button: 0, pointerType: 'mouse', ...middle(x, y) })
  fireEvent.pointerUp(stage(), { pointerId: 1, button: 0, pointerType: 'mouse', ...middle(x, y) })
  fireEvent.click(stage(), middle(x, y))
}

function swipe(x: number, y: number) {
  const touch = { pointerId: 1, button: 0, pointerType: 'touch', isPrimary: true }
  fireEvent.pointerDown(stage(), { ...touch, ...middle() })
  fireEvent.pointerMove(stage(), { ...touch, ...middle(x / 2, y / 2) })
  const followed = getComputedStyle(large()).transform
  fireEvent.pointerMove(stage(), { ...touch, ...middle(x, y) })
  fireEvent.pointerUp(stage(), { ...touch, ...middle(x, y) })
  return followed
}

const largeRun = () => {
  const run = createRun('a', 3)
  for (const image of run.images) Object.assign(image, { width: 2000, height: 1500 })
  return run
}

test('a click zooms at the pointer, a drag pans, another click goes back', async () => {
  renderApp(<VariationGallery runs={[largeRun()]} />)
  const dialog = await openFirst()
  const fitting = large().getBoundingClientRect()
  clickStage(100, 50)
  expect(dialog.dataset['state']).toBe('zoom')
  await waitFor(() =>
    expect(large().getBoundingClientRect().width).toBeGreaterThan(fitting.width * 2),
  )
  const { clientX, clientY } = middle(100, 50)
  const share = (box: DOMRect) => [(clientX - box.x) / box.width, (clientY - box.y) / box.height]
  await waitFor(() => {
    const [x = 0, y = 0] = share(large().getBoundingClientRect())
    const [fittingX = 0, fittingY = 0] = share(fitting)
    expect(x).toBeCloseTo(fittingX, 1)
    expect(y).toBeCloseTo(fittingY, 1)
  })
  await Promise.all(
    large()
      .getAnimations()
      .map(({ finished }) => finished),
  )
  const mouse = { pointerId: 1, button: 0, pointerType: 'mouse' }
  const before = large().getBoundingClientRect().x
  fireEvent.pointerDown(stage(), { ...mouse, ...middle() })
  fireEvent.pointerMove(stage(), { ...mouse, ...middle(60, 0) })
  fireEvent.pointerUp(stage(), { ...mouse, ...middle(60, 0) })
  fireEvent.click(stage(), middle(60, 0))
  await waitFor(() => expect(large().getBoundingClientRect().x).toBeCloseTo(before + 60, 0))
  clickStage()
  expect(dialog.dataset['state']).toBe('fit')
})

test('the wheel and two fingers zoom, and the next image starts at the fitting size', async () => {
  renderApp(<VariationGallery runs={[largeRun()]} />)
  const dialog = await openFirst()
  fireEvent.wheel(stage(), { deltaY: -300, ...middle() })
  await waitFor(() => expect(dialog.dataset['state']).toBe('zoom'))
  fireEvent.wheel(stage(), { deltaY: 600, ...middle() })
  await waitFor(() => expect(dialog.dataset['state']).toBe('fit'))
  const touch = (pointerId: number) => ({ pointerId, button: 0, pointerType: 'touch' })
  fireEvent.pointerDown(stage(), { ...touch(1), ...middle(-20) })
  fireEvent.pointerDown(stage(), { ...touch(2), ...middle(20) })
  fireEvent.pointerMove(stage(), { ...touch(2), ...middle(80) })
  fireEvent.pointerUp(stage(), { ...touch(2), ...middle(80) })
  fireEvent.pointerUp(stage(), { ...touch(1), ...middle(-20) })
  await waitFor(() => expect(dialog.dataset['state']).toBe('zoom'))
  await userEvent.keyboard('{ArrowRight}')
  await waitFor(() => expect(dialog.dataset['state']).toBe('fit'))
  within(dialog).getByText('2 of 3')
})

test('the image follows a finger: to the side it moves on, down it closes', async () => {
  renderApp(<VariationGallery runs={[largeRun()]} />)
  const dialog = within(await openFirst())
  expect(swipe(-160, 0)).toContain('-80')
  await dialog.findByText('2 of 3')
  swipe(160, 0)
  await dialog.findByText('1 of 3')
  swipe(0, 200)
  await waitFor(() => expect(document.querySelector('dialog')).toBeNull())
})

test('two taps zoom, one does not', async () => {
  renderApp(<VariationGallery runs={[largeRun()]} />)
  const dialog = await openFirst()
  // Before 18.2, Safari's clicks do not tell what pressed.
  const tap = () => stage().dispatchEvent(new MouseEvent('click', { bubbles: true, ...middle() }))
  fireEvent.pointerDown(stage(), { pointerId: 1, button: 0, pointerType: 'touch', ...middle() })
  fireEvent.pointerUp(stage(), { pointerId: 1, button: 0, pointerType: 'touch', ...middle() })
  tap()
  expect(dialog.dataset['state']).toBe('fit')
  tap()
  await waitFor(() => expect(dialog.dataset['state']).toBe('zoom'))
})

test('a click beside the image closes the large view', async () => {
  renderApp(<VariationGallery runs={[createRun('a', 1)]} />)
  await openFirst()
  clickStage(-400, 0)
  await waitFor(() => expect(document.querySelector('dialog')).toBeNull())
})

test('a small image stops near its natural size', async () => {
  renderApp(<VariationGallery runs={[createRun('a', 1)]} />)
  await openFirst()
  expect(large().offsetWidth).toBeLessThanOrEqual(256)
})

test('a strip of thumbnails leads to the other images', async () => {
  renderApp(<VariationGallery runs={[createRun('a', 3)]} />)
  const dialog = within(await openFirst())
  const strip = within(dialog.getByRole('list', { name: 'All variations' }))
  expect(strip.getByRole('button', { current: true })).toBe(
    strip.getByRole('button', { name: '1 of 3' }),
  )
  await userEvent.click(strip.getByRole('button', { name: '3 of 3' }))
  dialog.getByText('3 of 3', { selector: 'output' })
})

test('on a phone the image fills the width, two actions have labels and the others are behind one button', async () => {
  await page.viewport(390, 844)
  renderApp(<VariationGallery runs={[largeRun()]} onVary={vi.fn()} />)
  const dialog = within(await openFirst())
  expect(large().getBoundingClientRect().width).toBe(390)
  for (const name of ['More like this', 'Download']) {
    expect(dialog.getByText(name, { selector: 'dialog span' }).offsetWidth).toBeGreaterThan(40)
  }
  expect(dialog.queryByRole('button', { name: 'Details' })).toBeNull()
  await userEvent.click(dialog.getByRole('button', { name: 'More actions' }))
  await userEvent.click(dialog.getByRole('button', { name: 'Details' }))
  dialog.getByText('local/a')
  // They make way for what was asked for.
  expect(dialog.queryByRole('button', { name: 'Details' })).toBeNull()
  expect(document.activeElement).toBe(dialog.getByRole('button', { name: 'More actions' }))
})

test('Escape in the large view leaves a dialog around it open', async () => {
  const onKeyDown = vi.fn()
  renderApp(
    // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role, jsx-a11y/no-noninteractive-element-interactions -- as dialogs of libraries do
    <div role="dialog" aria-label="Outer" onKeyDown={onKeyDown}>
      <VariationGallery runs={[createRun('a', 1)]} defaultOpenedId="a-0" />
    </div>,
  )
  await waitFor(() => expect(document.querySelector('dialog')?.open).toBe(true))
  onKeyDown.mockClear()
  await userEvent.keyboard('{Escape}')
  expect(document.querySelector('dialog')).toBeNull()
  expect(onKeyDown).not.toHaveBeenCalled()
})

test('Escape ends a selection, and a dialog around the gallery stays open', async () => {
  const isKept: boolean[] = []
  // As dialogs of libraries listen.
  const listen = (event: KeyboardEvent) => isKept.push(event.defaultPrevented)
  document.addEventListener('keydown', listen, true)
  onTestFinished(() => document.removeEventListener('keydown', listen, true))
  renderApp(<VariationGallery runs={[createRun('a', 2)]} />)
  await userEvent.click(screen.getByRole('button', { name: 'Select' }))
  await userEvent.keyboard('{Escape}')
  screen.getByRole('button', { name: 'Select' })
  await userEvent.keyboard('{Escape}')
  expect(isKept).toEqual([true, false])
})

test('a range is selected with shift, removed together, and brought back where it was', async () => {
  const all = [createRun('a', 4), createRun('b', 1)]
  function App() {
    const [runs, setRuns] = useState(all)
    return (
      <VariationGallery
        runs={runs}
        onRemove={(image, removed) =>
          setRuns((before) =>
            before.map((run) =>
              run.id === removed?.id
                ? { ...run, images: run.images.filter(({ id }) => id !== image?.id) }
                : run,
            ),
          )
        }
        onUndo={() => setRuns(all)}
      />
    )
  }
  renderApp(<App />)
  const [first, , third] = items()
  if (!first || !third) throw new Error('There are too few images.')
  fireEvent.click(first, { ctrlKey: true })
  fireEvent.click(third, { shiftKey: true })
  await screen.findByText('3 selected')
  const toolbar = document.querySelector<HTMLElement>('[data-part=toolbar]')
  if (!toolbar) throw new Error('There is no toolbar.')
  expect(getComputedStyle(toolbar).position).toBe('sticky')
  await userEvent.click(within(toolbar).getByRole('button', { name: 'Remove' }))
  expect(items()).toHaveLength(2)
  const message = (await screen.findByText('3 variations removed')).parentElement
  expect(message?.previousElementSibling).toBe(runOf('a'))
  await userEvent.click(screen.getByRole('button', { name: 'Undo' }))
  expect(items()).toHaveLength(5)
  expect(screen.queryByText('3 variations removed')).toBeNull()
})

test('one selected image can be varied, and several one after the other', async () => {
  const onVary = vi.fn()
  const run = createRun('a', 3)
  renderApp(<VariationGallery runs={[run]} onVary={onVary} />)
  const [first] = items()
  if (first) fireEvent.click(first, { ctrlKey: true })
  const toolbar = within(
    document.querySelector<HTMLElement>('[data-part=toolbar]') ?? document.body,
  )
  await userEvent.click(toolbar.getByRole('button', { name: 'More like this' }))
  expect(onVary).toHaveBeenCalledWith(run.images[0], run)
  expect(screen.queryByRole('checkbox')).toBeNull()
  items()[0]?.focus()
  await userEvent.keyboard('{Shift>}{ArrowRight}{ArrowRight}{/Shift}')
  await userEvent.click(toolbar.getByRole('button', { name: 'More like this' }))
  const [image, ofRun, others] = onVary.mock.lastCall ?? []
  expect([image, ofRun]).toEqual([run.images[0], run])
  expect(others.map((other: GalleryItem) => other.image.id)).toEqual(['a-1', 'a-2'])
})

test('a variation of a variation is compared with its source or with the first original', async () => {
  const first = createRun('a', 1)
  const second = { ...createRun('b', 1, 'a-0'), source: { name: 'cat-variation-1.png', src } }
  const third = { ...createRun('c', 1, 'b-0'), source: { name: 'cat-variation-2.png', src } }
  renderApp(<VariationGallery runs={[third, second, first]} />)
  const dialog = within(await openFirst())
  const own = dialog.getByRole('button', { name: 'Compare with cat-variation-2.png' })
  const original = dialog.getByRole('button', { name: 'Compare with the first original, cat.png' })
  const labelOf = () => document.querySelector('[data-part=original-label]')?.textContent
  await userEvent.click(own)
  expect(labelOf()).toBe('cat-variation-2.png')
  await userEvent.click(original)
  expect(labelOf()).toBe('cat.png')
  expect(original.getAttribute('aria-pressed')).toBe('true')
  // Moving on to the first run, whose source is the first original, goes on comparing.
  await userEvent.keyboard('{End}')
  expect(labelOf()).toBe('cat.png')
  expect(dialog.queryByRole('button', { name: /first original/ })).toBeNull()
})

test('a single image is removed in the large view, which goes on to the next', async () => {
  const onRemove = vi.fn()
  const run = createRun('a', 2)
  renderApp(<VariationGallery runs={[run]} onRemove={onRemove} />)
  const dialog = within(await openFirst())
  await userEvent.click(dialog.getByRole('button', { name: 'Remove' }))
  expect(onRemove).toHaveBeenCalledWith(run.images[0], run)
  dialog.getByText('2 of 2', { selector: 'output' })
})

test('whatever goes in the large view, its keys go on, and the focus comes back', async () => {
  function App() {
    const [runs, setRuns] = useState([createRun('b', 2, 'a-0'), createRun('a', 2)])
    const remove = (id: string) => (run: VariationRun) => ({
      ...run,
      images: run.images.filter((image) => image.id !== id),
    })
    return (
      <VariationGallery
        runs={runs}
        onRemove={(image) => setRuns(runs.map(remove(image?.id ?? '')))}
      />
    )
  }
  renderApp(<App />)
  const dialog = within(await openFirst())
  const position = () => document.querySelector('[data-part=position]')?.textContent
  await userEvent.click(dialog.getByRole('button', { name: 'Details' }))
  const panel = within(document.querySelector<HTMLElement>('[data-part=details-panel]')!)
  await userEvent.click(panel.getByRole('button', { name: 'Close' }))
  await userEvent.keyboard('{ArrowRight}')
  expect(position()).toBe('2 of 4')
  await userEvent.click(dialog.getByRole('button', { name: 'Made from a variation' }))
  expect(position()).toBe('3 of 4')
  await userEvent.keyboard('{Home}')
  expect(position()).toBe('1 of 4')
  await userEvent.click(dialog.getByRole('button', { name: 'Remove' }))
  await waitFor(() => expect(position()).toBe('1 of 3'))
  await userEvent.keyboard('{Escape}')
  expect(document.querySelector('dialog')).toBeNull()
  expect(document.activeElement).toBe(items()[0])
})

test('whoever removes a selection, or tries a run again, keeps a place to go on from', async () => {
  const failed: VariationRun = { ...pendingRun('f'), status: 'error' }
  function App() {
    const [runs, setRuns] = useState([createRun('a', 3)])
    const [pending, setPending] = useState([failed])
    return (
      <VariationGallery
        runs={runs}
        pending={pending}
        onRemove={() => setRuns([])}
        onRetry={() => setPending([pendingRun('f')])}
      />
    )
  }
  renderApp(<App />)
  const gallery = screen.getByRole('region', { name: 'Variations' })
  await userEvent.click(screen.getByRole('button', { name: 'Try again' }))
  await waitFor(() => expect(screen.queryByRole('alert')).toBeNull())
  expect(document.activeElement).toBe(gallery)
  await userEvent.click(screen.getByRole('button', { name: 'Select' }))
  await userEvent.click(screen.getByRole('button', { name: 'Select all' }))
  const toolbar = within(document.querySelector<HTMLElement>('[data-part=toolbar]')!)
  await userEvent.click(toolbar.getByRole('button', { name: 'Remove' }))
  await waitFor(() =>
    expect(screen.queryAllByRole('button', { name: /^Variation \d/ })).toEqual([]),
  )
  expect(document.activeElement).toBe(gallery)
})

test('images are counted as they are there, after one was removed too', async () => {
  const run = createRun('a', 4)
  renderApp(<VariationGallery runs={[{ ...run, images: run.images.slice(1) }]} />)
  const names = items().map((item) => item.querySelector('img')?.alt)
  expect(names).toEqual([1, 2, 3].map((place) => `Variation ${place} of 3 of cat.png`))
  const dialog = within(await openFirst())
  dialog.getByAltText('Variation 1 of 3 of cat.png')
})

test('images are marked as favorites where the host keeps them', async () => {
  const onFavoriteIdsChange = vi.fn()
  const run = createRun('a', 2)
  const { rerender } = renderApp(<VariationGallery runs={[run]} />)
  expect(screen.queryByRole('button', { name: 'Favorite' })).toBeNull()
  rerender(<VariationGallery runs={[run]} onFavoriteIdsChange={onFavoriteIdsChange} />)
  expect(screen.queryByRole('button', { name: 'Favorite' })).toBeNull()
  await hoverFirst()
  const favorite = screen.getByRole('button', { name: 'Favorite' })
  await userEvent.click(favorite)
  expect(onFavoriteIdsChange).toHaveBeenCalledWith(['a-0'])
  expect(favorite.getAttribute('aria-pressed')).toBe('true')
  expect(document.querySelectorAll('[data-part=favorite]')).toHaveLength(1)
})

test('the open image can be controlled, and actions open, close and select', async () => {
  const actionsRef = createRef<VariationGalleryActions>()
  const onOpenChange = vi.fn()
  const run = createRun('a', 2)
  const gallery = (openedId?: string | null) => (
    <VariationGallery
      runs={[run]}
      openedId={openedId}
      onOpenChange={onOpenChange}
      actionsRef={actionsRef}
    />
  )
  const { rerender } = renderApp(gallery(null))
  items()[1]?.click()
  expect(onOpenChange).toHaveBeenLastCalledWith(run.images[1], run)
  expect(document.querySelector('dialog')).toBeNull()
  rerender(gallery('a-1'))
  await screen.findByText('2 of 2', { selector: 'output' })
  rerender(gallery(undefined))
  act(() => actionsRef.current?.open('a-0'))
  await screen.findByText('1 of 2', { selector: 'output' })
  act(() => actionsRef.current?.close())
  act(() => actionsRef.current?.select(['a-1']))
  await screen.findByText('1 selected')
})

test('parts and icons of your own replace ours, and null leaves one out', async () => {
  const icons = { download: <i data-testid="own" />, vary: null }
  const error = new VariationError('network', 'Lost.')
  const failed: VariationRun = { ...pendingRun('b'), status: 'error', error }
  const { rerender } = renderApp(
    <VariationGallery
      runs={[createRun('a', 1)]}
      pending={[failed]}
      onVary={vi.fn()}
      icons={icons}
      renderImage={() => null}
      renderError={(run) => <em>{run.id} failed</em>}
    />,
  )
  await hoverFirst()
  expect(screen.getAllByTestId('own').length).toBeGreaterThan(0)
  expect(document.querySelector('[data-icon=vary]')).toBeNull()
  expect(document.querySelector('li img')).toBeNull()
  screen.getByText('b failed')
  rerender(<VariationGallery renderEmpty={() => <em>Nothing here</em>} />)
  screen.getByText('Nothing here')
  expect(screen.queryByText('No variations yet')).toBeNull()
})

test('a run is headed by its prompt, else by its source; the exact date is a tooltip', async () => {
  const prompted = { ...createRun('b', 1), createdAt: new Date(Date.now() - 5 * 60_000) }
  prompted.request.prompt = 'Winter.'
  renderApp(<VariationGallery runs={[prompted, createRun('a', 1)]} />)
  expect(runOf('b')?.querySelector('strong')?.textContent).toBe('Winter.')
  expect(runOf('a')?.querySelector('strong')?.textContent).toBe('Variations of cat.png')
  const date = await screen.findByText('5 minutes ago')
  expect(date.title).toBe(defaultLabels.formats.dateTime(prompted.createdAt))
})

test('tiles keep the aspect ratio of their run, from 3:4 to 16:9', () => {
  const wide = createRun('wide', 2)
  const tall = createRun('tall', 2)
  for (const image of wide.images) Object.assign(image, { width: 300, height: 200 })
  for (const image of tall.images) Object.assign(image, { width: 100, height: 400 })
  renderApp(<VariationGallery runs={[wide, tall]} />)
  const ratioOf = (id: string) => {
    const { width = 0, height = 1 } = runOf(id)?.querySelector('li')?.getBoundingClientRect() ?? {}
    return width / height
  }
  expect(ratioOf('wide')).toBeCloseTo(1.5, 1)
  expect(ratioOf('tall')).toBeCloseTo(0.75, 1)
})

test('columns follow the count: 1, 2, 3, 4 or 2 by 2, else as many as there is room for', async () => {
  const counts = [1, 2, 3, 4, 10]
  renderApp(<VariationGallery runs={counts.map((count) => createRun(`of-${count}`, count))} />)
  const columns = () =>
    counts.map((count) => {
      const places = [...(runOf(`of-${count}`)?.querySelectorAll('li') ?? [])]
      return new Set(places.map((place) => place.getBoundingClientRect().left)).size
    })
  // A long history is drawn a few runs at a time.
  await waitFor(() => expect(columns()).toEqual([1, 2, 3, 4, 7]))
  await page.viewport(640, 800)
  expect(columns()).toEqual([1, 2, 3, 2, 3])
  await page.viewport(320, 800)
  expect(columns()).toEqual([1, 2, 2, 2, 2])
})

test('an image comes with a short fade and scale, and with none for those who prefer less motion', async () => {
  const prefer = (value: 'reduce' | '') =>
    cdp().send('Emulation.setEmulatedMedia', {
      features: [{ name: 'prefers-reduced-motion', value }],
    })
  onTestFinished(() => void prefer(''))
  renderApp(<VariationGallery runs={[createRun('a', 1)]} />)
  await waitFor(() => expect(document.querySelector('[data-state=loaded]')).not.toBeNull())
  const image = document.querySelector<HTMLElement>('[data-part=image]')
  if (!image) throw new Error('There is no image.')
  await Promise.all(image.getAnimations().map(({ finished }) => finished))
  image.dataset['state'] = 'loading'
  const moves = image.getAnimations() as CSSTransition[]
  expect(moves.map(({ transitionProperty }) => transitionProperty)).toEqual(['opacity', 'scale'])
  for (const { effect } of moves) {
    expect(effect?.getComputedTiming().duration).toBeLessThanOrEqual(300)
  }
  await Promise.all(moves.map(({ finished }) => finished))
  await prefer('reduce')
  image.dataset['state'] = 'loaded'
  expect(image.getAnimations()).toEqual([])
})

test('an image that arrives fades in, one of an earlier run is there at once', () => {
  const earlier = createRun('old', 1)
  const arriving: VariationRun = { ...createRun('new', 1), status: 'pending' }
  for (const { images } of [earlier, arriving]) {
    // Bytes that no element has decoded before.
    images[0] = { ...images[0]!, src: '', blob: imageBlob.slice(0, imageBlob.size, 'image/png') }
  }
  renderApp(<VariationGallery runs={[earlier]} pending={[arriving]} />)
  const stateOf = (id: string) =>
    runOf(id)?.querySelector<HTMLElement>('[data-part=image]')?.dataset['state']
  expect(stateOf('old')).toBe('loaded')
  expect(stateOf('new')).toBe('loading')
})

test('preventDefault() in your handlers does not disable ours: an image opens, and the arrows walk', async () => {
  const prevent = vi.fn((event: SyntheticEvent) => event.preventDefault())
  const handlers = { onClick: prevent, onKeyDown: prevent }
  const slotProps = { item: handlers }
  renderApp(<VariationGallery runs={[createRun('a', 2)]} {...handlers} slotProps={slotProps} />)
  const [first, second] = items()
  first?.focus()
  fireEvent.keyDown(first ?? document, { key: 'ArrowRight' })
  await waitFor(() => expect(document.activeElement).toBe(second))
  fireEvent.click(second ?? document)
  await screen.findByRole('dialog')
  expect(prevent).toHaveBeenCalledTimes(4)
})

test('every part and state on the page is in the table of parts, and the other way round', async () => {
  const linked = createRun('linked', 3, 'a-0')
  Object.assign(linked.images[0] ?? {}, { expiresAt: new Date(Date.now() + 600_000) })
  Object.assign(linked.images[1] ?? {}, { problem: 'expired', src: '', blob: undefined })
  const error = new VariationError('network', 'Lost.')
  const history = testHistory({
    runs: [linked, createRun('a', 2)],
    pending: [pendingRun('p'), { ...pendingRun('e'), status: 'error', error }],
    problem: { code: 'quota' },
    canUndo: true,
  })
  const seen = new Map<string, Element>()
  const states = new Set<string>()
  const look = () => {
    for (const element of document.querySelectorAll<HTMLElement>('[data-part]')) {
      const { part = '', state } = element.dataset
      if (!seen.has(part)) seen.set(part, element)
      if (state !== undefined) states.add(`${part}: ${state}`)
    }
  }
  const { rerender } = renderApp(
    <VariationGallery history={history} favoriteIds={['a-1']} onVary={vi.fn()} onReuse={vi.fn()} />,
  )
  await hoverFirst()
  look()
  await waitFor(() => expect(document.querySelector('[data-state=loaded]')).not.toBeNull())
  const [, , remove] = screen.getAllByRole('button', { name: 'Remove' })
  remove?.click()
  look()
  await screen.findByText(/removed$/)
  look()
  const dialog = within(await openFirst())
  await userEvent.click(dialog.getByRole('button', { name: 'Details' }))
  look()
  await userEvent.click(dialog.getByRole('button', { name: 'Zoom' }))
  look()
  await userEvent.click(dialog.getByRole('button', { name: 'Compare with cat.png' }))
  look()
  await userEvent.keyboard('{End}')
  act(() => document.querySelector<HTMLElement>('[data-part=more]')?.click())
  look()
  await userEvent.keyboard('{Home}{Escape}')
  act(() => document.querySelector<HTMLElement>('[data-image-id="a-0"]')?.click())
  await screen.findByText(/of this$/)
  look()
  await userEvent.keyboard('{Escape}')
  items()[0]?.focus()
  await userEvent.keyboard('{Shift>}{ArrowRight}{/Shift}')
  look()
  rerender(<VariationGallery />)
  look()
  const table: { [part: string]: { tag: string; states?: readonly string[]; slot?: true } } =
    galleryParts
  expect([...seen.keys()].toSorted()).toEqual(Object.keys(table).toSorted())
  const slots = Object.entries(table).filter(([, { slot }]) => slot)
  expect(slots.map(([part]) => seen.get(part)?.localName)).toEqual(slots.map(([, { tag }]) => tag))
  const unknown = [...states].filter((state) => {
    const [part = '', value = ''] = state.split(': ')
    return !table[part]?.states?.includes(value)
  })
  expect(unknown).toEqual([])
})
