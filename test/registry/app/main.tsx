import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { createRoot } from 'react-dom/client'
import { ImageVariationStudio } from '@/components/image-variation-studio'
import 'virtual:tailwind.css'

const root = document.getElementById('root')
if (root) {
  createRoot(root).render(
    <QueryClientProvider client={new QueryClient()}>
      <main className="mx-auto max-w-6xl p-6">
        <ImageVariationStudio models={['local/watercolor']} defaultN={4} defaultSize="256x256" />
      </main>
    </QueryClientProvider>,
  )
}
