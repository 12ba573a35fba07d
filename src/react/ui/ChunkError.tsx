import { Icon } from './Icon.js'

export type ChunkErrorProps = {
  /** Words of the alert and its button, from the labels. */
  labels: { failed: string; retry: string }
  /** `retry` of `useChunk`. */
  onRetry: () => void
}

/** Says that a part of the page could not be loaded, and loads it again. Root: `<div role="alert">`. */
export function ChunkError({ labels, onRetry }: ChunkErrorProps) {
  return (
    <div data-part="chunk-error" role="alert">
      <Icon name="alert" />
      <p>{labels.failed}</p>
      <button type="button" data-part="chunk-retry" onClick={onRetry}>
        {labels.retry}
      </button>
    </div>
  )
}
