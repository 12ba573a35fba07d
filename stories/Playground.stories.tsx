import type { Meta, StoryObj } from '@storybook/react-vite'
import { useState, type ComponentProps } from 'react'
import { ImageVariationForm, VariationGallery, type VariationRun } from 'react-image-variation'
import { expect, userEvent, within } from 'storybook/test'
import { checkSettings } from '../src/contract/request.js'
import { operationOf } from '../src/contract/constants.js'
import { requestToFields } from '../src/contract/wire.js'
import { defaultFormSettings, settingsToRequest } from '../src/react/form/formSettings.js'
import { models } from './localClient.js'
import { coffeeFile } from './sampleImages.js'
import { settingControls } from './settingControls.js'
import './playground.css'

type Props = ComponentProps<typeof ImageVariationForm>

/** The form, and beside it the request that it would send now. What the form says counts until the control of a setting changes. */
function Playground(props: Props) {
  const [runs, setRuns] = useState<VariationRun[]>([])
  const controls = settingsOf(props)
  const [state, setState] = useState({ controls, changed: {} })
  const isChanged = (name: string) =>
    JSON.stringify(controls[name]) !== JSON.stringify(state.controls[name])
  if (Object.keys({ ...controls, ...state.controls }).some(isChanged)) {
    const kept = Object.entries(state.changed).filter(([name]) => !isChanged(name))
    setState({ controls, changed: Object.fromEntries(kept) })
  }
  const current = { ...props, ...state.changed }
  return (
    <div className="playground">
      <ImageVariationForm
        {...current}
        onSettingsChange={(changed) => setState({ controls, changed })}
        onResult={(run) => setRuns([run])}
      />
      <div>
        <WireRequest {...current} />
        {runs.length > 0 && <VariationGallery runs={runs} selectable={false} />}
      </div>
    </div>
  )
}

const settingsOf = (props: Props): { [name: string]: unknown } =>
  Object.fromEntries(
    Object.entries(props).filter(
      ([name, value]) => name in defaultFormSettings && value !== undefined,
    ),
  )

function WireRequest(props: Props) {
  const request = settingsToRequest({ ...defaultFormSettings, ...settingsOf(props) })
  const checked = checkSettings(request)
  return (
    <section aria-label="Request" className="playground-request">
      <p>
        <code>POST /api/image-variations</code>, then{' '}
        <code>{`POST /v2/router/images/${operationOf(request)}`}</code>
      </p>
      {checked.ok ? (
        <table>
          <thead>
            <tr>
              <th scope="col">Field</th>
              <th scope="col">Value</th>
            </tr>
          </thead>
          <tbody>
            {[...requestToFields(checked.value), ['image', 'the bytes']].map(([name, value]) => (
              <tr key={name}>
                <td>{name}</td>
                <td>
                  <code>{value}</code>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      ) : (
        <ul>
          {checked.issues.map(({ message }) => (
            <li key={message}>{message}</li>
          ))}
        </ul>
      )}
    </section>
  )
}

const meta = {
  title: 'Playground',
  component: ImageVariationForm,
  args: {
    ...defaultFormSettings,
    model: models[0]?.id,
    models,
    n: 2,
    size: '256x256',
    controls: 'all',
  },
  argTypes: {
    ...settingControls,
    model: { control: 'select', options: models.map(({ id }) => id) },
    models: { control: 'object' },
    controls: { control: 'object' },
  },
  parameters: {
    controls: { include: [...Object.keys(defaultFormSettings), 'models', 'controls'] },
  },
  tags: ['!autodocs'],
  render: (args) => <Playground {...args} />,
} satisfies Meta<typeof ImageVariationForm>

export default meta

/** Change a setting in the form or in the controls below: the request follows. */
export const Playing: StoryObj<typeof meta> = {
  name: 'Playground',
  play: async ({ canvasElement }) => {
    const canvas = within(canvasElement)
    const request = within(canvas.getByRole('region', { name: 'Request' }))
    await expect(request.getByText('POST /v2/router/images/variations')).toBeVisible()
    await userEvent.type(canvas.getByLabelText(/What should change/), 'At night')
    await expect(await request.findByText('At night')).toBeVisible()
    await expect(request.getByText('POST /v2/router/images/edits')).toBeVisible()
    const input = canvasElement.querySelector<HTMLInputElement>('input[type=file]')
    if (input) await userEvent.upload(input, await coffeeFile())
  },
}
