'use client'
import { useVariationHistory, type UseImageVariationFormOptions } from 'react-image-variation'
import { ImageVariationForm } from '@/components/image-variation-form'
import { ImageVariationGallery } from '@/components/image-variation-gallery'

type ImageVariationStudioProps = Omit<UseImageVariationFormOptions, 'history'> & {
  /** One history for each user or project. */
  name?: string
}

/** Form and gallery with a history between them that survives a reload. Needs a `QueryClientProvider` above. */
export function ImageVariationStudio({ name, ...options }: ImageVariationStudioProps) {
  const { client, endpoint } = options
  const history = useVariationHistory({ persist: true, name, client, endpoint })
  return (
    <div className="grid gap-8 md:grid-cols-[20rem_1fr]">
      <ImageVariationForm {...options} history={history} />
      <ImageVariationGallery history={history} />
    </div>
  )
}
