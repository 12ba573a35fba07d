import type { Meta, StoryObj } from '@storybook/react-vite'
import { ImageVariationStudio } from 'react-image-variation'
import { expect, userEvent, within } from 'storybook/test'
import { localClient, models } from './localClient.js'
import { coffeeFile } from './sampleImages.js'

const meta = {
  title: 'Components/ImageVariationStudio',
  component: ImageVariationStudio,
  args: { form: { client: localClient, models, defaultN: 4, defaultSize: '256x256' } },
} satisfies Meta<typeof ImageVariationStudio>

export default meta
type Story = StoryObj<typeof meta>

/** Form, history and gallery. */
export const Empty: Story = {}

/** From a photo to variations of a variation. */
export const WholeFlow: Story = {
  play: async ({ canvasElement }) => {
    const canvas = within(canvasElement)
    const input = canvasElement.querySelector<HTMLInputElement>('input[type=file]')
    if (!input) throw new Error('The form has no file input.')
    await userEvent.upload(input, await coffeeFile())
    await canvas.findByAltText('coffee.png')
    await userEvent.click(canvas.getByRole('button', { name: 'Create 4 variations' }))
    const items = await canvas.findAllByRole('button', { name: /^Variation \d/ })
    await expect(items).toHaveLength(4)
    if (items[0]) await userEvent.hover(items[0])
    await userEvent.click(await canvas.findByRole('button', { name: 'More like this' }))
    await canvas.findByText(/From a variation/)
    await userEvent.click(canvas.getByRole('button', { name: 'Create 4 variations' }))
    await canvas.findByRole('button', { name: 'Made from a variation' })
  },
}
