import { ImageVariationStudio } from 'react-image-variation'
import 'react-image-variation/styles.css'
import { Providers } from './Providers'

/** A server component: what a page knows on the server goes to the studio as props. */
export default function Page() {
  return (
    <Providers>
      <ImageVariationStudio persist form={{ models: ['openai/gpt-image-2'], defaultN: 4 }} />
    </Providers>
  )
}
