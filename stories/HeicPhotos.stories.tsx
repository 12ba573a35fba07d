import type { Meta, StoryObj } from '@storybook/react-vite'
import { ImageVariationForm } from 'react-image-variation'
import { userEvent, within } from 'storybook/test'
import { localClient } from './localClient.js'
import { heicFile } from './sampleImages.js'

const meta = {
  title: 'Recipes/HEIC photos',
  component: ImageVariationForm,
  args: { client: localClient, models: ['local/watercolor'] },
  argTypes: { client: { control: false } },
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

async function chooseHeic(canvas: HTMLElement) {
  const input = canvas.querySelector('input')
  if (!input) throw new Error('The form has no file input.')
  await userEvent.upload(input, await heicFile(), { applyAccept: false })
}

/** `decode` turns what the browser cannot decode into a JPEG. The package `heic-to` is loaded with the first such file. */
export const WithDecoder: Story = {
  args: {
    decode: async (file) => {
      const { heicTo } = await import('heic-to')
      return heicTo({ blob: file, type: 'image/jpeg', quality: 0.92 })
    },
  },
  play: async ({ canvasElement }) => {
    await chooseHeic(canvasElement)
    await within(canvasElement).findByAltText('phone.jpg', {}, { timeout: 15_000 })
  },
}

/** Without it the form says what to do. Safari decodes HEIC by itself, and an iPhone sends a JPEG in the first place. */
export const WithoutDecoder: Story = {
  play: async ({ canvasElement }) => {
    await chooseHeic(canvasElement)
    await within(canvasElement).findByText(/Export as JPEG/)
  },
}
