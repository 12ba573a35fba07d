import type { Meta, StoryObj } from '@storybook/react-vite'
import { useEffect, useState, type ComponentType } from 'react'
import { expect, userEvent, waitFor, within } from 'storybook/test'
import { choosePhoto } from './choosePhoto.js'
import { AvatarMaker } from './recipes/AvatarMaker.js'
import avatarMaker from './recipes/AvatarMaker.tsx?raw'
import { CompareModels } from './recipes/CompareModels.js'
import compareModels from './recipes/CompareModels.tsx?raw'
import { CostBeforeSending } from './recipes/CostBeforeSending.js'
import costBeforeSending from './recipes/CostBeforeSending.tsx?raw'
import { HistoryPerUser } from './recipes/HistoryPerUser.js'
import historyPerUser from './recipes/HistoryPerUser.tsx?raw'
import { InDialog } from './recipes/InDialog.js'
import inDialog from './recipes/InDialog.tsx?raw'
import { Offline } from './recipes/Offline.js'
import offline from './recipes/Offline.tsx?raw'
import { WithReactHookForm } from './recipes/WithReactHookForm.js'
import withReactHookForm from './recipes/WithReactHookForm.tsx?raw'

const meta = { title: 'Recipes/In your app' } satisfies Meta

export default meta

/** A recipe with its whole file as its code. */
const recipe = (Recipe: ComponentType, code: string, play?: StoryObj['play']): StoryObj => ({
  render: () => <Recipe />,
  parameters: { docs: { source: { code, language: 'tsx', type: 'code' } } },
  play,
})

/** Your own markup and no styles of ours: `useImageVariation` alone. */
export const HookOnly = recipe(AvatarMaker, avatarMaker, async ({ canvasElement }) => {
  const canvas = within(canvasElement)
  await choosePhoto(canvasElement)
  await userEvent.click(await canvas.findByRole('button', { name: 'Use portrait 1' }))
  await expect(canvas.getByAltText('Your avatar')).toBeVisible()
})

/** A form in a dialog, which closes with the result. */
export const InADialog = recipe(InDialog, inDialog, async ({ canvasElement }) => {
  const canvas = within(canvasElement)
  await userEvent.click(canvas.getByRole('button', { name: 'Make a cover' }))
  await choosePhoto(canvasElement)
  await canvas.findByAltText('coffee.png')
  await userEvent.click(canvas.getByRole('button', { name: /^Create/ }))
  await expect(await canvas.findByAltText('Cover')).toBeVisible()
})

/** The exported schema in a resolver: the same rules and sentences in your own form. */
export const ReactHookForm = recipe(
  WithReactHookForm,
  withReactHookForm,
  async ({ canvasElement }) => {
    const canvas = within(canvasElement)
    const number = canvas.getByLabelText('Number')
    await userEvent.clear(number)
    await userEvent.type(number, '11')
    await choosePhoto(canvasElement)
    await userEvent.click(canvas.getByRole('button', { name: 'Draw' }))
    await expect(await canvas.findByRole('alert')).toHaveTextContent('from 1 to 10')
    await userEvent.clear(number)
    await userEvent.type(number, '2')
    await userEvent.click(canvas.getByRole('button', { name: 'Draw' }))
    await expect(await canvas.findByAltText('Drawing 2')).toBeVisible()
  },
)

/** One photo through three models, side by side, each with its price. */
export const ThreeModels = recipe(CompareModels, compareModels, async ({ canvasElement }) => {
  const canvas = within(canvasElement)
  await choosePhoto(canvasElement)
  const compare = await canvas.findByRole('button', { name: /^Compare 3 models/ })
  await waitFor(() => expect(compare).toBeEnabled())
  await userEvent.click(compare)
  const images = () => canvas.queryAllByRole('button', { name: /^Variation 1/ })
  await waitFor(() => expect(images()).toHaveLength(3))
})

/** Another `name` is another history, without a reload. */
export const OneHistoryPerUser = recipe(HistoryPerUser, historyPerUser)

/** What a run will cost stands on the button, in the currency of your users. */
export const CostShownBeforeSending = recipe(
  CostBeforeSending,
  costBeforeSending,
  async ({ canvasElement }) => {
    await expect(await within(canvasElement).findByRole('button', { name: /€0\.16/ })).toBeVisible()
  },
)

function OfflineDevice() {
  const [isOnline, setIsOnline] = useState(false)
  useEffect(() => {
    Object.defineProperty(navigator, 'onLine', { value: isOnline, configurable: true })
    return () => {
      Reflect.deleteProperty(navigator, 'onLine')
    }
  }, [isOnline])
  return (
    <>
      <p>
        <label>
          <input
            type="checkbox"
            checked={isOnline}
            onChange={({ target }) => setIsOnline(target.checked)}
          />{' '}
          This device is online
        </label>
      </p>
      <Offline />
    </>
  )
}

/** Nothing is parked and sent later: the form keeps the image, says so, and sends when it is asked again. */
export const WithoutNetwork = recipe(OfflineDevice, offline, async ({ canvasElement }) => {
  const canvas = within(canvasElement)
  await choosePhoto(canvasElement)
  await canvas.findByAltText('coffee.png')
  await userEvent.click(canvas.getByRole('button', { name: /^Create/ }))
  await expect(await canvas.findByRole('alert')).toHaveTextContent('You are offline')
  await userEvent.click(canvas.getByRole('checkbox', { name: /online/ }))
  await userEvent.click(canvas.getByRole('button', { name: 'Try again' }))
  await canvas.findByText('1 variation ready.')
})
