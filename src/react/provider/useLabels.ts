import { useMemo } from 'react'
import { useImageVariationContext } from './ImageVariationProvider.js'
import { defaultLabels, mergeLabels, type Labels, type PartialLabels } from './labels.js'

/** The words to use: English, under the provider's labels, under a component's own. */
export function useLabels(own?: PartialLabels): Labels {
  const { labels } = useImageVariationContext()
  return useMemo(() => mergeLabels(defaultLabels, ...labels, own), [labels, own])
}
