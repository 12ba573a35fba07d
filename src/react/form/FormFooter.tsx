import type { ReactNode } from 'react'
import { useElapsed } from '../run/useElapsed.js'
import { Icon } from '../ui/Icon.js'
import { slot } from '../ui/slots.js'
import { useKeptFocus } from '../ui/useKeptFocus.js'
import type { Labels } from '../provider/labels.js'
import { ErrorAlert } from './ErrorAlert.js'
import { useFormContext } from './FormContext.js'
import type { UseImageVariationFormResult } from './useImageVariationForm.js'

export type FormFooterProps = {
  price: number | undefined
  currency: string
  renderSubmit?: (form: UseImageVariationFormResult) => ReactNode
  onShow?: (form: UseImageVariationFormResult) => void
}

/** After this long, somebody who waits wants to know that it still works. */
const slowMs = 20_000

/**
 * The button, and below it what becomes of the run. The place below has a fixed height, so that nothing moves under the
 * pointer: a second click on cancel never lands on submit.
 */
export function FormFooter({ price, currency, renderSubmit, onShow }: FormFooterProps) {
  const { form, labels, slotProps } = useFormContext()
  const { status, error } = form
  const count = Math.min(form.maxImages, Math.max(1, form.request.n || 1))
  const isPending = status === 'pending'
  const each = price ?? form.model?.pricePerImage
  const money = each === undefined ? undefined : labels.formats.money(each * count, currency)
  const custom = renderSubmit?.(form)
  return (
    <>
      <div {...slot(slotProps, 'footer', {})}>
        <button
          {...form.getSubmitProps(
            slot(slotProps, 'submit', {
              'data-state': status,
              'aria-busy': isPending || undefined,
            }),
          )}
        >
          {custom === undefined ? (
            <>
              {isPending ? <span data-part="spinner" /> : <Icon name="vary" />}
              {isPending ? labels.form.submitting : labels.form.submit(count)}
              {money !== undefined && !isPending && (
                <span data-part="price">{labels.form.price(money)}</span>
              )}
            </>
          ) : (
            custom
          )}
        </button>
        <div data-part="status">
          {isPending && <Progress />}
          <output data-part="note" data-state={status}>
            {noteOf(form, labels)}
          </output>
          {status === 'success' && onShow && (
            <button type="button" data-part="show" onClick={() => onShow(form)}>
              {labels.run.show}
            </button>
          )}
        </div>
      </div>
      {error && !isPending && <ErrorAlert error={error} price={money} />}
    </>
  )
}

function Progress() {
  const { form, labels, slotProps } = useFormContext()
  const { phase = 'preparing', loadedBytes, totalBytes } = form.variation.progress ?? {}
  const share =
    phase === 'uploading' && loadedBytes !== undefined && totalBytes
      ? loadedBytes / totalBytes
      : undefined
  const root = useKeptFocus<HTMLDivElement>((element) => {
    const form = element.closest('[data-part=image-variation-form]')
    return () =>
      form?.querySelector<HTMLElement>('[data-part=error]') ??
      form?.querySelector<HTMLElement>('[data-part=submit]')
  })
  return (
    <div {...slot(slotProps, 'progress', { 'data-state': phase, ref: root })}>
      <progress aria-label={labels.run[phase]} value={share} />
      <span data-part="phase">
        {share === undefined ? (
          <Clock startedAt={form.variation.submittedAt} phase={labels.run[phase]} />
        ) : (
          `${labels.run[phase]} ${labels.formats.percent(share)}`
        )}
      </span>
      <button {...form.getCancelProps(slot(slotProps, 'cancel', {}))}>{labels.form.cancel}</button>
    </div>
  )
}

/** The time since the start of a run. A second that passes renders this and nothing else. */
function Clock({ startedAt, phase }: { startedAt: number; phase: string }) {
  const { labels } = useFormContext()
  const elapsedMs = useElapsed(startedAt)
  const seconds = Math.floor(elapsedMs / 1000)
  return (
    <>
      {elapsedMs < slowMs ? phase : labels.run.slow}
      {seconds > 0 && (
        <span data-part="elapsed">
          {' '}
          {labels.run.elapsed(labels.formats.duration(seconds * 1000))}
        </span>
      )}
    </>
  )
}

/** What a screen reader says, and everybody reads unless the progress says it already. */
function noteOf(
  { status, variation }: UseImageVariationFormResult,
  { run }: Labels,
): string | undefined {
  const { data, progress } = variation
  if (status === 'pending') return run[progress?.phase ?? 'preparing']
  if (status === 'cancelled') return run.cancelled
  if (status !== 'success' || !data) return undefined
  const usable = data.images.filter(({ problem }) => !problem).length
  const requested = data.request.n ?? 1
  return usable < requested ? run.partial(usable, requested) : run.done(usable)
}
