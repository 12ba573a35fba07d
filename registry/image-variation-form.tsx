'use client'
import type { ComponentProps } from 'react'
import { useImageVariationForm, type UseImageVariationFormOptions } from 'react-image-variation'
import { Button } from '@/components/ui/button'
import { Input } from '@/components/ui/input'
import { Label } from '@/components/ui/label'
import { Textarea } from '@/components/ui/textarea'
import { cn } from '@/lib/utils'

type ImageVariationFormProps = UseImageVariationFormOptions &
  Pick<ComponentProps<'form'>, 'className'>

/** Chooses an image, says what should change, and sends it. State, validation and keys come from `useImageVariationForm`. */
export function ImageVariationForm({ className, ...options }: ImageVariationFormProps) {
  const form = useImageVariationForm(options)
  const { shown, clear } = form.intake
  const { progress } = form.variation
  return (
    <form {...form.getFormProps({ className: cn('grid gap-4', className) })}>
      <label
        {...form.getDropzoneProps({
          className: cn(
            'text-muted-foreground grid place-items-center gap-2 rounded-lg border border-dashed p-6 text-sm',
            'focus-within:ring-ring cursor-pointer focus-within:ring-2',
            form.isDragging && 'border-primary bg-accent',
          ),
        })}
      >
        <input {...form.getFileInputProps({ className: 'sr-only' })} />
        {shown?.previewSrc && <img src={shown.previewSrc} alt="" className="max-h-48 rounded-md" />}
        {shown
          ? `${shown.name}, ${shown.width} × ${shown.height}`
          : 'Choose, drop or paste an image'}
      </label>
      {form.problem && (
        <p role="alert" className="text-destructive flex flex-wrap items-center gap-2 text-sm">
          This image cannot be sent: {form.problem.code.replaceAll('_', ' ')}
          {form.problem.fixes.map((fix) => (
            <Button key={fix} size="sm" variant="outline" onClick={() => void form.intake.fix(fix)}>
              {fix}
            </Button>
          ))}
          <Button size="sm" variant="ghost" onClick={clear}>
            Remove
          </Button>
        </p>
      )}
      <div className="grid gap-2">
        <Label htmlFor={form.idOf('prompt')}>What should change?</Label>
        <Textarea
          {...form.getControlProps('prompt')}
          value={form.settings.prompt}
          onChange={(event) => form.set('prompt', event.target.value)}
        />
      </div>
      {form.isVisible('model') && (
        <div className="grid gap-2">
          <Label htmlFor={form.idOf('model')}>Model</Label>
          <select
            {...form.getControlProps('model')}
            className="border-input h-9 rounded-md border bg-transparent px-3 text-sm"
            value={form.settings.model}
            onChange={(event) => form.set('model', event.target.value)}
          >
            {form.models.map(({ id, label }) => (
              <option key={id} value={id}>
                {label ?? id}
              </option>
            ))}
          </select>
        </div>
      )}
      <div className="grid gap-2">
        <Label htmlFor={form.idOf('n')}>Variations</Label>
        <Input
          {...form.getControlProps('n')}
          type="number"
          min={1}
          max={form.maxImages}
          value={form.settings.n}
          onChange={(event) => form.set('n', event.target.valueAsNumber)}
        />
      </div>
      {form.issues.map(({ setting, message }) => (
        <p key={setting} role="alert" className="text-destructive text-sm">
          {message}
        </p>
      ))}
      {form.error && (
        <p role="alert" className="text-destructive text-sm">
          {form.error.message}
        </p>
      )}
      <div className="flex items-center gap-2">
        <Button {...form.getSubmitProps()}>Create</Button>
        <Button variant="outline" {...form.getCancelProps()}>
          Cancel
        </Button>
        {progress && (
          <output className="text-muted-foreground text-sm">
            {progress.phase}, {Math.round(progress.elapsedMs / 1000)} s
          </output>
        )}
      </div>
    </form>
  )
}
