import * as Dialog from '@radix-ui/react-dialog'
import { ImageVariationForm, useVariationHistory, VariationGallery } from 'react-image-variation'

export function VariationsDialog() {
  const history = useVariationHistory()
  return (
    <Dialog.Root>
      <Dialog.Trigger>Make variations</Dialog.Trigger>
      <Dialog.Portal>
        <Dialog.Content aria-describedby={undefined}>
          <Dialog.Title>Variations</Dialog.Title>
          <ImageVariationForm history={history} models={['openai/gpt-image-2']} />
          <VariationGallery history={history} />
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  )
}
