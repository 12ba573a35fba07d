import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { createRoot } from 'react-dom/client'
import { ImageVariationStudio } from 'react-image-variation'
import 'react-image-variation/styles.css'

const root = document.getElementById('root')
if (!root) throw new Error('index.html has no #root')

createRoot(root).render(
  <QueryClientProvider client={new QueryClient()}>
    <ImageVariationStudio persist form={{ defaultN: 4 }} />
  </QueryClientProvider>,
)
