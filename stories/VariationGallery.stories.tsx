import type { Meta, StoryObj } from '@storybook/react-vite'
import { useState } from 'react'
import { VariationGallery, type VariationRun } from 'react-image-variation'
import { VariationError } from 'react-image-variation/client'
import { expect, fn, userEvent, waitFor, within } from 'storybook/test'
import { sampleRuns } from './sampleRuns.js'

const meta = {
  title: 'Components/VariationGallery',
  component: VariationGallery,
  loaders: [async () => ({ runs: await sampleRuns() })],
  args: { onVary: fn(), onReuse: fn(), onRemove: fn(), onDownload: fn() },
  render: (args, { loaded }) => (
    <VariationGallery runs={loaded['runs'] as VariationRun[]} {...args} />
  ),
} satisfies Meta<typeof VariationGallery>

export default meta
type Story = StoryObj<typeof meta>

const itemsOf = (canvas: HTMLElement) =>
  within(canvas).findAllByRole('button', { name: /^Variation \d/ })

async function openFirst(canvas: HTMLElement) {
  const [item] = await itemsOf(canvas)
  item?.focus()
  await waitFor(async () => {
    if (!canvas.querySelector('dialog')) await userEvent.keyboard('{Enter}')
    await expect(canvas.querySelector('dialog')).not.toBeNull()
  })
  return within(canvas).findByRole('dialog')
}

/** Nothing yet. */
export const Empty: Story = { args: { runs: [] } }

/** Four images are on their way, in the places that they will have. */
export const Pending: Story = {
  args: { onCancel: fn() },
  render: (args, { loaded }) => {
    const runs = loaded['runs'] as VariationRun[]
    return <VariationGallery {...args} runs={runs} pending={[pendingRun(runs)]} />
  },
  play: async ({ canvasElement, args }) => {
    const canvas = within(canvasElement)
    await canvas.findByText('Creating 4 variations')
    await userEvent.click(canvas.getByRole('button', { name: 'Cancel' }))
    await expect(args.onCancel).toHaveBeenCalled()
  },
}

/** A run that failed says why in its place. */
export const Failed: Story = {
  args: { onRetry: fn() },
  render: (args, { loaded }) => {
    const runs = loaded['runs'] as VariationRun[]
    const error = new VariationError('outcome_unknown', 'The run could not be collected.')
    return (
      <VariationGallery
        {...args}
        runs={runs}
        pending={[{ ...pendingRun(runs), status: 'error', error }]}
      />
    )
  },
  play: async ({ canvasElement, args }) => {
    const alert = within(await within(canvasElement).findByRole('alert'))
    await userEvent.click(alert.getByRole('button', { name: 'Try again' }))
    await expect(args.onRetry).toHaveBeenCalled()
  },
}

function pendingRun([run]: VariationRun[]): VariationRun {
  if (!run) throw new Error('There are no sample runs.')
  const request = { ...run.request, n: 4, prompt: 'Keep the cup, change the season to winter' }
  return { ...run, id: 'pending', status: 'pending', images: [], request, createdAt: new Date() }
}

/** Three runs, each beside what it was made from. */
export const Runs: Story = {
  play: async ({ canvasElement }) => {
    await expect(await itemsOf(canvasElement)).toHaveLength(9)
  },
}

/** One image, large. Arrows walk, Escape closes, the focus goes back. */
export const Lightbox: Story = {
  play: async ({ canvasElement }) => {
    const dialog = await openFirst(canvasElement)
    await expect(dialog).toContainElement(document.activeElement as HTMLElement)
    await userEvent.keyboard('{ArrowRight}')
    await within(dialog).findByText('2 of 9')
    await userEvent.keyboard('{Escape}')
    await expect(canvasElement.querySelector('dialog')).toBeNull()
    const [item] = await itemsOf(canvasElement)
    await expect(item).toHaveFocus()
    await openFirst(canvasElement)
  },
}

/** Source and variation in one frame, by pointer or arrow keys; a variation of a variation also with the first original. */
export const Compare: Story = {
  play: async ({ canvasElement }) => {
    const dialog = within(await openFirst(canvasElement))
    await userEvent.click(dialog.getByRole('button', { name: /^Compare with (?!the first)/ }))
    await expect(dialog.getByRole('slider')).toHaveValue('50')
  },
}

/** What is known about an image. */
export const Details: Story = {
  play: async ({ canvasElement }) => {
    const dialog = within(await openFirst(canvasElement))
    await userEvent.click(dialog.getByRole('button', { name: 'Details' }))
    await dialog.findByText('req_7f3a')
  },
}

