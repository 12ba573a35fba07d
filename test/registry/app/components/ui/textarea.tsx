import type { ComponentProps } from 'react'
import { cn } from '../../lib/utils'

export function Textarea({ className, ...props }: ComponentProps<'textarea'>) {
  return (
    <textarea
      className={cn(
        'border-input flex min-h-16 w-full rounded-md border bg-transparent px-3 py-2 text-sm',
        className,
      )}
      {...props}
    />
  )
}
