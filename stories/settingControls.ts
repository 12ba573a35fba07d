import type { InputType } from 'storybook/internal/types'
import type { FormSetting } from 'react-image-variation'

/** How each setting of the form is changed in the panel "Controls". */
export const settingControls: { [name in FormSetting]: InputType } = {
  model: { control: 'text' },
  prompt: { control: 'text' },
  n: { control: { type: 'number', min: 1, max: 10 } },
  size: { control: 'select', options: [null, '256x256', '512x512', '1024x1024'] },
  quality: { control: 'select', options: [null, 'auto', 'high', 'medium', 'low', 'standard'] },
  responseFormat: { control: 'inline-radio', options: ['b64_json', 'url'] },
  fallbacks: { control: 'object' },
  retry: { control: 'object' },
  cache: { control: 'object' },
  loadBalancer: { control: 'object' },
  timeout: { control: 'object' },
  identity: { control: 'object' },
  orqPrompt: { control: 'object' },
  user: { control: 'text' },
  name: { control: 'text' },
}
