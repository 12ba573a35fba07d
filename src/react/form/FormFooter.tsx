import type { ReactNode } from 'react'
import { Icon } from '../ui/Icon.js'
import { slot } from '../ui/slots.js'
import type { Labels } from '../provider/labels.js'
import { ErrorAlert } from './ErrorAlert.js'
import { useFormContext } from './FormContext.js'
import type { UseImageVariationFormResult } from './useImageVariationForm.js'

export type FormFooterProps = {
  price: number | undefined
  currency: string
  renderSubmit?: (form: UseImageVariationFormResult) => ReactNode
}

/**
 * The button and what became of the run. Everything that comes and goes is below the button, so that nothing moves under
 * the pointer: a second click on cancel never lands on submit.
 */
export function FormFooter({ price, currency, renderSubmit }: FormFooterProps) {
  const { form, labels, slotProps } = useFormContext()
  const { status, variation } = form
  const count = Math.min(form.maxImages, Math.max(1, form.request.n || 1))
  const isPending = status === 'pending'
  return (
    <div {...slot(slotProps, 'footer', {})}>
      <button {...form.getSubmitProps(slot(slotProps, 'submit', { 'data-state': status }))}>
        {renderSubmit?.(form) ?? (
          <>
            {isPending ? <span data-part="spinner" /> : <Icon name="vary" />}
            {isPending ? labels.form.submitting : labels.form.submit(count)}
            {price !== undefined && !isPending && (
              <span data-part="price">
                {labels.form.price(labels.formats.money(price * count, currency))}
              </span>
            )}
          </>
        )}
      </button>
      {isPending && <Progress />}
      <output data-part="note" data-state={status}>
        {noteOf(form, labels)}
      </output>
      {variation.error && <ErrorAlert error={variation.error} />}
    </div>
  )
}

function Progress() {
  const { form, labels, slotProps } = useFormContext()
  const {
    phase = 'preparing',
    loadedBytes,
    totalBytes,
    elapsedMs = 0,
  } = form.variation.progress ?? {}
  const share =
    phase === 'uploading' && loadedBytes !== undefined && totalBytes
      ? loadedBytes / totalBytes
      : undefined
  const { percent, duration } = labels.formats
  return (
    <div {...slot(slotProps, 'progress', { 'data-state': phase })}>
      <progress aria-label={labels.run[phase]} value={share} />
      <span data-part="phase">{labels.run[phase]}</span>
      <span data-part="elapsed">
        {share === undefined
          ? elapsedMs >= 1000 && labels.run.elapsed(duration(Math.floor(elapsedMs / 1000) * 1000))
          : percent(share)}
      </span>
      <button {...form.getCancelProps(slot(slotProps, 'cancel', {}))}>{labels.form.cancel}</button>
    </div>
  )
}

/** What a screen reader hears, and everybody reads where the progress does not say it already. */
function noteOf(
  { status, variation }: UseImageVariationFormResult,
  { run }: Labels,
): string | undefined {
  const { data, progress } = variation
  if (status === 'pending') return run[progress?.phase ?? 'preparing']
  if (status === 'cancelled') return run.cancelled
  if (status !== 'success' || !data) return undefined
  const usable = data.images.filter(({ problem }) => !problem).length
  const asked = data.request.n ?? 1
  return usable < asked ? run.partial(usable, asked) : run.done(usable)
}
