import { ImageVariationForm } from 'react-image-variation'

export function Offline() {
  return <ImageVariationForm model="local/watercolor" defaultSize="256x256" />
}