/** Several at once, by keyboard too: Shift and an arrow, Ctrl and A. */
export const Selecting: Story = {
  play: async ({ canvasElement, args }) => {
    const canvas = within(canvasElement)
    const [item] = await itemsOf(canvasElement)
    item?.focus()
    await userEvent.keyboard('{Shift>}{ArrowRight}{/Shift}')
    await canvas.findByText('2 selected')
    await userEvent.click(canvas.getByRole('button', { name: 'Select all' }))
    await canvas.findByText('9 selected')
    await expect(args.onVary).not.toHaveBeenCalled()
  },
}

/** A heart on a tile marks a favorite, where the page keeps them. */
export const Favorites: Story = {
  args: { defaultFavoriteIds: ['local-pencil-1'], onFavoriteIdsChange: fn() },
  play: async ({ canvasElement, args }) => {
    const [first] = await itemsOf(canvasElement)
    if (first) await userEvent.hover(first)
    const heart = await within(canvasElement).findByRole('button', { name: 'Favorite' })
    await userEvent.click(heart)
    await expect(heart).toHaveAttribute('aria-pressed', 'true')
    await expect(args.onFavoriteIdsChange).toHaveBeenCalledWith([
      'local-pencil-1',
      'local-pencil-0',
    ])
  },
}

/** A removal says so in its place, and is taken back there. */
export const Undo: Story = {
  render: function RemoveAndUndo(args, { loaded }) {
    const all = loaded['runs'] as VariationRun[]
    const [runs, setRuns] = useState(all)
    return (
      <VariationGallery
        {...args}
        runs={runs}
        onRemove={(image, removed) =>
          setRuns((before) =>
            before
              .map((run) =>
                run.id === removed?.id
                  ? { ...run, images: run.images.filter(({ id }) => image && id !== image.id) }
                  : run,
              )
              .filter((run) => run.images.length > 0),
          )
        }
        onUndo={() => setRuns(all)}
      />
    )
  },
  play: async ({ canvasElement }) => {
    const canvas = within(canvasElement)
    const remove = async () => {
      const [, button] = await canvas.findAllByRole('button', { name: 'Remove' })
      if (button) await userEvent.click(button)
      await canvas.findByText('3 variations removed')
    }
    await itemsOf(canvasElement)
    await remove()
    await userEvent.click(canvas.getByRole('button', { name: 'Undo' }))
    await expect(await itemsOf(canvasElement)).toHaveLength(9)
    await remove()
    await expect(await itemsOf(canvasElement)).toHaveLength(6)
  },
}

/** An expired link, a broken one, bytes that are no image: each says so. */
export const Problems: Story = {
  render: (args, { loaded }) => {
    const [run] = loaded['runs'] as VariationRun[]
    if (!run) throw new Error('There are no sample runs.')
    const place = { runId: 'problems', src: '' }
    return (
      <VariationGallery
        {...args}
        runs={[
          {
            ...run,
            id: 'problems',
            parentImageId: undefined,
            request: { ...run.request, n: 5 },
            images: [
              {
                ...place,
                id: 'p0',
                index: 0,
                src: run.images[0]?.src ?? '',
                expiresAt: new Date(Date.now() + 600_000),
              },
              { ...place, id: 'p1', index: 1, problem: 'expired' },
              { ...place, id: 'p2', index: 2, src: 'data:image/png;base64,AAAA' },
              { ...place, id: 'p3', index: 3, problem: 'unsafe_url' },
            ],
          },
        ]}
      />
    )
  },
  play: async ({ canvasElement }) => {
    const canvas = within(canvasElement)
    await canvas.findByText('This link has expired.')
    await canvas.findByText("This image can't be loaded.")
    await canvas.findByText('4 of 5 variations')
  },
}

/** Dark, by the host's color-scheme. */
export const Dark: Story = { ...Runs, globals: { scheme: 'dark' } }

/** As narrow as a phone. */
export const Narrow: Story = {
  ...Runs,
  decorators: [
    (Story) => (
      <div style={{ inlineSize: '17.5rem' }}>
        <Story />
      </div>
    ),
  ],
}

/** A thousand images: only those near the viewport are drawn. */
export const Thousand: Story = {
  render: (args, { loaded }) => {
    const runs = loaded['runs'] as VariationRun[]
    const known = runs.flatMap(({ images }) => images)
    const images = Array.from({ length: 1000 }, (_, index) => {
      const image = known[index % known.length]
      if (!image) throw new Error('There are no sample runs.')
      return { ...image, id: String(index), index }
    })
    return <VariationGallery {...args} images={images} source={runs[0]?.source} />
  },
  play: async ({ canvasElement }) => {
    await itemsOf(canvasElement)
    await expect(canvasElement.querySelectorAll('li')).toHaveLength(1000)
    await expect(canvasElement.querySelectorAll('li img').length).toBeLessThan(400)
  },
}
