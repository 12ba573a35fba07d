import type { Meta, StoryObj } from '@storybook/react-vite'
import { expect, userEvent, within } from 'storybook/test'
import { choosePhoto } from '../choosePhoto.js'
import { HistoryList } from './HistoryList.js'
import code from './HistoryList.tsx?raw'

const meta = {
  title: 'Hooks/useVariationHistory',
  component: HistoryList,
  parameters: {
    hook: 'useVariationHistory',
    docs: { source: { code, language: 'tsx', type: 'code' } },
  },
} satisfies Meta<typeof HistoryList>

export default meta
type Story = StoryObj<typeof meta>

/** Runs, one removed and taken back. */
export const Runs: Story = {
  play: async ({ canvasElement }) => {
    const canvas = within(canvasElement)
    await choosePhoto(canvasElement)
    await canvas.findByText('0 under way, 1 finished')
    await userEvent.click(canvas.getByRole('button', { name: 'Remove' }))
    await canvas.findByText('0 under way, 0 finished')
    await userEvent.click(canvas.getByRole('button', { name: 'Undo' }))
    await expect(await canvas.findByAltText('Variation 2')).toBeVisible()
  },
}
