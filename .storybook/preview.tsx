import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import type { Preview } from '@storybook/react-vite'
import { useState, type ReactNode } from 'react'
import 'react-image-variation/styles.css'
import './preview.css'

/** Each story is an app of its own. */
function App({ children }: { children: ReactNode }) {
  const [queryClient] = useState(() => new QueryClient())
  return <QueryClientProvider client={queryClient}>{children}</QueryClientProvider>
}

const preview: Preview = {
  tags: ['autodocs'],
  parameters: {
    // A violation fails the story's test.
    a11y: { test: 'error' },
    controls: { expanded: true, sort: 'requiredFirst' },
    options: { storySort: { order: ['Start here', 'ImageVariationForm', 'VariationGallery'] } },
  },
  globalTypes: {
    scheme: {
      description: 'Light or dark',
      toolbar: { icon: 'contrast', items: ['light', 'dark'], dynamicTitle: true },
    },
  },
  initialGlobals: { scheme: 'light' },
  decorators: [
    (Story, { globals }) => {
      document.documentElement.style.colorScheme = String(globals['scheme'])
      return <Story />
    },
    (Story) => (
      <App>
        <Story />
      </App>
    ),
  ],
}

export default preview
