import type { Meta, StoryObj } from '@storybook/react-vite'
import { ImageVariationForm } from 'react-image-variation'
import { expect, fn, userEvent, waitFor, within } from 'storybook/test'
import { localClient, models } from './localClient.js'
import { coffeeFile, textFile } from './sampleImages.js'
import { settingControls } from './settingControls.js'

const meta = {
  title: 'Components/ImageVariationForm',
  component: ImageVariationForm,
  args: {
    client: localClient,
    models,
    defaultN: 4,
    onSubmit: fn(),
    onResult: fn(),
    onError: fn(),
    onCancel: fn(),
  },
  argTypes: {
    ...settingControls,
    controls: { control: 'object' },
    client: { control: false },
  },
  decorators: [
    (Story) => (
      <div style={{ maxWidth: '28rem', margin: '0 auto' }}>
        <Story />
      </div>
    ),
  ],
} satisfies Meta<typeof ImageVariationForm>

export default meta
type Story = StoryObj<typeof meta>

const inputOf = (canvas: HTMLElement) => {
  const input = canvas.querySelector<HTMLInputElement>('input[type=file]')
  if (!input) throw new Error('The form has no file input.')
  return input
}
const submitOf = (canvas: HTMLElement) =>
  within(canvas).getByRole('button', { name: /^(create|creating)/i })

async function choose(canvas: HTMLElement, file: File) {
  await userEvent.upload(inputOf(canvas), file, { applyAccept: false })
}
async function chooseAndSubmit(canvas: HTMLElement) {
  await choose(canvas, await coffeeFile())
  await within(canvas).findByAltText('coffee.png')
  await userEvent.click(submitOf(canvas))
}

/** Before anything: choose, drop or paste. */
export const Empty: Story = {}

/** An image is chosen. */
export const Chosen: Story = {
  play: async ({ canvasElement }) => {
    await choose(canvasElement, await coffeeFile())
    await within(canvasElement).findByAltText('coffee.png')
    await expect(canvasElement).toHaveTextContent('400 × 267')
  },
}

/** Under way: honest phases, the time that has passed, and a way out. */
export const Pending: Story = {
  args: { models: ['local/slow-600000'] },
  play: async ({ canvasElement, args }) => {
    await chooseAndSubmit(canvasElement)
    await within(canvasElement).findByRole('progressbar')
    await userEvent.click(submitOf(canvasElement))
    await expect(args.onSubmit).toHaveBeenCalledTimes(1)
  },
}

/** Create is free again while runs work; each has its name, its progress and its cancel button. */
export const SeveralRuns: Story = {
  args: Pending.args,
  play: async ({ canvasElement }) => {
    const canvas = within(canvasElement)
    const prompt = canvas.getByRole('textbox', { name: /What should change/ })
    await userEvent.type(prompt, 'Winter')
    await chooseAndSubmit(canvasElement)
    await waitFor(() => expect(submitOf(canvasElement)).not.toHaveAttribute('aria-disabled'))
    await userEvent.clear(prompt)
    await userEvent.type(prompt, 'Summer')
    await userEvent.click(submitOf(canvasElement))
    await canvas.findByText('Winter', { selector: 'li *' })
    await expect(canvas.getAllByRole('button', { name: 'Cancel' })).toHaveLength(2)
  },
}

/** The visitor changed their mind: image and settings stay. */
export const Cancelled: Story = {
  args: Pending.args,
  play: async ({ canvasElement, args }) => {
    const canvas = within(canvasElement)
    await chooseAndSubmit(canvasElement)
    await userEvent.click(await canvas.findByRole('button', { name: 'Cancel' }))
    await canvas.findByText(/^Cancelled\./)
    await canvas.findByAltText('coffee.png')
    await expect(args.onCancel).toHaveBeenCalledTimes(1)
    await expect(args.onError).not.toHaveBeenCalled()
  },
}

/** Four images came back; the price was known before. */
export const Success: Story = {
  args: { pricePerImage: 0.04, defaultSize: '256x256' },
  play: async ({ canvasElement, args }) => {
    await expect(submitOf(canvasElement)).toHaveTextContent('$0.16')
    await chooseAndSubmit(canvasElement)
    await within(canvasElement).findByText('4 variations ready.', {}, { timeout: 15_000 })
    await expect(args.onResult).toHaveBeenCalledTimes(1)
  },
}

