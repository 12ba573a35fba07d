import { DocsRenderer } from '@storybook/addon-docs'
import { DocsContainer } from '@storybook/addon-docs/blocks'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import type { Preview, ReactRenderer } from '@storybook/react-vite'
import {
  useLayoutEffect,
  useState,
  useSyncExternalStore,
  type ComponentProps,
  type ReactNode,
} from 'react'
import { ImageVariationProvider } from 'react-image-variation'
import 'react-image-variation/styles.css'
import { GLOBALS_UPDATED } from 'storybook/internal/core-events'
import { addons } from 'storybook/preview-api'
import { configure } from 'storybook/test'
import { themes } from 'storybook/theming'
import { localClient } from '../stories/localClient.js'
import { argTypesOf, findComponent, plain } from './argTypes.js'
import { docsComponents } from './blocks.js'
import { DocsPage } from './DocsPage.js'
import './preview.css'

// A limit for a busy machine, not a wait.
configure({ asyncUtilTimeout: 15_000 })

/** Each story is an app of its own, on the local router. */
function App({ children }: { children: ReactNode }) {
  const [queryClient] = useState(() => new QueryClient())
  return (
    <QueryClientProvider client={queryClient}>
      <ImageVariationProvider client={localClient}>{children}</ImageVariationProvider>
    </QueryClientProvider>
  )
}

type DocsProps = ComponentProps<typeof DocsContainer>

/** Pages of text follow the toolbar too, and pages without a story are an app as well. */
function Docs({ context, children }: DocsProps) {
  const { store } = context as unknown as { store: { userGlobals: { get(): Globals } } }
  const scheme = useSyncExternalStore(subscribeToGlobals, () => schemeOf(store.userGlobals.get()))
  useLayoutEffect(() => {
    document.documentElement.style.colorScheme = scheme
  }, [scheme])
  return (
    <DocsContainer context={context} theme={themes[scheme]}>
      <App>{children}</App>
    </DocsContainer>
  )
}

function subscribeToGlobals(onChange: () => void) {
  const channel = addons.getChannel()
  channel.on(GLOBALS_UPDATED, onChange)
  return () => channel.off(GLOBALS_UPDATED, onChange)
}

/**
 * Draws a docs page once. Storybook draws it anew for every change in the toolbar, with new stories, and reloads the window
 * if one of the old ones is still working; the page and its stories follow the toolbar by themselves.
 */
async function createDocsRenderer() {
  const renderer = new DocsRenderer<ReactRenderer>()
  let drawn: Promise<void> | undefined
  return {
    unmount: renderer.unmount,
    render: (...page: Parameters<typeof renderer.render>) => (drawn ??= renderer.render(...page)),
  }
}

type Globals = { scheme?: unknown }
const page = { background: 'canvas', color: 'canvastext' }
const schemeOf = ({ scheme }: Globals) => (scheme === 'dark' ? 'dark' : 'light')

const preview: Preview = {
  tags: ['autodocs'],
  parameters: {
    // A violation fails the story's test.
    a11y: { test: 'error' },
    controls: { expanded: true, sort: 'requiredFirst' },
    docs: {
      components: docsComponents,
      container: Docs,
      page: DocsPage,
      renderer: createDocsRenderer,
      codePanel: true,
      extractArgTypes: argTypesOf,
      extractComponentDescription: (component: unknown) =>
        plain(findComponent(component)?.sentence ?? ''),
    },
    // "Show code" leaves out what only stories need.
    jsx: {
      filterProps: (value: unknown, key: string) => key !== 'client' && typeof value !== 'function',
    },
    options: {
      storySort: {
        order: [
          'Start here',
          'Playground',
          'Components',
          ['ImageVariationStudio', 'ImageVariationForm', 'VariationGallery', 'VariationComparison'],
          'Hooks',
          ['useImageVariation', 'useVariationHistory'],
          'Theming',
          'Labels and languages',
          'Recipes',
          'Guides',
          ['Get started', 'Where the key goes', 'Hosts and limits', 'Runs that survive', 'Errors'],
          'Reference',
        ],
      },
    },
  },
  globalTypes: {
    scheme: {
      description: 'Light or dark',
      toolbar: { icon: 'contrast', items: ['light', 'dark'], dynamicTitle: true },
    },
  },
  initialGlobals: { scheme: 'light' },
  decorators: [
    (Story, { globals, storyGlobals, viewMode }) => {
      const colorScheme = schemeOf(globals)
      // The scheme of a docs page is its own, and what a story says of its scheme counts for this story.
      const own = 'scheme' in storyGlobals && { colorScheme }
      if (viewMode === 'docs')
        return (
          <div style={{ ...own, ...page }}>
            <Story />
          </div>
        )
      document.documentElement.style.colorScheme = colorScheme
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
