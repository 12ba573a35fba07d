import { cleanup, render, screen } from '@testing-library/react'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { createRef, type ComponentType, type RefAttributes } from 'react'
import {
  FormFooter,
  FormRoot,
  GalleryLightbox,
  GalleryRoot,
  GalleryToolbar,
  ImageIntakeField,
  ImageVariationForm,
  ImageVariationProvider,
  ImageVariationStudio,
  MainSettings,
  RunSection,
  useImageVariationForm,
  useVariationGallery,
  VariationGallery,
  type ImageVariationFormProps,
  type VariationRun,
} from 'react-image-variation'
import { afterEach, expect, test, vi } from 'vitest'

afterEach(cleanup)

type NativeProps = RefAttributes<HTMLElement> & {
  className?: string
  style?: React.CSSProperties
  id?: string
  onClick?: () => void
  'data-testid'?: string
}

const components: [name: string, component: ComponentType<NativeProps>, tag: string][] = [
  ['ImageVariationForm', ImageVariationForm as ComponentType<NativeProps>, 'FORM'],
  ['VariationGallery', VariationGallery as ComponentType<NativeProps>, 'SECTION'],
  ['ImageVariationStudio', ImageVariationStudio as ComponentType<NativeProps>, 'DIV'],
]

for (const [name, Component, tag] of components) {
  test(`${name} gives its root the native props, the ref and a part name`, () => {
    const ref = createRef<HTMLElement>()
    const onClick = vi.fn()
    render(
      <QueryClientProvider client={new QueryClient()}>
        <Component
          ref={ref}
          id="mine"
          className="mine"
          style={{ outlineOffset: 3 }}
          data-testid="root"
          onClick={onClick}
        />
      </QueryClientProvider>,
    )
    const root = screen.getByTestId('root')
    expect(root.tagName).toBe(tag)
    expect(ref.current).toBe(root)
    expect(root.className).toBe('mine')
    expect(root.id).toBe('mine')
    expect(root.style.outlineOffset).toBe('3px')
    expect(root.dataset['part']).toBeTruthy()
    root.click()
    expect(onClick).toHaveBeenCalledTimes(1)
  })
}

test('slotProps reach their parts: classes add up, handlers run first and can veto', () => {
  const onSubmit = vi.fn()
  const removed = vi.fn()
  render(
    <QueryClientProvider client={new QueryClient()}>
      <ImageVariationForm
        onSubmit={onSubmit}
        slotProps={{
          dropzone: { className: 'my-dropzone', title: 'Here' },
          submit: { onClick: removed, className: 'my-button' },
        }}
      />
    </QueryClientProvider>,
  )
  const dropzone = document.querySelector('[data-part=dropzone]')
  expect(dropzone?.className).toBe('my-dropzone')
  expect(dropzone?.getAttribute('title')).toBe('Here')
  document.querySelector<HTMLButtonElement>('button.my-button')?.click()
  expect(removed).toHaveBeenCalledTimes(1)
})

test('slotProps are typed for the element of the part, and render functions may draw nothing', () => {
  const slotProps: ImageVariationFormProps['slotProps'] = {
    'file-input': { capture: 'environment' },
    control: { className: 'field' },
    // @ts-expect-error -- a label has no such property
    dropzone: { capture: 'environment' },
  }
  // @ts-expect-error -- a control may be a select, which has no rows
  const ofControl: ImageVariationFormProps['slotProps'] = { control: { rows: 3 } }
  render(
    <QueryClientProvider client={new QueryClient()}>
      <ImageVariationForm
        slotProps={{ ...slotProps, ...ofControl }}
        icons={{ chevron: <i data-testid="own" /> }}
        controls="all"
        renderEmpty={() => null}
        renderSubmit={() => null}
      />
    </QueryClientProvider>,
  )
  expect(document.querySelector('[type=file]')?.getAttribute('capture')).toBe('environment')
  expect(screen.getByTestId('own').closest('details')).not.toBeNull()
  expect(document.querySelector('[data-part=title]')).toBeNull()
  expect(document.querySelector('[data-part=submit]')?.childElementCount).toBe(0)
})

test('the parts of form and gallery can be put in an order of your own, with what is yours between them', async () => {
  const run: VariationRun = {
    id: 'run-0123456789abcdef',
    status: 'success',
    images: [
      { id: 'one', runId: 'run', index: 0, src: 'data:image/gif;base64,R0lGODlhAQABAAAAACw=' },
    ],
    request: { model: 'a/b' },
    source: { name: 'cat.png', src: '' },
    createdAt: new Date(),
  }
  function App() {
    const form = useImageVariationForm({ models: ['a/b'] })
    const gallery = useVariationGallery({ runs: [run] })
    return (
      <>
        <FormRoot form={form} slotProps={{ submit: { className: 'mine' } }}>
          <MainSettings />
          <p data-testid="between">Yours</p>
          <ImageIntakeField />
          <FormFooter />
        </FormRoot>
        <GalleryRoot gallery={gallery} slotProps={{ item: { className: 'mine' } }}>
          <GalleryToolbar gallery={gallery} />
          <RunSection run={run} gallery={gallery} />
          <GalleryLightbox gallery={gallery} />
        </GalleryRoot>
      </>
    )
  }
  render(
    <QueryClientProvider client={new QueryClient()}>
      <App />
    </QueryClientProvider>,
  )
  const between = screen.getByTestId('between')
  expect(between.previousElementSibling?.getAttribute('data-part')).toBe('settings')
  expect(between.nextElementSibling?.getAttribute('data-part')).toBe('intake')
  expect([...document.querySelectorAll('.mine')].map(({ localName }) => localName)).toEqual([
    'button',
    'button',
  ])
  screen.getByRole('button', { name: /^Variation 1/ }).click()
  expect(await screen.findByRole('dialog')).toBeDefined()
})

test("the provider's icons replace ours, an inner provider's replace some of them, and null leaves one out", () => {
  render(
    <QueryClientProvider client={new QueryClient()}>
      <ImageVariationProvider icons={{ image: <i data-testid="outer" />, chevron: null }}>
        <ImageVariationForm models={['a/b']} />
        <ImageVariationProvider icons={{ image: <i data-testid="inner" /> }}>
          <VariationGallery />
        </ImageVariationProvider>
      </ImageVariationProvider>
    </QueryClientProvider>,
  )
  expect(screen.getByTestId('outer').closest('form')).not.toBeNull()
  expect(screen.getByTestId('inner').closest('[data-part=variation-gallery]')).not.toBeNull()
  expect(document.querySelector('[data-icon=chevron]')).toBeNull()
})
