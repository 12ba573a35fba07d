import type { Meta, StoryObj } from '@storybook/react-vite'
import { expect, userEvent, within } from 'storybook/test'
import { choosePhoto } from '../choosePhoto.js'
import { SquareIntake } from './SquareIntake.js'
import code from './SquareIntake.tsx?raw'

const meta = {
  title: 'Hooks/useImageIntake',
  component: SquareIntake,
  parameters: { hook: 'useImageIntake', docs: { source: { code, language: 'tsx', type: 'code' } } },
} satisfies Meta<typeof SquareIntake>

export default meta
type Story = StoryObj<typeof meta>

/** A model that needs squares: one click crops. */
export const Fixed: Story = {
  play: async ({ canvasElement }) => {
    const canvas = within(canvasElement)
    await choosePhoto(canvasElement)
    await canvas.findByText(/not_square/)
    await userEvent.click(canvas.getByRole('button', { name: 'crop' }))
    await canvas.findByText(/267 × 267/)
    await expect(canvas.queryByRole('alert')).toBeNull()
  },
}
