import { act, cleanup, screen, waitFor } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import { createRef, useState } from 'react'
import {
  ImageVariationForm,
  useVariationHistory,
  type ImageVariationFormActions,
  type ImageVariationFormProps,
} from 'react-image-variation'
import { createVariationClient } from 'react-image-variation/client'
import { afterEach, expect, onTestFinished, test, vi } from 'vitest'
import { cdp, userEvent as keyboard } from 'vitest/browser'
import {
  coffeeFile,
  createTestClient,
  fileInput,
  renderApp,
  submitButton,
  textFile,
} from './harness.js'

afterEach(cleanup)

const small = { defaultSize: '256x256', models: ['local/duotone'] } as const

async function renderChosen(props: ImageVariationFormProps) {
  const { client, requests } = createTestClient()
  renderApp(<ImageVariationForm client={client} {...small} {...props} />)
  await userEvent.upload(fileInput(), await coffeeFile())
  await screen.findByAltText('coffee.png')
  return requests
}

test('a picture and one click give as many pictures as asked for, and the run goes into the history', async () => {
  const { client } = createTestClient()
  function App() {
    const history = useVariationHistory()
    return (
      <>
        <ImageVariationForm client={client} {...small} defaultN={3} onResult={history.add} />
        <output aria-label="runs">{history.runs.map(({ images }) => images.length).join()}</output>
      </>
    )
  }
  renderApp(<App />)
  await userEvent.upload(fileInput(), await coffeeFile())
  await screen.findByAltText('coffee.png')
  await userEvent.click(submitButton())
  await waitFor(() => expect(screen.getByLabelText('runs').textContent).toBe('3'))
  await screen.findByText('3 variations ready.')
})

test('two submits in one tick are one request', async () => {
  const onResult = vi.fn()
  const requests = await renderChosen({ onResult })
  submitButton().click()
  submitButton().click()
  submitButton().form?.requestSubmit()
  await waitFor(() => expect(onResult).toHaveBeenCalled())
  expect(requests).toHaveLength(1)
})

test('Enter in a setting submits', async () => {
  const onResult = vi.fn()
  await renderChosen({ onResult })
  await userEvent.type(screen.getByRole('spinbutton', { name: 'Variations' }), '{Enter}')
  await waitFor(() => expect(onResult).toHaveBeenCalledTimes(1))
})

test('cancel keeps picture and settings, is no error, and never moves submit under the pointer', async () => {
  const onCancel = vi.fn()
  const onError = vi.fn()
  const requests = await renderChosen({
    models: ['local/slow-600000'],
    onCancel,
    onError,
    defaultPrompt: 'Make it winter',
  })
  const before = submitButton().getBoundingClientRect()
  await userEvent.click(submitButton())
  const cancel = await screen.findByRole('button', { name: 'Cancel' })
  const { left, top, width, height } = cancel.getBoundingClientRect()
  await waitFor(() => expect(requests).toHaveLength(1))
  await userEvent.dblClick(cancel)
  await screen.findByText(/^Cancelled\./)
  expect(submitButton().getBoundingClientRect()).toEqual(before)
  const under = document.elementFromPoint(left + width / 2, top + height / 2)
  expect(submitButton().contains(under)).toBe(false)
  expect(onCancel).toHaveBeenCalledTimes(1)
  expect(onError).not.toHaveBeenCalled()
  expect(requests).toHaveLength(1)
  expect(document.activeElement).toBe(submitButton())
  screen.getByAltText('coffee.png')
  expect(screen.getByLabelText(/What should change/)).toHaveProperty('value', 'Make it winter')
  expect(screen.queryByRole('alert')).toBeNull()
})

