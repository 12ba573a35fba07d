/** What these files expect of a shadcn project, for the type check alone. */
declare module '@/components/ui/button' {
  import type { ComponentProps, JSX } from 'react'
  type Variants = { variant?: 'default' | 'outline' | 'ghost'; size?: 'default' | 'sm' }
  export function Button(props: ComponentProps<'button'> & Variants): JSX.Element
}
declare module '@/components/ui/input' {
  import type { ComponentProps, JSX } from 'react'
  export function Input(props: ComponentProps<'input'>): JSX.Element
}
declare module '@/components/ui/label' {
  import type { ComponentProps, JSX } from 'react'
  export function Label(props: ComponentProps<'label'>): JSX.Element
}
declare module '@/components/ui/textarea' {
  import type { ComponentProps, JSX } from 'react'
  export function Textarea(props: ComponentProps<'textarea'>): JSX.Element
}
declare module '@/lib/utils' {
  export function cn(...names: (string | false | undefined)[]): string
}
