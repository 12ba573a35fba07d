import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { configure, screen } from '@testing-library/dom'
import { StrictMode, useSyncExternalStore } from 'react'
import { createRoot } from 'react-dom/client'
import {
  ImageVariationProvider,
  ImageVariationStudio,
  VariationComparison,
} from 'react-image-variation'
import 'react-image-variation/styles.css'
import { labels as arabic } from 'react-image-variation/locales/ar'
import './page.css'
import photo from '../../fixtures/coffee-square.jpg'

declare global {
  // oxlint-disable-next-line no-var -- a global of the page
  var queries: typeof screen
}

// What a visitor finds by role and name; see Visitor.ts.
configure({ asyncUtilTimeout: 60_000 })
globalThis.queries = screen

/** The page is what its address asks for. */
const query = new URLSearchParams(location.search)
const isArabic = query.get('lang') === 'ar'
document.documentElement.dir = isArabic ? 'rtl' : 'ltr'

/** Another name in the address opens another history, without a reload. */
const useName = () =>
  useSyncExternalStore(
    (onChange) => {
      addEventListener('popstate', onChange)
      return () => removeEventListener('popstate', onChange)
    },
    () => new URLSearchParams(location.search).get('name') ?? undefined,
  )

function Studio() {
  return (
    <ImageVariationStudio
      persist
      name={useName()}
      form={{
        model: query.get('model') ?? 'local/duotone',
        defaultN: Number(query.get('n') ?? 4),
        defaultSize: '256x256',
        requirements: { square: query.has('square') },
        ...(query.has('controls') && { controls: 'all' }),
        ...(query.has('decode') && {
          decode: async (file) =>
            (await import('heic-to')).heicTo({ blob: file, type: 'image/jpeg', quality: 0.9 }),
        }),
      }}
    />
  )
}

/** Two models with the same image, one of which fails. */
function Comparison({ image }: { image: Blob }) {
  return (
    <VariationComparison
      image={image}
      models={['local/duotone', 'local/fail-402']}
      settings={{ size: '256x256' }}
    />
  )
}

const compared = query.has('comparison') ? await (await fetch(photo)).blob() : undefined

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <QueryClientProvider client={new QueryClient()}>
      <ImageVariationProvider {...(isArabic && { labels: arabic })}>
        {compared ? <Comparison image={compared} /> : <Studio />}
      </ImageVariationProvider>
    </QueryClientProvider>
  </StrictMode>,
)
