import { ImageVariationForm } from 'react-image-variation'

export function CostBeforeSending() {
  return (
    <ImageVariationForm
      models={[
        { id: 'local/watercolor', label: 'Watercolor', pricePerImage: 0.04 },
        { id: 'local/pencil', label: 'Pencil', pricePerImage: 0.015 },
      ]}
      currency="EUR"
      defaultN={4}
    />
  )
}
