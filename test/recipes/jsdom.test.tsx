// @vitest-environment jsdom
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { cleanup, render, screen } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import { readFile } from 'node:fs/promises'
import { ImageVariationProvider, ImageVariationStudio } from 'react-image-variation'
import { createVariationClient } from 'react-image-variation/client'
import { createLocalRouter } from 'react-image-variation/local'
import { afterEach, expect, test } from 'vitest'

afterEach(cleanup)

const client = createVariationClient({
  endpoint: 'http://localhost/api/image-variations',
  fetch: createLocalRouter(),
})

test('an upload becomes two variations', async () => {
  render(
    <QueryClientProvider client={new QueryClient()}>
      <ImageVariationProvider client={client}>
        <ImageVariationStudio
          form={{ models: ['openai/gpt-image-2'], defaultN: 2, defaultSize: '256x256' }}
        />
      </ImageVariationProvider>
    </QueryClientProvider>,
  )
  const bytes = await readFile('test/fixtures/coffee-square.jpg')
  const photo = new File([bytes], 'coffee.jpg', { type: 'image/jpeg' })
  await userEvent.upload(screen.getByLabelText('Choose an image'), photo)
  await userEvent.click(screen.getByRole('button', { name: 'Create 2 variations' }))
  await screen.findByText('2 variations ready.', {}, { timeout: 20_000 })
  expect(screen.getAllByRole('img', { name: /variation \d/i })).toHaveLength(2)
})
