import type { ComponentProps } from 'react'
import { cn } from '../../lib/utils'

export function Label({ className, ...props }: ComponentProps<'label'>) {
  // oxlint-disable-next-line jsx-a11y/label-has-associated-control -- as in shadcn/ui
  return <label className={cn('text-sm leading-none font-medium', className)} {...props} />
}
