import type { Meta, StoryObj } from '@storybook/react-vite'
import type { VariationRun } from 'react-image-variation'
import { expect, userEvent, within } from 'storybook/test'
import { sampleRuns } from '../sampleRuns.js'
import { OwnGallery } from './OwnGallery.js'
import code from './OwnGallery.tsx?raw'

const meta = {
  title: 'Hooks/useVariationGallery',
  component: OwnGallery,
  args: { runs: [] },
  loaders: [async () => ({ runs: await sampleRuns() })],
  render: (_, { loaded }) => <OwnGallery runs={loaded['runs'] as VariationRun[]} />,
  parameters: {
    hook: 'useVariationGallery',
    docs: { source: { code, language: 'tsx', type: 'code' } },
  },
} satisfies Meta<typeof OwnGallery>

export default meta

/** A grid and a dialog of your own; keys, focus and selection are the hook's. */
export const YourMarkup: StoryObj<typeof meta> = {
  play: async ({ canvasElement }) => {
    const canvas = within(canvasElement)
    const item = await canvas.findByRole('button', { name: 'Image 1' })
    await userEvent.click(item)
    const dialog = await canvas.findByRole('dialog', { name: 'Image' })
    await userEvent.keyboard('{ArrowRight}')
    await within(dialog).findByText(/2 of 9/)
    await userEvent.click(within(dialog).getByRole('button', { name: 'Close' }))
    await expect(canvas.queryByRole('dialog')).toBeNull()
  },
}
