import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { act, cleanup, fireEvent, screen, waitFor, within } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import { createRef, useState, type CSSProperties, type SyntheticEvent } from 'react'
import { createPortal, flushSync } from 'react-dom'
import {
  defaultVariationPrompt,
  ImageVariationForm,
  ImageVariationProvider,
  preventBaseHandler,
  useVariationHistory,
  type FormSettings,
  type ImageVariationFormActions,
  type ImageVariationFormProps,
} from 'react-image-variation'
import { createVariationClient, VariationError } from 'react-image-variation/client'
import { afterEach, expect, onTestFinished, test, vi } from 'vitest'
import { cdp, page, userEvent as keyboard } from 'vitest/browser'
import heic from '../fixtures/phone.heic?url&inline'
import { formParts } from '../../src/react/form/formParts.js'
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

/** Requests for a run; a cancel is a request too. */
const posts = (requests: Request[]) => requests.filter(({ method }) => method === 'POST')

async function renderChosen(props: ImageVariationFormProps) {
  const { client, requests } = createTestClient()
  renderApp(<ImageVariationForm client={client} {...small} {...props} />)
  await userEvent.upload(fileInput(), await coffeeFile())
  await screen.findByAltText('coffee.png')
  return requests
}

test('an image and one click give as many images as asked for, and the run goes into the history', async () => {
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

test('cancel keeps image and settings, is no error, and never moves submit under the pointer', async () => {
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
  await waitFor(() => expect(posts(requests)).toHaveLength(1))
  await userEvent.dblClick(cancel)
  await screen.findByText(/^Cancelled\./)
  expect(submitButton().getBoundingClientRect()).toEqual(before)
  const under = document.elementFromPoint(left + width / 2, top + height / 2)
  expect(submitButton().contains(under)).toBe(false)
  expect(onCancel).toHaveBeenCalledTimes(1)
  expect(onError).not.toHaveBeenCalled()
  expect(posts(requests)).toHaveLength(1)
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

test('Create is free again while a run works, up to a limit, and each run has its progress and cancel', async () => {
  const onCancel = vi.fn()
  const models = ['local/slow-600000']
  const requests = await renderChosen({ models, concurrency: 2, onCancel })
  const isFree = () => submitButton().getAttribute('aria-disabled') === null
  const prompt = screen.getByLabelText(/What should change/)
  await userEvent.type(prompt, 'Winter')
  await userEvent.click(submitButton())
  expect(isFree()).toBe(false)
  await waitFor(() => expect(isFree()).toBe(true))
  const before = submitButton().getBoundingClientRect()
  await userEvent.clear(prompt)
  await userEvent.type(prompt, 'Summer')
  await userEvent.click(submitButton())
  await waitFor(() => expect(posts(requests)).toHaveLength(2))
  expect(submitButton().getBoundingClientRect()).toEqual(before)
  const earlier = within(screen.getByRole('listitem'))
  earlier.getByText('Winter')
  expect(screen.getAllByRole('progressbar')).toHaveLength(2)
  // The limit is reached: a click sends nothing.
  await earlier.findByText(/\d sec/)
  expect(isFree()).toBe(false)
  await userEvent.click(submitButton())
  await userEvent.click(earlier.getByRole('button', { name: 'Cancel' }))
  await waitFor(() => expect(screen.getAllByRole('progressbar')).toHaveLength(1))
  await waitFor(() => expect(isFree()).toBe(true))
  expect(posts(requests)).toHaveLength(2)
  await userEvent.click(screen.getByRole('button', { name: 'Cancel' }))
  await screen.findByText(/^Cancelled\./)
  expect(onCancel).toHaveBeenCalledTimes(2)
})

test.each([
  ['with a history its run goes on', true, 1],
  ['without one nothing is sent', false, 0],
])('a form that closes when it is sent: %s', async (_, hasHistory, expected) => {
  const { client, requests } = createTestClient()
  let closes = false
  function Dialog() {
    const history = useVariationHistory()
    const [isOpen, setIsOpen] = useState(true)
    // The form is gone before it is sent, which is a task of its own.
    const close = () => {
      if (closes) setTimeout(() => flushSync(() => setIsOpen(false)))
    }
    return (
      <>
        <div onSubmitCapture={close}>
          {isOpen && (
            <ImageVariationForm client={client} {...small} {...(hasHistory && { history })} />
          )}
        </div>
        <output aria-label="finished">{history.runs.length}</output>
      </>
    )
  }
  renderApp(<Dialog />)
  // From here on the form knows what to check.
  await userEvent.click(submitButton())
  await screen.findByText('Choose an image first.')
  await userEvent.upload(fileInput(), await coffeeFile())
  await screen.findByAltText('coffee.png')
  closes = true
  await userEvent.click(submitButton())
  await waitFor(() => expect(document.querySelector('form')).toBeNull())
  // Long enough for a request that should not be.
  await new Promise((resolve) => setTimeout(resolve, 500))
  await waitFor(() => expect(screen.getByLabelText('finished').textContent).toBe(String(expected)))
  expect(posts(requests)).toHaveLength(expected)
})

test('a double click that comes slowly is one run', async () => {
  const requests = await renderChosen({ models: ['local/slow-600000'] })
  // The second of a double click stands still until we say so, however busy the machine is.
  const { setTimeout: start } = window
  const held: (() => void)[] = []
  const hold = vi
    .spyOn(window, 'setTimeout')
    .mockImplementation(((run: () => void, ms = 0) =>
      ms === 1000 ? held.push(run) : start(run, ms)) as typeof setTimeout)
  onTestFinished(() => hold.mockRestore())
  await userEvent.click(submitButton())
  await waitFor(() => expect(posts(requests)).toHaveLength(1))
  // The upload counts as over, so only that it may be a double click keeps Create from sending.
  const [endOfDoubleClick, ...others] = held
  for (const run of others) run()
  await waitFor(() =>
    expect(screen.getByRole('form').querySelector('[data-state=generating]')).not.toBeNull(),
  )
  await userEvent.click(submitButton())
  endOfDoubleClick?.()
  await waitFor(() => expect(submitButton().getAttribute('aria-disabled')).toBe(null))
  await userEvent.type(screen.getByLabelText(/What should change/), 'Winter')
  await userEvent.click(submitButton())
  await waitFor(() => expect(posts(requests).length).toBeGreaterThan(1))
  const sent = await Promise.all(posts(requests).map((request) => request.clone().formData()))
  expect(sent.map((fields) => fields.get('prompt'))).toEqual([null, 'Winter'])
})

test('a run that fails while the form shows another one says which it was, and is tried again as it was', async () => {
  const fails = createTestClient()
  let reject = () => {}
  const client = createVariationClient({
    endpoint: 'http://local.test/api/image-variations',
    fetch: async (input, init) => {
      const request = new Request(input, init)
      fails.requests.push(request.clone())
      await new Promise<void>((resolve) => (reject = resolve))
      return Response.json({ error: { message: 'No.', sent: false } }, { status: 503 })
    },
  })
  await renderChosen({ client })
  const prompt = screen.getByLabelText(/What should change/)
  await userEvent.type(prompt, 'Winter')
  await userEvent.click(submitButton())
  await waitFor(() => expect(fails.requests).toHaveLength(1))
  await userEvent.clear(prompt)
  await userEvent.type(prompt, 'Summer')
  reject()
  const alert = within(await screen.findByRole('alert'))
  alert.getByText('Winter')
  await userEvent.click(alert.getByRole('button', { name: 'Try again' }))
  await waitFor(() => expect(fails.requests).toHaveLength(2))
  const sent = await Promise.all(fails.requests.map((request) => request.formData()))
  expect(sent.map((fields) => fields.get('prompt'))).toEqual(['Winter', 'Winter'])
  expect(prompt).toHaveProperty('value', 'Summer')
})

/** Decodes nothing until it is told to: the image is being read as long as the test likes. */
async function renderReading(props: ImageVariationFormProps = {}) {
  const { client, requests } = createTestClient()
  const held: ((result: Blob | Error) => void)[] = []
  const decode = () =>
    new Promise<Blob>((resolve, reject) =>
      held.push((result) => (result instanceof Error ? reject(result) : resolve(result))),
    )
  const photo = async () =>
    new File([await (await fetch(heic)).blob()], 'phone.heic', { type: 'image/heic' })
  const read = async (result: Blob | Error) => {
    await waitFor(() => expect(held).not.toHaveLength(0))
    held.shift()?.(result)
  }
  renderApp(<ImageVariationForm client={client} decode={decode} {...small} {...props} />)
  return { requests, photo, read }
}

test('Create that is pressed while the photo is being read shows that it waits, and is sent, also right after a run', async () => {
  const { requests, photo, read } = await renderReading()
  const isFree = () => submitButton().getAttribute('aria-disabled') === null
  for (const count of [1, 2]) {
    await userEvent.upload(fileInput(), await photo())
    await waitFor(() => expect(isFree()).toBe(true))
    await userEvent.click(submitButton())
    expect(isFree()).toBe(false)
    await userEvent.click(submitButton())
    expect(posts(requests)).toHaveLength(count - 1)
    await read(await coffeeFile())
    await waitFor(() => expect(posts(requests)).toHaveLength(count))
  }
  await screen.findByText('1 variation ready.')
  // A photo that cannot be read sends nothing, says so, and Create is free again.
  await userEvent.upload(fileInput(), await photo())
  await waitFor(() => expect(isFree()).toBe(true))
  await userEvent.click(submitButton())
  await read(new Error('No.'))
  await screen.findByText(/^HEIC photos don't work here/)
  await waitFor(() => expect(isFree()).toBe(true))
  expect(posts(requests)).toHaveLength(2)
})

test('Create that is pressed before the models are there waits for them', async () => {
  let answer = () => {}
  const { client, requests } = createTestClient()
  const models = () =>
    new Promise<{ id: string }[]>((resolve) => {
      answer = () => resolve([{ id: 'local/duotone' }])
    })
  let note: unknown
  renderApp(
    <ImageVariationForm
      client={{ ...client, models }}
      defaultSize="256x256"
      onSubmit={({ currentTarget }) => {
        note = new FormData(currentTarget as HTMLFormElement).get('note')
      }}
    >
      <input name="note" defaultValue="mine" />
    </ImageVariationForm>,
  )
  await userEvent.upload(fileInput(), await coffeeFile())
  await screen.findByAltText('coffee.png')
  await userEvent.click(submitButton())
  expect(submitButton().getAttribute('aria-disabled')).toBe('true')
  expect(screen.queryByRole('alert')).toBeNull()
  expect(note).toBeUndefined()
  answer()
  await screen.findByText('1 variation ready.')
  expect(posts(requests)).toHaveLength(1)
  // The event still knows its form.
  expect(note).toBe('mine')
})

test('a double click while an earlier run ends is one run', async () => {
  const ends: (() => void)[] = []
  const create = vi.fn(
    () =>
      new Promise((resolve) => {
        const data = [{ url: 'https://images.test/a.png' }]
        ends.push(() => resolve({ created: 1, data }))
      }),
  )
  await renderChosen({ client: { create } })
  await userEvent.click(submitButton())
  await waitFor(() => expect(create).toHaveBeenCalledTimes(1))
  await waitFor(() => expect(submitButton().getAttribute('aria-disabled')).toBeNull())
  submitButton().click()
  ends[0]?.()
  // The run ends in the task of the first click.
  for (let turn = 0; turn < 100; turn++) await Promise.resolve()
  submitButton().click()
  await waitFor(() => expect(create).toHaveBeenCalledTimes(2))
  await new Promise((resolve) => setTimeout(resolve, 100))
  expect(create).toHaveBeenCalledTimes(2)
})

test('a held Enter on Cancel does not send again', async () => {
  const requests = await renderChosen({ models: ['local/slow-600000'] })
  await userEvent.click(submitButton())
  const cancel = await screen.findByRole('button', { name: 'Cancel' })
  expect(submitButton().matches('[data-state=pending][aria-busy=true]')).toBe(true)
  await waitFor(() => expect(posts(requests)).toHaveLength(1))
  cancel.focus()
  await keyboard.keyboard('{Enter>5/}')
  await screen.findByText(/^Cancelled\./)
  expect(document.activeElement).toBe(submitButton())
  expect(posts(requests)).toHaveLength(1)
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
  const responses = [
    { status: 400, code: 'prompt_not_allowed', message: 'This Orq prompt is not allowed here.' },
    { status: 502, code: 'upstream_auth', message: 'The router did not accept the request.' },
  ]
  const client = createVariationClient({
    endpoint: 'http://local.test/api/image-variations',
    fetch: async () => {
      const { status, ...error } = responses.shift() ?? { status: 500 }
      return Response.json({ error: { ...error, sent: false } }, { status })
    },
  })
  await renderChosen({ client })
  await userEvent.click(submitButton())
  const rejected = await screen.findByText('This Orq prompt is not allowed here.', {
    selector: 'p',
  })
  expect(rejected.closest('details')).toBeNull()
  await userEvent.click(submitButton())
  await screen.findByText(/^Variations aren't set up correctly here\./)
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
  expect(sentences.map(directionOf)).toEqual(['ltr'])
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

test('a rejected file shows one alert and keeps the image before it', async () => {
  await renderChosen({})
  await userEvent.upload(fileInput(), textFile(), { applyAccept: false })
  const alert = await screen.findByRole('alert')
  expect(alert.textContent).toContain("isn't an image")
  screen.getByAltText('coffee.png')
  await userEvent.click(submitButton())
  await screen.findByText('1 variation ready.')
  await waitFor(() => expect(screen.queryByRole('alert')).toBeNull())
})

test('an incomplete form lists what is missing, takes the focus there, and sends nothing', async () => {
  const { client, requests } = createTestClient()
  renderApp(<ImageVariationForm client={client} />)
  await screen.findByRole('textbox', { name: 'Model' })
  await userEvent.click(submitButton())
  const alert = await screen.findByRole('alert')
  await waitFor(() => expect(document.activeElement).toBe(alert))
  within(alert).getByRole('link', { name: 'Choose an image first.' })
  // The field says what is wrong with it, and nobody reads it twice.
  expect(screen.getByText('Choose a model.').closest('[data-setting]')).not.toBeNull()
  await userEvent.click(screen.getByRole('link', { name: 'Model' }))
  expect(document.activeElement).toBe(screen.getByLabelText('Model'))
  expect(screen.getByLabelText('Model').getAttribute('aria-invalid')).toBe('true')
  expect(posts(requests)).toHaveLength(0)
})

test('an image can be pasted while the focus is inside, and dropped', async () => {
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

test('somebody who does not want an image fixed keeps the one before it, with its crop', async () => {
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
  // Typed, so that a new setting is missed here.
  const settings: FormSettings = {
    model: 'local/duotone',
    prompt: 'at night',
    n: 2,
    size: '256x256',
    responseFormat: 'b64_json',
    user: 'user-1',
    name: 'trace-1',
    fallbacks: [{ model: 'local/pencil' }],
    retry: { count: 2, onCodes: [429] },
    cache: { type: 'exact_match', ttl: 60 },
    loadBalancer: { type: 'weight_based', models: [{ model: 'local/duotone', weight: 1 }] },
    timeout: { callTimeout: 30_000 },
    identity: { id: 'customer-42' },
    orqPrompt: { id: 'prompt-1', version: 'latest' },
    quality: 'high',
  }
  const requests = await renderChosen({ onResult, ...settings, controls: [] })
  await userEvent.click(submitButton())
  await waitFor(() => expect(onResult).toHaveBeenCalled())
  const form = await requests[0]?.formData()
  const fields = [...(form ?? [])].flatMap(([name, value]) =>
    typeof value === 'string' ? [[name, value.startsWith('{') ? JSON.parse(value) : value]] : [],
  )
  expect(Object.fromEntries(fields)).toEqual({
    model: 'local/duotone',
    prompt: 'at night',
    n: '2',
    size: '256x256',
    quality: 'high',
    response_format: 'b64_json',
    user: 'user-1',
    name: 'trace-1',
    fallbacks: '[{"model":"local/pencil"}]',
    retry: { count: 2, on_codes: [429] },
    cache: { type: 'exact_match', ttl: 60 },
    load_balancer: { type: 'weight_based', models: [{ model: 'local/duotone', weight: 1 }] },
    timeout: { call_timeout: 30_000 },
    orq: { identity: { id: 'customer-42' }, prompt: { id: 'prompt-1', version: 'latest' } },
  })
})

test("what the visitor clears does not come back from the provider's defaults", async () => {
  const { client, requests } = createTestClient()
  const onResult = vi.fn()
  const defaults = {
    prompt: 'As a watercolor',
    size: '512x512',
    quality: 'high',
    cache: { type: 'exact_match' },
    orq: { name: 'trace-1', identity: { id: 'customer-42' } },
  } as const
  const controls = ['prompt', 'size', 'cache', 'identity'] as const
  renderApp(
    <ImageVariationProvider defaults={defaults}>
      <ImageVariationForm {...{ client, onResult, controls }} models={small.models} />
    </ImageVariationProvider>,
  )
  await userEvent.upload(fileInput(), await coffeeFile())
  await screen.findByAltText('coffee.png')
  await userEvent.clear(screen.getByLabelText(/What should change/))
  await userEvent.selectOptions(screen.getByLabelText('Size'), 'Automatic')
  await userEvent.click(screen.getByText('Advanced'))
  await userEvent.click(await screen.findByRole('checkbox', { name: /cache/i }))
  await userEvent.clear(screen.getByDisplayValue('customer-42'))
  await userEvent.click(submitButton())
  await waitFor(() => expect(onResult).toHaveBeenCalled())
  const form = await posts(requests)[0]?.formData()
  const fields = [...(form ?? [])].filter(([name]) => name !== 'image')
  expect(Object.fromEntries(fields)).toEqual({
    model: 'local/duotone',
    n: '1',
    // That of the contract.
    size: '1024x1024',
    response_format: 'b64_json',
    orq: '{"name":"trace-1"}',
  })
})

test('a value controls, default… starts, on…Change tells one setting and onSettingsChange all', async () => {
  const { client } = createTestClient()
  const onSettingsChange = vi.fn<NonNullable<ImageVariationFormProps['onSettingsChange']>>()
  const onSizeChange = vi.fn()
  function App() {
    const [n, setN] = useState(2)
    return (
      <>
        <ImageVariationForm
          {...{ client, n, onSizeChange, onSettingsChange }}
          defaultSize="512x512"
          models={['local/duotone', 'local/pencil']}
          controls="all"
          model="local/pencil"
          user="customer-42"
        />
        <button onClick={() => setN(5)}>Five</button>
      </>
    )
  }
  renderApp(<App />)
  await userEvent.click(screen.getByRole('button', { name: 'One more' }))
  expect(onSettingsChange).toHaveBeenLastCalledWith(
    expect.objectContaining({ n: 3, size: '512x512', model: 'local/pencil', user: 'customer-42' }),
  )
  expect(screen.getByRole('spinbutton', { name: 'Variations' })).toHaveProperty('value', '2')
  await userEvent.click(screen.getByRole('button', { name: 'Five' }))
  expect(screen.getByRole('spinbutton', { name: 'Variations' })).toHaveProperty('value', '5')
  const size = screen.getByLabelText('Size')
  await userEvent.selectOptions(size, '256x256')
  expect(onSizeChange).toHaveBeenLastCalledWith('256x256')
  expect(size).toHaveProperty('value', '256x256')
})

test('a value that tells nobody is fixed, and so is a model without models', async () => {
  const { client } = createTestClient()
  renderApp(<ImageVariationForm client={client} model="local/duotone" n={2} name="portraits" />)
  expect(document.forms.namedItem('portraits')).toBe(submitButton().form)
  expect(screen.queryByLabelText('Model')).toBeNull()
  expect(screen.getByRole('spinbutton', { name: 'Variations' })).toHaveProperty('disabled', true)
  expect(screen.getByRole('button', { name: 'One more' })).toHaveProperty('disabled', true)
})

test('of a setting that is fixed every control is', async () => {
  const fallbacks = [{ model: 'local/pencil' }]
  const cache = { type: 'exact_match' } as const
  const controls = ['fallbacks', 'cache', 'retry'] as const
  await renderChosen({ fallbacks, cache, retry: { count: 1 }, controls })
  await userEvent.click(screen.getByText('Advanced'))
  const add = await screen.findByRole('button', { name: /^Add/ })
  const inside = [...(add.closest('details')?.querySelectorAll('button, input, select') ?? [])]
  expect(inside.length).toBeGreaterThan(7)
  expect(inside.filter((control) => !control.matches(':disabled'))).toEqual([])
})

test('sizes are written as dimensions are, in every language', async () => {
  const dimensions = (width: string, height: string) => `${width} by ${height}`
  await renderChosen({ labels: { intake: { dimensions } } })
  expect(screen.getByRole('option', { name: '512 by 512' })).toHaveProperty('value', '512x512')
})

test('an issue of a setting that is not on the page is a sentence, and no link', async () => {
  await renderChosen({ controls: [], defaultTimeout: { callTimeout: 0 } })
  await userEvent.click(submitButton())
  const alert = await screen.findByRole('alert')
  expect(alert.textContent).toContain('Enter more than 0 seconds.')
  expect(within(alert).queryByRole('link')).toBeNull()
})

test('"vary this" brings a result back as the image, and the next run knows its parent', async () => {
  const onResult = vi.fn<NonNullable<ImageVariationFormProps['onResult']>>()
  const actionsRef = createRef<ImageVariationFormActions>()
  await renderChosen({ onResult, actionsRef })
  await userEvent.click(submitButton())
  await waitFor(() => expect(onResult).toHaveBeenCalledTimes(1))
  const [first] = onResult.mock.calls[0] ?? []
  const image = first?.images[0]
  if (!image) throw new Error('The run has no image.')
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

test('settings that an issue unfolded stay unfolded while it is fixed', async () => {
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

/** Lays a file over an element, as a drag from the desktop does. */
function dragOver(target: Element, type: 'dragenter' | 'dragover' | 'drop', file: File) {
  const dataTransfer = new DataTransfer()
  dataTransfer.items.add(file)
  const event = new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true })
  act(() => void target.dispatchEvent(event))
  return event
}

const dropzone = () => {
  const found = document.querySelector('[data-part=dropzone]')
  if (!found) throw new Error('The form has no drop zone.')
  return found
}

test('a file dropped beside the drop zone never makes the browser leave the page', async () => {
  const { client } = createTestClient()
  const { unmount } = renderApp(<ImageVariationForm client={client} {...small} />)
  const file = await coffeeFile()
  for (const type of ['dragover', 'drop'] as const) {
    expect(dragOver(document.body, type, file).defaultPrevented).toBe(true)
  }
  expect(screen.queryByAltText('coffee.png')).toBeNull()
  unmount()
  expect(dragOver(document.body, 'dragover', file).defaultPrevented).toBe(false)
})

test('a file over the drop zone shows what a drop does: use it, or replace the image', async () => {
  const { client } = createTestClient()
  const style = { '--riv-accent': 'rgb(250, 20, 30)' } as CSSProperties
  renderApp(<ImageVariationForm client={client} {...small} style={style} />)
  const file = await coffeeFile()
  const hasAccent = () => getComputedStyle(dropzone()).boxShadow.includes('rgb(250, 20, 30)')
  expect(hasAccent()).toBe(false)
  dragOver(dropzone(), 'dragenter', file)
  screen.getByText('Drop to use')
  expect(dropzone().getAttribute('data-state')).toBe('dragging')
  expect(hasAccent()).toBe(true)
  dragOver(dropzone(), 'drop', file)
  await screen.findByAltText('coffee.png')
  dragOver(dropzone(), 'dragenter', file)
  screen.getByText('Drop to replace')
})

test('Create stays in sight while the form is longer than the window, and never covers the field that has focus', async () => {
  await page.viewport(1440, 800)
  onTestFinished(() => page.viewport(1280, 800))
  await renderChosen({ controls: 'all', models: ['local/duotone', 'local/pencil'] })
  const details = document.querySelector('details')
  details?.setAttribute('open', '')
  await screen.findByText('Reliability')
  window.scrollTo(0, 0)
  await waitFor(() =>
    expect(document.documentElement.scrollHeight).toBeGreaterThan(innerHeight * 1.5),
  )
  const { top, bottom } = submitButton().getBoundingClientRect()
  expect(top).toBeGreaterThan(0)
  expect(bottom).toBeLessThanOrEqual(innerHeight)

  const fields = document.querySelectorAll<HTMLElement>('textarea, select, [data-part=control]')
  expect(fields.length).toBeGreaterThan(4)
  const footer = submitButton().closest('[data-part=footer]')!
  const isBelow = () =>
    Array.from(fields).filter((field) => field.getBoundingClientRect().top > innerHeight)
  expect(isBelow()).not.toEqual([])
  for (const field of fields) {
    field.focus()
    const gap = footer.getBoundingClientRect().top - field.getBoundingClientRect().bottom
    expect([field.id, gap > 0]).toEqual([field.id, true])
  }
})

test('an elapsed second renders the clock again, not the form', async () => {
  const renders = { form: 0 }
  const renderPreview = () => {
    renders.form++
    return <img alt="coffee.png" />
  }
  const renderSubmit = () => {
    renders.form++
    return 'Create'
  }
  await renderChosen({ models: ['local/slow-600000'], renderPreview, renderSubmit })
  await userEvent.click(submitButton())
  // Nothing but time passes once Create is free again.
  await waitFor(() => expect(submitButton().getAttribute('aria-disabled')).toBeNull())
  const elapsed = () => document.querySelector('[data-part=elapsed]')?.textContent
  const [before, first] = [renders.form, elapsed()]
  await waitFor(() => expect(elapsed()).not.toBe(first))
  const second = elapsed()
  await waitFor(() => expect(elapsed()).not.toBe(second))
  expect(renders.form).toBe(before)
})

test('a non-square image stays visible, with the square over it, when a model wants one', async () => {
  const { client } = createTestClient()
  const models = ['local/duotone', { id: 'local/square-only', square: true }]
  renderApp(<ImageVariationForm client={client} models={models} />)
  await userEvent.click(submitButton())
  await screen.findByText('Choose an image first.')
  await userEvent.upload(fileInput(), await coffeeFile())
  const preview = await screen.findByAltText('coffee.png')
  const model = screen.getByLabelText('Model')
  await userEvent.selectOptions(model, 'local/square-only')
  await screen.findByText('Fix the image first.')
  expect(screen.queryByText('Choose an image first.')).toBeNull()
  const frame = preview.parentElement?.querySelector('[data-part=square]')?.getBoundingClientRect()
  expect(frame?.width).toBeCloseTo(frame?.height ?? 0, 0)
  expect(frame?.height).toBeCloseTo(preview.getBoundingClientRect().height, -1)
  // Chromium leaves out what is in a container of a fieldset where a select and its siblings change at once.
  expect(model.getBoundingClientRect().height).toBeGreaterThan(20)
})

test('when the server wants a square, the form offers to crop and to add borders', async () => {
  const onError = vi.fn()
  const onResult = vi.fn()
  await renderChosen({ models: ['local/square-only'], onError, onResult })
  await userEvent.click(submitButton())
  await screen.findByRole('button', { name: 'Crop to a square' })
  expect(onError).toHaveBeenCalledTimes(1)
  expect(screen.getAllByRole('alert')).toHaveLength(1)
  screen.getByAltText('coffee.png')
  await userEvent.click(screen.getByRole('button', { name: 'Add borders' }))
  await screen.findByText(/400 × 400/)
  await userEvent.click(submitButton())
  await waitFor(() => expect(onResult).toHaveBeenCalled())
})

test('the crop is moved and zoomed with the keyboard, keeps its ratio, and is undone by one click', async () => {
  await renderChosen({})
  await userEvent.click(screen.getByRole('button', { name: 'Crop' }))
  const zoom = await screen.findByRole('slider', { name: 'Zoom' })
  expect(document.activeElement).toBe(zoom)
  await userEvent.selectOptions(screen.getByLabelText('Aspect ratio'), 'Square')
  const frame = screen.getByRole('application')
  await waitFor(() => {
    const { width, height } = frame.getBoundingClientRect()
    expect(width).toBeGreaterThan(50)
    expect(Math.abs(width - height)).toBeLessThan(2)
  })
  zoom.focus()
  await keyboard.keyboard('{ArrowRight>20/}')
  frame.focus()
  await keyboard.keyboard('{ArrowLeft>3/}')
  await userEvent.click(screen.getByRole('button', { name: 'Crop' }))
  const facts = await waitFor(() => {
    const text = document.querySelector('[data-part=image-facts]')?.textContent ?? ''
    const [, width = '', height = ''] = /^(\d+) × (\d+)/.exec(text) ?? []
    expect(width).not.toBe('400')
    return { width: Number(width), height: Number(height) }
  })
  expect(facts.width).toBe(facts.height)
  expect(facts.width).toBeLessThan(267)
  expect(document.activeElement).toBe(screen.getByRole('button', { name: 'Crop' }))
  await userEvent.click(screen.getByRole('button', { name: 'Crop' }))
  await userEvent.click(await screen.findByRole('button', { name: 'Use whole image' }))
  await screen.findByText(/400 × 267/)
})

test('a drag with the pointer moves the crop, and its pixels are sent', async () => {
  const halves = new OffscreenCanvas(400, 200)
  const context = halves.getContext('2d')
  for (const [color, x] of [
    ['#f00', 0],
    ['#00f', 200],
  ] as const) {
    if (context) context.fillStyle = color
    context?.fillRect(x, 0, 200, 200)
  }
  const { client, requests } = createTestClient()
  renderApp(<ImageVariationForm client={client} {...small} />)
  const file = new File([await halves.convertToBlob()], 'halves.png', { type: 'image/png' })
  await userEvent.upload(fileInput(), file)
  await screen.findByAltText('halves.png')
  await userEvent.click(screen.getByRole('button', { name: 'Crop' }))
  await userEvent.selectOptions(await screen.findByLabelText('Aspect ratio'), 'Square')
  const frame = screen.getByRole('application')
  await waitFor(() => expect(frame.getBoundingClientRect().width).toBeGreaterThan(50))
  // As far as it goes: the frame is over the left half then.
  fireEvent.mouseDown(frame, { clientX: 100, clientY: 100 })
  fireEvent.mouseMove(document, { clientX: 900, clientY: 100 })
  const image = document.querySelector<HTMLElement>('[data-part=crop-image]')
  await waitFor(() => expect(image?.style.transform).toMatch(/translate\([1-9]/))
  fireEvent.mouseUp(document)
  await userEvent.click(screen.getByRole('button', { name: 'Crop' }))
  await screen.findByText(/200 × 200/)
  await userEvent.click(submitButton())
  await waitFor(() => expect(posts(requests)).toHaveLength(1))
  const sent = (await requests[0]?.formData())?.get('image')
  const bitmap = await createImageBitmap(sent as File)
  const read = new OffscreenCanvas(200, 200).getContext('2d')
  read?.drawImage(bitmap, 0, 0)
  const [red = 0, , blue = 0] = read?.getImageData(190, 100, 1, 1).data ?? []
  expect([red > 200, blue < 50]).toEqual([true, true])
})

test.each(['form', 'div'] as const)(
  'Enter on the zoom of a crop crops, and sends nothing, in a %s',
  async (element) => {
    const onSubmit = vi.fn()
    const { client, requests } = createTestClient()
    renderApp(<ImageVariationForm {...{ client, element, onSubmit }} {...small} />)
    await userEvent.upload(fileInput(), await coffeeFile())
    await userEvent.click(await screen.findByRole('button', { name: 'Crop' }))
    await userEvent.selectOptions(await screen.findByLabelText('Aspect ratio'), 'Square')
    const frame = screen.getByRole('application')
    await waitFor(() => {
      const { width, height } = frame.getBoundingClientRect()
      expect(Math.abs(width - height)).toBeLessThan(2)
    })
    screen.getByRole('slider', { name: 'Zoom' }).focus()
    await keyboard.keyboard('{Enter}')
    await screen.findByText(/267 × 267/)
    expect(onSubmit).not.toHaveBeenCalled()
    expect(requests).toEqual([])
  },
)

test('Escape leaves the crop, and nothing else', async () => {
  const onKeyDown = vi.fn()
  const { client } = createTestClient()
  renderApp(
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- stands for a dialog
    <div onKeyDown={onKeyDown}>
      <ImageVariationForm client={client} {...small} />
    </div>,
  )
  await userEvent.upload(fileInput(), await coffeeFile())
  await userEvent.click(await screen.findByRole('button', { name: 'Crop' }))
  await screen.findByRole('slider', { name: 'Zoom' })
  onKeyDown.mockClear()
  await userEvent.keyboard('{Escape}')
  await waitFor(() => expect(screen.queryByRole('slider', { name: 'Zoom' })).toBeNull())
  expect(onKeyDown).not.toHaveBeenCalled()
  screen.getByAltText('coffee.png')
})

test('a model that only edits says that the prompt may be empty, and then gets a general one', async () => {
  const models = [{ id: 'local/duotone', prompt: 'required' as const }]
  const onResult = vi.fn()
  const requests = await renderChosen({ models, onResult })
  screen.getByPlaceholderText(/^Leave empty/)
  await userEvent.click(submitButton())
  await waitFor(() => expect(onResult).toHaveBeenCalled())
  expect((await requests[0]?.formData())?.get('prompt')).toBe(defaultVariationPrompt)
  // The run says what was sent.
  expect(onResult.mock.calls[0]?.[0].request.prompt).toBe(defaultVariationPrompt)
})

test('a form without models asks the handler for them', async () => {
  const original = window.fetch
  const asked: string[] = []
  let isDown = true
  window.fetch = async (input, init) => {
    const { url } = new Request(input, init)
    if (!url.includes('/api/')) return original(input, init)
    asked.push(url)
    if (isDown) return Response.json({}, { status: 500 })
    return Response.json({ models: [{ id: 'a/one', label: 'One' }, { id: 'a/two' }] })
  }
  onTestFinished(() => void (window.fetch = original))
  renderApp(<ImageVariationForm endpoint="/api/variations" />)
  screen.getByText('Loading models…')
  await screen.findByText("The models couldn't be loaded.", {}, { timeout: 10_000 })
  isDown = false
  await userEvent.click(screen.getByRole('button', { name: 'Try again' }))
  await screen.findByRole('option', { name: 'One' })
  screen.getByRole('option', { name: 'a/two' })
  expect(asked.every((url) => url.endsWith('/api/variations/models'))).toBe(true)
})

test('models that are there stay when asking again fails', async () => {
  const queryClient = new QueryClient()
  const listModels = vi.fn(() => Promise.resolve([{ id: 'a/one' }, { id: 'a/two' }]))
  const client = { create: vi.fn<() => never>(), models: listModels }
  renderApp(
    <QueryClientProvider client={queryClient}>
      <ImageVariationForm client={client} />
    </QueryClientProvider>,
  )
  await screen.findByRole('option', { name: 'a/two' })
  listModels.mockRejectedValue(new Error('down'))
  await act(() => queryClient.refetchQueries())
  expect(listModels.mock.calls.length).toBeGreaterThan(1)
  await userEvent.selectOptions(screen.getByLabelText('Model'), 'a/two')
  expect(screen.queryByText("The models couldn't be loaded.")).toBeNull()
})

test("models are asked for with the client's own headers and fetch, for each client anew", async () => {
  const asked: Request[] = []
  const clientOf = (user: string) =>
    createVariationClient({
      headers: { authorization: `Bearer ${user}` },
      fetch: async (input, init) => {
        asked.push(new Request(input, init))
        return Response.json({ models: [{ id: `${user}/one` }, { id: `${user}/two` }] })
      },
    })
  const alice = clientOf('alice')
  const { rerender } = renderApp(<ImageVariationForm client={alice} />)
  await screen.findByRole('option', { name: 'alice/two' })
  rerender(<ImageVariationForm client={clientOf('bob')} />)
  await screen.findByRole('option', { name: 'bob/two' })
  rerender(<ImageVariationForm client={alice} />)
  await screen.findByRole('option', { name: 'alice/two' })
  expect(
    asked.map(({ url, headers }) => [new URL(url).pathname, headers.get('authorization')]),
  ).toEqual([
    ['/api/image-variations/models', 'Bearer alice'],
    ['/api/image-variations/models', 'Bearer bob'],
  ])
})

test('where a client knows no models, one can be typed', async () => {
  // The local router has no list.
  renderApp(<ImageVariationForm client={createTestClient().client} />)
  expect(await screen.findByRole('textbox', { name: 'Model' })).toBeTruthy()
})

test('the order of controls is the order on the page, and quality keeps its place', async () => {
  await renderChosen({ controls: ['quality', 'n', 'prompt'] })
  const order = () =>
    [...document.querySelectorAll('[data-setting]')].map((field) =>
      field.getAttribute('data-setting'),
    )
  expect(order()).toEqual(['quality', 'n', 'prompt'])
  const quality = screen.getByLabelText('Quality')
  expect(quality).toHaveProperty('disabled', true)
  expect(screen.getByText('Needs a prompt').closest('select')).toBe(quality)
  const places = () =>
    [...document.querySelectorAll('[data-setting], button[type=submit]')].map((element) =>
      element.getBoundingClientRect().toJSON(),
    )
  const before = places()
  await userEvent.type(screen.getByLabelText(/What should change/), 'Winter')
  expect(order()).toEqual(['quality', 'n', 'prompt'])
  expect(quality).toHaveProperty('disabled', false)
  expect(places()).toEqual(before)
})

test('advanced settings are three groups, and say how many are changed while they are folded', async () => {
  await renderChosen({ controls: 'all' })
  await userEvent.click(screen.getByText('Advanced'))
  expect(
    (await screen.findAllByRole('heading', { level: 3 })).map(({ textContent }) => textContent),
  ).toEqual(['Reliability', 'Results', 'Tracking'])
  await userEvent.click(screen.getByLabelText('Cache'))
  await userEvent.type(screen.getByLabelText(/User ID/), 'customer-42')
  expect(screen.queryByText(/changed/)).toBeNull()
  await userEvent.click(screen.getByText('Advanced'))
  await screen.findByText('2 changed')
})

test('a fallback that is the model itself is an issue', async () => {
  const requests = await renderChosen({
    controls: ['fallbacks'],
    model: 'local/duotone',
    defaultFallbacks: [{ model: 'local/duotone' }],
  })
  await userEvent.click(submitButton())
  expect(await screen.findAllByText('A fallback must differ from the model.')).not.toHaveLength(0)
  expect(requests).toHaveLength(0)
})

test('disabled disables all of it', async () => {
  const { client } = createTestClient()
  renderApp(<ImageVariationForm client={client} {...small} controls="all" disabled />)
  await userEvent.click(screen.getByText('Advanced'))
  await screen.findByText('Reliability')
  const controls = document.querySelectorAll('input, select, textarea, button')
  expect(controls.length).toBeGreaterThan(10)
  expect([...controls].filter((control) => !control.matches(':disabled'))).toEqual([])
  dragOver(dropzone(), 'drop', await coffeeFile())
  expect(dropzone().getAttribute('data-state')).toBe('empty')
})

test('its submit does not reach an outer form, and preventDefault() does not stop it', async () => {
  const { client } = createTestClient()
  const onOuterSubmit = vi.fn()
  const onResult = vi.fn()
  const host = document.createElement('div')
  document.body.append(host)
  onTestFinished(() => host.remove())
  renderApp(
    <form onSubmit={onOuterSubmit}>
      {createPortal(
        <ImageVariationForm
          client={client}
          {...small}
          onSubmit={(event) => event.preventDefault()}
          onResult={onResult}
        />,
        host,
      )}
    </form>,
  )
  await userEvent.upload(fileInput(), await coffeeFile())
  await screen.findByAltText('coffee.png')
  await userEvent.click(submitButton())
  await waitFor(() => expect(onResult).toHaveBeenCalled())
  expect(onOuterSubmit).not.toHaveBeenCalled()
})

test('preventDefault() in your handlers does not disable ours: drop, paste, click and key', async () => {
  const onResult = vi.fn()
  const { client } = createTestClient()
  const prevent = vi.fn((event: SyntheticEvent) => event.preventDefault())
  renderApp(
    <ImageVariationForm
      {...{ client, onResult, ...small }}
      element="div"
      onPaste={prevent}
      onKeyDown={prevent}
      slotProps={{
        dropzone: { onDragEnter: prevent, onDrop: prevent },
        remove: { onClick: prevent },
        submit: { onClick: prevent },
      }}
    />,
  )
  const file = await coffeeFile()
  dragOver(dropzone(), 'dragenter', file)
  screen.getByText('Drop to use')
  dragOver(dropzone(), 'drop', file)
  await screen.findByAltText('coffee.png')
  await userEvent.click(screen.getByRole('button', { name: 'Remove image' }))
  expect(screen.queryByAltText('coffee.png')).toBeNull()
  const clipboardData = new DataTransfer()
  clipboardData.items.add(file)
  const prompt = screen.getByLabelText(/What should change/)
  prompt.dispatchEvent(
    new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }),
  )
  await screen.findByAltText('coffee.png')
  await userEvent.click(screen.getByRole('button', { name: /^Create/ }))
  await waitFor(() => expect(onResult).toHaveBeenCalledTimes(1))
  fireEvent.keyDown(screen.getByRole('spinbutton', { name: 'Variations' }), { key: 'Enter' })
  await waitFor(() => expect(onResult).toHaveBeenCalledTimes(2))
  expect(new Set(prevent.mock.calls.map(([{ type }]) => type))).toEqual(
    new Set(['dragenter', 'drop', 'click', 'paste', 'keydown']),
  )
})

test('handlers of your own for a control come beside ours', async () => {
  const onChange = vi.fn()
  const onToggle = vi.fn()
  const slotProps = { control: { onChange }, advanced: { onToggle } }
  await renderChosen({ slotProps, controls: ['prompt', 'size', 'n', 'user'] })
  await userEvent.selectOptions(screen.getByLabelText('Size'), '512 × 512')
  await userEvent.type(screen.getByLabelText(/What should change/), 'x')
  await userEvent.type(screen.getByRole('spinbutton', { name: 'Variations' }), '2')
  await userEvent.click(screen.getByText('Advanced'))
  await waitFor(() => expect(onToggle).toHaveBeenCalled())
  await userEvent.type(await screen.findByLabelText(/User ID/), 'u')
  expect(onChange).toHaveBeenCalledTimes(4)
  expect(screen.getByLabelText(/What should change/)).toHaveProperty('value', 'x')
})

test('whoever removes the last fallback, or tries again, keeps a place to go on from', async () => {
  await renderChosen({ models: ['local/fail-503', 'local/duotone'], controls: ['fallbacks'] })
  await userEvent.click(screen.getByText('Advanced'))
  const add = await screen.findByRole('button', { name: /^Add/ })
  await userEvent.click(add)
  await userEvent.click(screen.getByRole('button', { name: /^Remove local/ }))
  expect(document.activeElement).toBe(add)
  await userEvent.click(submitButton())
  await userEvent.click(await screen.findByRole('button', { name: /Try again/ }))
  await waitFor(() => expect(document.activeElement).toBe(submitButton()))
})

test('preventBaseHandler keeps a form from being sent', async () => {
  const onSubmit = vi.fn((event: object) => preventBaseHandler(event))
  const requests = await renderChosen({ onSubmit })
  await userEvent.click(submitButton())
  await waitFor(() => expect(onSubmit).toHaveBeenCalledTimes(1))
  expect(requests).toHaveLength(0)
})

test('as a div it lives in a form of the page and sends on its own, by button, Enter and actions', async () => {
  const { client, requests } = createTestClient()
  const onOuterSubmit = vi.fn()
  const onResult = vi.fn()
  const actionsRef = createRef<ImageVariationFormActions>()
  renderApp(
    <form onSubmit={onOuterSubmit}>
      <ImageVariationForm {...{ client, onResult, actionsRef }} {...small} element="div" />
    </form>,
  )
  expect(document.querySelectorAll('form')).toHaveLength(1)
  await userEvent.upload(fileInput(), await coffeeFile())
  await screen.findByAltText('coffee.png')
  await userEvent.click(screen.getByRole('button', { name: /^Create/ }))
  await waitFor(() => expect(onResult).toHaveBeenCalledTimes(1))
  await userEvent.type(screen.getByRole('spinbutton', { name: 'Variations' }), '{Enter}')
  await waitFor(() => expect(onResult).toHaveBeenCalledTimes(2))
  act(() => actionsRef.current?.submit())
  await waitFor(() => expect(onResult).toHaveBeenCalledTimes(3))
  expect(requests).toHaveLength(3)
  expect(onOuterSubmit).not.toHaveBeenCalled()
})

test('renderPreview and renderError may draw nothing', async () => {
  const onError = vi.fn()
  const { client } = createTestClient()
  renderApp(
    <ImageVariationForm
      {...{ client, onError }}
      models={['local/fail-503']}
      renderPreview={() => null}
      renderError={() => null}
    />,
  )
  await userEvent.upload(fileInput(), await coffeeFile())
  await screen.findByText('coffee.png')
  expect(document.querySelector('[data-part=preview]')).toBeNull()
  await userEvent.click(submitButton())
  await waitFor(() => expect(onError).toHaveBeenCalledTimes(1))
  await waitFor(() => expect(screen.getByRole('form').dataset['state']).toBe('error'))
  expect(screen.queryByRole('alert')).toBeNull()
})

test('an unknown outcome says what another try may cost', async () => {
  const client = {
    create: () =>
      Promise.reject(
        new VariationError('outcome_unknown', 'The connection was lost.', { outcomeUnknown: true }),
      ),
  }
  await renderChosen({ client, pricePerImage: 0.04, defaultN: 4 })
  await userEvent.click(submitButton())
  await screen.findByRole('button', { name: 'Try again (may cost another $0.16)' })
  screen.getByText('The connection was lost. The variations may have been created and charged.')
})

test('an alert offers another model only where there is one', async () => {
  await renderChosen({ models: ['local/fail-503'] })
  await userEvent.click(submitButton())
  const alert = await screen.findByRole('alert')
  expect(alert.textContent).not.toContain('another model')
  cleanup()
  await renderChosen({ models: ['local/fail-503', 'local/duotone'] })
  await userEvent.click(submitButton())
  await screen.findByText(/You can also choose another model\.$/)
})

test('what is known of the image goes along as the source of the run', async () => {
  const onResult = vi.fn<NonNullable<ImageVariationFormProps['onResult']>>()
  await renderChosen({ onResult })
  await userEvent.click(submitButton())
  await waitFor(() => expect(onResult).toHaveBeenCalled())
  const source = onResult.mock.calls[0]?.[0].source
  expect(source).toMatchObject({
    name: 'coffee.png',
    mimeType: 'image/png',
    width: 400,
    height: 267,
  })
  expect(source?.thumbnail).toBeInstanceOf(Blob)
})

test('"4 variations ready." leads to them where the page says how', async () => {
  const onShowResult = vi.fn()
  await renderChosen({ onShowResult })
  await userEvent.click(submitButton())
  await userEvent.click(await screen.findByRole('button', { name: 'Show' }))
  expect(onShowResult).toHaveBeenCalledWith(expect.objectContaining({ status: 'success' }))
})

test('"You are offline" stands there at once, and nothing is sent', async () => {
  const online = vi.spyOn(navigator, 'onLine', 'get').mockReturnValue(false)
  onTestFinished(() => online.mockRestore())
  const requests = await renderChosen({})
  await userEvent.click(submitButton())
  const alert = await screen.findByRole('alert')
  expect(alert.textContent).toContain('You are offline. Your image is still here.')
  expect(requests).toHaveLength(0)
  online.mockReturnValue(true)
  await userEvent.click(within(alert).getByRole('button', { name: 'Try again' }))
  await screen.findByText('1 variation ready.')
})

test('every state on the page is in the table of parts, and the other way round', async () => {
  const seen = new Set<string>()
  const record = () => {
    for (const element of document.querySelectorAll<HTMLElement>('[data-part][data-state]')) {
      const { part = '', state = '' } = element.dataset
      if (part !== 'error') seen.add(`${part}: ${state}`)
    }
  }
  const observer = new MutationObserver(record)
  observer.observe(document.body, { subtree: true, childList: true, attributes: true })
  onTestFinished(() => observer.disconnect())
  const models = [
    'local/duotone',
    'local/fail-503',
    'local/slow-600000',
    { id: 'local/square-only', square: true },
  ]
  const { client } = createTestClient()
  const prepare = (image: Blob) => Promise.resolve(image)
  const form = { client, models, defaultSize: '256x256', prepare }
  renderApp(<ImageVariationForm {...form} />)
  record()
  await userEvent.upload(fileInput(), textFile(), { applyAccept: false })
  await screen.findByRole('alert')
  dragOver(dropzone(), 'dragenter', await coffeeFile())
  dragOver(dropzone(), 'drop', await coffeeFile())
  await screen.findByAltText('coffee.png')
  const choose = (model: string) => userEvent.selectOptions(screen.getByLabelText('Model'), model)
  await choose('local/square-only')
  await screen.findByRole('button', { name: 'Crop to a square' })
  const tall = new OffscreenCanvas(20, 40)
  tall.getContext('2d')?.fillRect(0, 0, 20, 40)
  await userEvent.upload(
    fileInput(),
    new File([await tall.convertToBlob()], 'tall.png', { type: 'image/png' }),
  )
  await screen.findByAltText('tall.png')
  await choose('local/duotone')
  const count = screen.getByRole('spinbutton', { name: 'Variations' })
  await userEvent.clear(count)
  await userEvent.click(submitButton())
  await screen.findByRole('alert')
  await userEvent.type(count, '1')
  await userEvent.click(submitButton())
  await screen.findByText('1 variation ready.')
  await choose('local/fail-503')
  await userEvent.click(submitButton())
  await screen.findByRole('alert')
  await choose('local/slow-600000')
  await userEvent.click(submitButton())
  await waitFor(() => expect(seen).toContain('progress: generating'))
  await userEvent.click(screen.getByRole('button', { name: 'Cancel' }))
  await screen.findByText(/^Cancelled/)
  const documented = Object.entries(formParts).flatMap(([part, about]) =>
    'states' in about ? about.states.map((state) => `${part}: ${state}`) : [],
  )
  expect([...seen].toSorted()).toEqual(documented.toSorted())
})
