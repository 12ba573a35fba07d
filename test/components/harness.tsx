import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { render } from '@testing-library/react'
import { StrictMode, type ReactElement, type ReactNode } from 'react'
import { createVariationClient } from 'react-image-variation/client'
import { createLocalRouter } from 'react-image-variation/local'
import 'react-image-variation/styles.css'
import coffee from '../fixtures/coffee.png?inline'

const router = createLocalRouter({ retryDelayMs: 10 })

/** The real client on the local router, and the requests that reached it. */
export function createTestClient() {
  const requests: Request[] = []
  const client = createVariationClient({
    endpoint: 'http://local.test/api/image-variations',
    fetch: (input, init) => {
      const request = new Request(input, init)
      requests.push(request.clone())
      return router(request)
    },
  })
  return { client, requests }
}

export function renderApp(element: ReactElement) {
  const queryClient = new QueryClient()
  const wrapper = ({ children }: { children: ReactNode }) => (
    <StrictMode>
      <QueryClientProvider client={queryClient}>{children}</QueryClientProvider>
    </StrictMode>
  )
  return render(element, { wrapper })
}

/** 400 × 267. */
export async function coffeeFile(): Promise<File> {
  const bytes = await (await fetch(coffee)).arrayBuffer()
  return new File([bytes], 'coffee.png', { type: 'image/png' })
}

export const textFile = () => new File(['A note.'], 'note.txt', { type: 'text/plain' })

export function fileInput(): HTMLInputElement {
  const input = document.querySelector<HTMLInputElement>('input[type=file]')
  if (!input) throw new Error('The form has no file input.')
  return input
}

export function submitButton(): HTMLButtonElement {
  const button = document.querySelector<HTMLButtonElement>('button[type=submit]')
  if (!button) throw new Error('The form has no submit button.')
  return button
}
