import { ChunkError } from '../ui/ChunkError.js'
import { Icon } from '../ui/Icon.js'
import { slot } from '../ui/slots.js'
import { useChunk } from '../ui/useChunk.js'
import { useFormContext } from './FormContext.js'
import { advancedSettings } from './formSettings.js'

/** The part for experts. Its fields are loaded only where a host shows some of them. */
export function AdvancedSettings() {
  const { form, labels, slotProps } = useFormContext()
  const isShown = advancedSettings.some(form.isVisible)
  const { chunk, error, retry } = useChunk(() => import('./AdvancedFields.js'), isShown)
  if (!isShown) return null
  return (
    <details {...slot(slotProps, 'advanced', {})}>
      <summary>
        {labels.form.advanced}
        <Icon name="chevron" />
      </summary>
      {chunk && <chunk.AdvancedFields />}
      {error !== undefined && <ChunkError labels={labels.chunk} onRetry={retry} />}
    </details>
  )
}
