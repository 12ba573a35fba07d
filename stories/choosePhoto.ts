import { userEvent } from 'storybook/test'
import { coffeeFile } from './sampleImages.js'

/** Chooses the coffee in a story's only file input. */
export async function choosePhoto(canvas: HTMLElement): Promise<void> {
  const input = canvas.querySelector<HTMLInputElement>('input[type=file]')
  if (!input) throw new Error('The story has no file input.')
  await userEvent.upload(input, await coffeeFile())
}
