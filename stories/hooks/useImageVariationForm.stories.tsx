import type { Meta, StoryObj } from '@storybook/react-vite'
import { expect, userEvent, within } from 'storybook/test'
import { choosePhoto } from '../choosePhoto.js'
import { OwnForm } from './OwnForm.js'
import code from './OwnForm.tsx?raw'

const meta = {
  title: 'Hooks/useImageVariationForm',
  component: OwnForm,
  parameters: {
    hook: 'useImageVariationForm',
    docs: { source: { code, language: 'tsx', type: 'code' } },
  },
} satisfies Meta<typeof OwnForm>

export default meta
type Story = StoryObj<typeof meta>

/** Sent without an image, then with one. */
export const YourMarkup: Story = {
  play: async ({ canvasElement }) => {
    const canvas = within(canvasElement)
    await userEvent.click(canvas.getByRole('button', { name: 'Create' }))
    await expect(await canvas.findByRole('alert')).toHaveTextContent('There is no image.')
    await choosePhoto(canvasElement)
    await canvas.findByText(/coffee\.png/)
    await userEvent.click(canvas.getByRole('button', { name: 'Create' }))
    await canvas.findByText('success')
  },
}
