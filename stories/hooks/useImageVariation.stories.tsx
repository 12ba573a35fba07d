import type { Meta, StoryObj } from '@storybook/react-vite'
import { expect, userEvent, within } from 'storybook/test'
import { choosePhoto } from '../choosePhoto.js'
import { RunMeter } from './RunMeter.js'
import code from './RunMeter.tsx?raw'

const meta = {
  title: 'Hooks/useImageVariation',
  component: RunMeter,
  parameters: {
    hook: 'useImageVariation',
    docs: { source: { code, language: 'tsx', type: 'code' } },
  },
} satisfies Meta<typeof RunMeter>

export default meta
type Story = StoryObj<typeof meta>

/** Nothing was sent yet. */
export const Idle: Story = { args: { model: 'local/watercolor' } }

/** Under way: bytes first, then the wait, with the time that has passed. */
export const Pending: Story = {
  args: { model: 'local/slow-600000' },
  play: async ({ canvasElement }) => {
    await choosePhoto(canvasElement)
    await within(canvasElement).findByText(/^pending, generating/)
  },
}

/** A cancel is no error: the hook is idle again. */
export const Cancelled: Story = {
  ...Pending,
  play: async (context) => {
    await Pending.play?.(context)
    const canvas = within(context.canvasElement)
    await userEvent.click(canvas.getByRole('button', { name: 'Cancel' }))
    await canvas.findByText('idle')
    await expect(canvas.queryByRole('alert')).toBeNull()
  },
}

/** The images are here. */
export const Success: Story = {
  ...Idle,
  play: async ({ canvasElement }) => {
    await choosePhoto(canvasElement)
    await within(canvasElement).findByAltText('Result 2')
  },
}

/** A code for your code, a sentence for a person. */
export const Failed: Story = {
  args: { model: 'local/fail-503' },
  play: async ({ canvasElement }) => {
    await choosePhoto(canvasElement)
    const alert = await within(canvasElement).findByRole('alert')
    await expect(alert).toHaveTextContent('http 503')
  },
}
