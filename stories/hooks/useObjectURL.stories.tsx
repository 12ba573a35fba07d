import type { Meta, StoryObj } from '@storybook/react-vite'
import { expect, within } from 'storybook/test'
import { choosePhoto } from '../choosePhoto.js'
import { BlobImage } from './BlobImage.js'
import code from './BlobImage.tsx?raw'

const meta = {
  title: 'Hooks/useObjectURL',
  component: BlobImage,
  parameters: { hook: 'useObjectURL', docs: { source: { code, language: 'tsx', type: 'code' } } },
} satisfies Meta<typeof BlobImage>

export default meta
type Story = StoryObj<typeof meta>

/** The URL lives as long as the component. */
export const File: Story = {
  play: async ({ canvasElement }) => {
    await choosePhoto(canvasElement)
    await expect(await within(canvasElement).findByAltText('coffee.png')).toBeVisible()
  },
}
