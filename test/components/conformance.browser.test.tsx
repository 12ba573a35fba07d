import { cleanup, render, screen } from '@testing-library/react'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { createRef, type ComponentType, type RefAttributes } from 'react'
import {
  ImageVariationForm,
  ImageVariationProvider,
  ImageVariationStudio,
  VariationGallery,
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
