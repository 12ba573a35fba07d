import type { Meta, StoryObj } from '@storybook/react-vite'
import { expect, within } from 'storybook/test'
import { choosePhoto } from '../choosePhoto.js'
import { ModelRace } from './ModelRace.js'
import code from './ModelRace.tsx?raw'

const meta = {
  title: 'Hooks/useVariationComparison',
  component: ModelRace,
  parameters: {
    hook: 'useVariationComparison',
    docs: { source: { code, language: 'tsx', type: 'code' } },
  },
} satisfies Meta<typeof ModelRace>

export default meta
type Story = StoryObj<typeof meta>

/** Each model has its own end. */
export const Ended: Story = {
  play: async ({ canvasElement }) => {
    const canvas = within(canvasElement)
    await choosePhoto(canvasElement)
    await canvas.findByAltText('local/pencil')
    await expect(await canvas.findByRole('button', { name: 'Try again' })).toBeVisible()
  },
}