for (const [model, end, part] of [
  ['local/slow-400', /1 variation ready/, 'submit'],
  ['local/fail-503', /isn't available/, 'error'],
] as const) {
  test(`${model} ends while Cancel has the focus: it goes to ${part}, and only then`, async () => {
    await renderChosen({ models: [model] })
    await userEvent.click(submitButton())
    const cancel = await screen.findByRole('button', { name: 'Cancel' })
    cancel.focus()
    await screen.findByText(end)
    expect(document.activeElement?.getAttribute('data-part')).toBe(part)

    const prompt = screen.getByLabelText(/What should change/)
    await userEvent.click(submitButton())
    await screen.findByRole('button', { name: 'Cancel' })
    prompt.focus()
    await screen.findByText(end)
    expect(document.activeElement).toBe(prompt)
  })
}

test('a held Enter on Cancel does not send again', async () => {
  const requests = await renderChosen({ models: ['local/slow-600000'] })
  await userEvent.click(submitButton())
  const cancel = await screen.findByRole('button', { name: 'Cancel' })
  await waitFor(() => expect(requests).toHaveLength(1))
  cancel.focus()
  await keyboard.keyboard('{Enter>5/}')
  await screen.findByText(/^Cancelled\./)
  expect(document.activeElement).toBe(submitButton())
  expect(requests).toHaveLength(1)
})

test('a failed run shows one alert, calls onError once, keeps everything, and the next success clears it', async () => {
  const onError = vi.fn()
  await renderChosen({ models: ['local/fail-503', 'local/duotone'], onError })
  await userEvent.click(submitButton())
  const alert = await screen.findByRole('alert')
  expect(alert.textContent).toContain("isn't available right now")
  expect(onError).toHaveBeenCalledTimes(1)
  screen.getByAltText('coffee.png')
  await userEvent.selectOptions(screen.getByLabelText('Model'), 'local/duotone')
  await userEvent.click(submitButton())
  await screen.findByText('1 variation ready.')
  expect(screen.queryByRole('alert')).toBeNull()
})

test('an alert says what the server said against a request, and who can help with its key', async () => {
  const refusals = [
    { status: 400, code: 'prompt_not_allowed', message: 'This Orq prompt is not allowed here.' },
    { status: 502, code: 'upstream_auth', message: 'The router did not accept the request.' },
  ]
  const client = createVariationClient({
    endpoint: 'http://local.test/api/image-variations',
    fetch: async () => {
      const { status, ...error } = refusals.shift() ?? { status: 500 }
      return Response.json({ error }, { status })
    },
  })
  await renderChosen({ client })
  await userEvent.click(submitButton())
  const refused = await screen.findByText('This Orq prompt is not allowed here.', { selector: 'p' })
  expect(refused.closest('details')).toBeNull()
  await userEvent.click(submitButton())
  await screen.findByText(/^Variations are not set up correctly here\./)
})

test('on a page from right to left, what others wrote keeps its own direction and stays on the right', async () => {
  const client = createVariationClient({
    endpoint: 'http://local.test/api/image-variations',
    fetch: async () => Response.json({ error: { message: 'Not allowed.' } }, { status: 400 }),
  })
  renderApp(
    <div dir="rtl">
      <ImageVariationForm client={client} {...small} />
    </div>,
  )
  const directionOf = (element: HTMLElement) => getComputedStyle(element).direction
  const rightOf = (element: HTMLElement | null) => element?.getBoundingClientRect().right
  await userEvent.upload(fileInput(), await coffeeFile())
  const name = await screen.findByText('coffee.png')
  expect(directionOf(name)).toBe('ltr')
  expect(rightOf(name)).toBe(rightOf(name.parentElement))
  await userEvent.click(submitButton())
  const sentences = await screen.findAllByText('Not allowed.')
  expect(sentences.map(directionOf)).toEqual(['ltr', 'ltr'])
  const [sentence = name] = sentences
  expect(rightOf(sentence)).toBe(rightOf(sentence.parentElement))
  const prompt = screen.getByLabelText(/What should change/)
  expect(directionOf(prompt)).toBe('rtl')
  await userEvent.type(prompt, 'Winter')
  expect(directionOf(prompt)).toBe('ltr')
})

test('in forced colours the button’s words stand out, and the progress and every choice are seen', async () => {
  const force = (value: 'active' | '') =>
    cdp().send('Emulation.setEmulatedMedia', { features: [{ name: 'forced-colors', value }] })
  await force('active')
  onTestFinished(() => void force(''))
  await renderChosen({ models: ['local/slow-600000'] })
  await userEvent.click(submitButton())
  const progress = await screen.findByRole('progressbar')
  const styleOf = (element: Element) => getComputedStyle(element)
  const submit = styleOf(submitButton())
  // Else the browser lays the page's colour under each word, which is the words' own colour here.
  expect([submit.forcedColorAdjust, styleOf(progress).forcedColorAdjust]).toEqual(['none', 'none'])
  expect(submit.color).not.toBe(submit.backgroundColor)
  expect(styleOf(screen.getByLabelText('Size')).appearance).toBe('auto')
})

test('a refused file shows one alert and keeps the picture before it', async () => {
  await renderChosen({})
  await userEvent.upload(fileInput(), textFile(), { applyAccept: false })
  const alert = await screen.findByRole('alert')
  expect(alert.textContent).toContain("isn't an image")
  screen.getByAltText('coffee.png')
  await userEvent.click(submitButton())
  await screen.findByText('1 variation ready.')
  expect(screen.queryByRole('alert')).toBeNull()
})

test('an incomplete form lists what is missing, takes the focus there, and sends nothing', async () => {
  const { client, requests } = createTestClient()
  renderApp(<ImageVariationForm client={client} />)
  await userEvent.click(submitButton())
  const alert = await screen.findByRole('alert')
  await waitFor(() => expect(document.activeElement).toBe(alert))
  await userEvent.click(screen.getByRole('link', { name: 'Choose a model.' }))
  expect(document.activeElement).toBe(screen.getByLabelText('Model'))
  expect(screen.getByLabelText('Model').getAttribute('aria-invalid')).toBe('true')
  expect(requests).toHaveLength(0)
})

test('a picture can be pasted while the focus is inside, and dropped', async () => {
  const { client } = createTestClient()
  renderApp(<ImageVariationForm client={client} {...small} />)
  const transfer = new DataTransfer()
  transfer.items.add(await coffeeFile())
  screen.getByLabelText(/What should change/).focus()
  document.activeElement?.dispatchEvent(
    new ClipboardEvent('paste', { clipboardData: transfer, bubbles: true, cancelable: true }),
  )
  await screen.findByAltText('coffee.png')
  await userEvent.click(screen.getByRole('button', { name: 'Remove image' }))
  expect(screen.queryByAltText('coffee.png')).toBeNull()
  document
    .querySelector('[data-part=dropzone]')
    ?.dispatchEvent(new DragEvent('drop', { dataTransfer: transfer, bubbles: true }))
  await screen.findByAltText('coffee.png')
})

test('a model for squares offers to crop, and one click does', async () => {
  const { client } = createTestClient()
  renderApp(
    <ImageVariationForm client={client} models={[{ id: 'local/square-only', square: true }]} />,
  )
  await userEvent.upload(fileInput(), await coffeeFile())
  await userEvent.click(await screen.findByRole('button', { name: 'Crop to a square' }))
  await screen.findByText(/267 × 267/)
  expect(screen.queryByRole('alert')).toBeNull()
})

test('who does not want a picture repaired keeps the one before it, with its crop', async () => {
  const { client } = createTestClient()
  renderApp(
    <ImageVariationForm client={client} models={[{ id: 'local/square-only', square: true }]} />,
  )
  await userEvent.upload(fileInput(), await coffeeFile())
  await screen.findByRole('button', { name: 'Crop to a square' })
  expect(screen.queryByRole('button', { name: 'Keep the previous image' })).toBeNull()
  await userEvent.click(screen.getByRole('button', { name: 'Crop to a square' }))
  await screen.findByText(/267 × 267/)
  const another = new File([await coffeeFile()], 'another.png', { type: 'image/png' })
  await userEvent.upload(fileInput(), another)
  await screen.findByRole('button', { name: 'Keep the previous image' })
  await userEvent.upload(fileInput(), textFile(), { applyAccept: false })
  await screen.findByText(/isn't an image/)
  await userEvent.click(screen.getByRole('button', { name: 'Keep the previous image' }))
  screen.getByAltText('coffee.png')
  screen.getByText(/267 × 267/)
  expect(screen.queryByRole('alert')).toBeNull()
  expect(document.activeElement).toBe(fileInput())
})

test('every option of the router reaches the wire', async () => {
  const onResult = vi.fn()
  const requests = await renderChosen({
    onResult,
    model: 'local/duotone',
    n: 2,
    size: '256x256',
    responseFormat: 'b64_json',
    user: 'user-1',
    name: 'trace-1',
    fallbacks: [{ model: 'local/pencil' }],
    retry: { count: 2, onCodes: [429] },
    cache: { type: 'exact_match', ttl: 60 },
    timeout: { callTimeout: 30_000 },
    identity: { id: 'customer-42' },
    orqPrompt: { id: 'prompt-1', version: 'latest' },
    quality: 'high',
    controls: [],
  })
  await userEvent.click(submitButton())
  await waitFor(() => expect(onResult).toHaveBeenCalled())
  const form = await requests[0]?.formData()
  const fields = [...(form ?? [])].flatMap(([name, value]) =>
    typeof value === 'string' ? [[name, value.startsWith('{') ? JSON.parse(value) : value]] : [],
  )
  expect(Object.fromEntries(fields)).toEqual({
    model: 'local/duotone',
    n: '2',
    size: '256x256',
    response_format: 'b64_json',
    user: 'user-1',
    name: 'trace-1',
    fallbacks: '[{"model":"local/pencil"}]',
    retry: { count: 2, on_codes: [429] },
    cache: { type: 'exact_match', ttl: 60 },
    timeout: { call_timeout: 30_000 },
    orq: { identity: { id: 'customer-42' }, prompt: { id: 'prompt-1', version: 'latest' } },
  })
})

test('a controlled setting is the host’s; a prop alone follows the host and then the visitor', async () => {
  const { client } = createTestClient()
  const onNChange = vi.fn()
  function App() {
    const [size, setSize] = useState('512x512')
    return (
      <>
        <ImageVariationForm
          client={client}
          n={2}
          onNChange={onNChange}
          size={size}
          fallbacks={[]}
        />
        <button onClick={() => setSize('1024x1024')}>Larger</button>
      </>
    )
  }
  renderApp(<App />)
  await userEvent.click(screen.getByRole('button', { name: 'One more' }))
  expect(onNChange).toHaveBeenLastCalledWith(3)
  expect(screen.getByRole('spinbutton')).toHaveProperty('value', '2')
  const select = screen.getByLabelText('Size')
  await userEvent.selectOptions(select, '256x256')
  expect(select).toHaveProperty('value', '256x256')
  await userEvent.click(screen.getByRole('button', { name: 'Larger' }))
  expect(select).toHaveProperty('value', '1024x1024')
})

test('"vary this" brings a result back as the picture, and the next run knows its parent', async () => {
  const onResult = vi.fn<NonNullable<ImageVariationFormProps['onResult']>>()
  const actionsRef = createRef<ImageVariationFormActions>()
  await renderChosen({ onResult, actionsRef })
  await userEvent.click(submitButton())
  await waitFor(() => expect(onResult).toHaveBeenCalledTimes(1))
  const [first] = onResult.mock.calls[0] ?? []
  const image = first?.images[0]
  if (!image) throw new Error('The run has no picture.')
  actionsRef.current?.vary(image, first)
  await screen.findByText(/From a variation/)
  await screen.findByText(/^coffee-variation-1\./)
  await userEvent.click(submitButton())
  await waitFor(() => expect(onResult).toHaveBeenCalledTimes(2))
  expect(onResult.mock.calls[1]?.[0].parentImageId).toBe(image.id)
  await userEvent.upload(fileInput(), textFile(), { applyAccept: false })
  await screen.findByRole('alert')
  screen.getByText(/From a variation/)
})

test('settings that an issue unfolded stay unfolded while it is repaired', async () => {
  await renderChosen({ controls: ['timeout'], defaultTimeout: { callTimeout: 0 } })
  const field = await waitFor(() => screen.getByLabelText(/Time limit per attempt/))
  const details = field.closest('details')
  expect(details?.open).toBe(false)
  await userEvent.click(submitButton())
  await screen.findAllByText('Enter more than 0 seconds.')
  await waitFor(() => expect(details?.open).toBe(true))
  await userEvent.clear(field)
  await userEvent.type(field, '30')
  expect(screen.queryByText('Enter more than 0 seconds.')).toBeNull()
  expect(details?.open).toBe(true)
  expect(document.activeElement).toBe(field)
})

test('status codes that are no numbers stay as typed, and are an issue', async () => {
  await renderChosen({ controls: ['retry'], defaultRetry: { count: 2 } })
  const codes = await screen.findByLabelText('On status codes')
  codes.closest('details')?.setAttribute('open', '')
  await userEvent.type(codes, '429, abc')
  await userEvent.click(submitButton())
  expect(codes).toHaveProperty('value', '429, abc')
  await waitFor(() => expect(codes.getAttribute('aria-invalid')).toBe('true'))
})

test('reusing a run takes over its prompt, and takes none away', async () => {
  const actionsRef = createRef<ImageVariationFormActions>()
  const onResult = vi.fn<NonNullable<ImageVariationFormProps['onResult']>>()
  await renderChosen({ actionsRef, onResult })
  await userEvent.click(submitButton())
  await waitFor(() => expect(onResult).toHaveBeenCalled())
  const run = onResult.mock.calls[0]?.[0]
  if (!run) throw new Error('There is no run.')
  const prompt = screen.getByLabelText(/What should change/)
  await userEvent.type(prompt, 'Make it winter')
  act(() => actionsRef.current?.reuse(run))
  expect(prompt).toHaveProperty('value', 'Make it winter')
  act(() => actionsRef.current?.reuse({ ...run, request: { ...run.request, prompt: 'Spring' } }))
  expect(prompt).toHaveProperty('value', 'Spring')
})
