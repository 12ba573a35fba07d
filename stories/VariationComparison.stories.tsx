import type { Meta, StoryObj } from '@storybook/react-vite'
import { VariationComparison } from 'react-image-variation'
import { expect, userEvent, waitFor, within } from 'storybook/test'
import { coffeeFile } from './sampleImages.js'

const meta = {
  title: 'Components/VariationComparison',
  component: VariationComparison,
  args: {
    models: ['local/watercolor', 'local/pencil', 'local/pop-art'],
    settings: { n: 1, size: '256x256' },
  },
  loaders: [async () => ({ image: await coffeeFile() })],
  render: (args, { loaded }) => <VariationComparison {...args} image={loaded['image'] as File} />,
} satisfies Meta<typeof VariationComparison>

export default meta
type Story = StoryObj<typeof meta>

const start = (canvas: HTMLElement) =>
  userEvent.click(within(canvas).getByRole('button', { name: /^Compare/ }))

/** Nothing is sent before the visitor says so; prices are known before. */
export const Ready: Story = {
  args: {
    models: [
      { id: 'local/watercolor', label: 'Watercolor', pricePerImage: 0.04 },
      { id: 'local/pencil', label: 'Pencil', pricePerImage: 0.02 },
    ],
  },
}

/** Each model has its own progress and its own cancel. */
export const Pending: Story = {
  args: { models: ['local/slow-600000', 'local/slow-600001'] },
  play: ({ canvasElement }) => start(canvasElement),
}

/** One failed, two did not. */
export const Ended: Story = {
  args: { models: ['local/watercolor', 'local/fail-503', 'local/pencil'] },
  play: async ({ canvasElement }) => {
    await start(canvasElement)
    const canvas = within(canvasElement)
    const images = () => canvas.queryAllByRole('button', { name: /^Variation 1/ })
    await waitFor(() => expect(images()).toHaveLength(2))
    await canvas.findByRole('alert')
  },
}

/** No image yet. */
export const Empty: Story = { render: (args) => <VariationComparison {...args} /> }