/** The router is down. Nothing is lost. */
export const RouterError: Story = {
  args: { models: ['local/fail-503'] },
  play: async ({ canvasElement, args }) => {
    const canvas = within(canvasElement)
    await chooseAndSubmit(canvasElement)
    await expect(await canvas.findByRole('alert')).toHaveTextContent(/isn't available/)
    await canvas.findByAltText('coffee.png')
    await expect(args.onError).toHaveBeenCalledTimes(1)
  },
}

/** A file that is not an image. */
export const RejectedFile: Story = {
  play: async ({ canvasElement }) => {
    await choose(canvasElement, textFile())
    await expect(await within(canvasElement).findByRole('alert')).toHaveTextContent(
      /isn't an image/,
    )
  },
}

/** The model wants a square; one click makes one. */
export const NotSquare: Story = {
  args: { models: [{ id: 'local/square-only', label: 'Squares only', square: true }] },
  play: async ({ canvasElement }) => {
    const canvas = within(canvasElement)
    await choose(canvasElement, await coffeeFile())
    await expect(await canvas.findByRole('alert')).toHaveTextContent(/square/)
  },
}

/** The same after the fix. */
export const Cropped: Story = {
  args: NotSquare.args,
  play: async ({ canvasElement }) => {
    const canvas = within(canvasElement)
    await choose(canvasElement, await coffeeFile())
    await userEvent.click(await canvas.findByRole('button', { name: 'Crop to a square' }))
    await waitFor(() => expect(canvasElement).toHaveTextContent('267 × 267'))
    await expect(canvas.queryByRole('alert')).toBeNull()
  },
}

/** Drag and zoom inside a frame, at any time. */
export const Cropping: Story = {
  play: async ({ canvasElement }) => {
    const canvas = within(canvasElement)
    await choose(canvasElement, await coffeeFile())
    await userEvent.click(await canvas.findByRole('button', { name: 'Crop' }))
    await canvas.findByRole('slider', { name: 'Zoom' })
    await userEvent.selectOptions(canvas.getByLabelText('Aspect ratio'), '16:9')
  },
}

/** Nothing can be changed or sent. */
export const Disabled: Story = { args: { disabled: true } }

/** Another one that is not square: fix it, or keep the one before. */
export const CroppedThenNotSquare: Story = {
  args: NotSquare.args,
  play: async (context) => {
    const { canvasElement } = context
    await Cropped.play?.(context)
    await choose(canvasElement, await coffeeFile())
    await within(canvasElement).findByRole('button', { name: 'Keep the previous image' })
  },
}

/** Sent with nothing in it: one list of what is missing, which takes the focus. */
export const Incomplete: Story = {
  args: { models: undefined },
  play: async ({ canvasElement }) => {
    await userEvent.click(submitOf(canvasElement))
    const alert = await within(canvasElement).findByRole('alert')
    await expect(alert).toHaveFocus()
    await expect(alert).toHaveTextContent('Choose an image first.')
    await expect(within(alert).getByRole('link', { name: 'Model' })).toBeVisible()
    await within(canvasElement).findByText('Choose a model.')
  },
}

/** Every option of the router, for people who know it. */
export const Advanced: Story = {
  args: {
    controls: 'all',
    defaultPrompt: 'Make it winter',
    defaultFallbacks: [{ model: 'local/pencil' }],
    defaultCache: { type: 'exact_match', ttl: 1800 },
    defaultRetry: { count: 2, onCodes: [429, 503] },
    defaultLoadBalancer: {
      type: 'weight_based',
      models: [
        { model: 'local/watercolor', weight: 0.75 },
        { model: 'local/pop-art', weight: 0.25 },
      ],
    },
    defaultTimeout: { callTimeout: 30_000 },
    defaultIdentity: { id: 'customer-42' },
  },
  play: async ({ canvasElement }) => {
    const canvas = within(canvasElement)
    await userEvent.click(canvas.getByText('Advanced'))
    await expect(await canvas.findByText('75%')).toBeVisible()
    await canvas.findByText('Reliability')
  },
}

/** Dark, by the host's color-scheme. */
export const Dark: Story = { ...Chosen, globals: { scheme: 'dark' } }

/** As narrow as a phone. */
export const Narrow: Story = {
  ...Advanced,
  decorators: [
    (Story) => (
      <div style={{ inlineSize: '17.5rem' }}>
        <Story />
      </div>
    ),
  ],
}
