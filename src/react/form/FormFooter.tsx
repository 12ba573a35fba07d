import type { ReactNode } from 'react'
import type { VariationRun } from '../image/VariationRun.js'
import { useElapsed } from '../run/useElapsed.js'
import { Icon } from '../ui/Icon.js'
import { slot } from '../ui/slots.js'
import { useKeptFocus } from '../ui/useKeptFocus.js'
import type { Labels } from '../provider/labels.js'
import { ErrorAlert } from './ErrorAlert.js'
import { useFormContext } from './FormContext.js'
import { RunName } from './RunName.js'
import type { UseImageVariationFormResult } from './UseImageVariationFormResult.js'

/** After this long, somebody who waits wants to know that it still works. */
const slowMs = 20_000

/**
 * The button, and below it what becomes of the run. The place below has a fixed height, so that nothing moves under the
 * pointer: a second click on cancel never lands on submit.
 */
export function FormFooter() {
  const { form, labels, slotProps, pricePerImage, currency = 'USD', ...look } = useFormContext()
  const { renderSubmit, renderError, onShowResult } = look
  const { status, error } = form
  const count = Math.min(form.maxImages, Math.max(1, form.request.n || 1))
  const isPending = status === 'pending'
  const isUnderWay = isPending || form.pending.length > 0
  const [newest] = form.pending
  // Before the first word of a run, and after it has gone, the newest one is an earlier one.
  const latest =
    isPending && newest && newest.id === form.variation.variables?.id ? newest : undefined
  const starting = { createdAt: new Date(form.variation.submittedAt) }
  const each = pricePerImage ?? form.model?.pricePerImage
  const money = each === undefined ? undefined : labels.formats.money(each * count, currency)
  const custom = renderSubmit?.(form)
  const result = form.variation.data
  const customError = error ? renderError?.(error, form) : undefined
  return (
    <>
      <div {...slot(slotProps, 'footer', {})}>
        <button
          {...form.getSubmitProps(
            slot(slotProps, 'submit', {
              'data-state': isUnderWay ? 'pending' : status,
              'aria-busy': isUnderWay || undefined,
            }),
          )}
        >
          {custom === undefined ? (
            <>
              {form.isFull ? <span data-part="spinner" /> : <Icon name="vary" />}
              <span>
                {form.isFull ? labels.form.submitting : labels.form.submit(count)}
                {money !== undefined && !form.isFull && (
                  <span data-part="price"> {labels.form.price(money)}</span>
                )}
              </span>
            </>
          ) : (
            custom
          )}
        </button>
        <div data-part="status">
          {isPending && (
            <Progress run={latest ?? starting}>
              <button {...form.getCancelProps(slot(slotProps, 'cancel', {}))}>
                {labels.form.cancel}
              </button>
            </Progress>
          )}
          <output data-part="note" data-state={status}>
            {noteOf(form, labels)}
          </output>
          {status === 'success' && result && onShowResult && (
            <button type="button" data-part="show" onClick={() => onShowResult(result)}>
              {labels.run.show}
            </button>
          )}
        </div>
      </div>
      <EarlierRuns runs={form.pending.filter((run) => run !== latest)} />
      {error && customError === undefined ? (
        <ErrorAlert error={error} price={money} />
      ) : (
        customError
      )}
    </>
  )
}

/** How one run is doing, and a way to cancel it. */
function Progress({
  run,
  children,
}: {
  run: Pick<VariationRun, 'progress' | 'createdAt'>
  children: ReactNode
}) {
  const { labels, slotProps } = useFormContext()
  const { phase = 'preparing', loadedBytes, totalBytes } = run.progress ?? {}
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
          <Clock startedAt={run.createdAt.getTime()} phase={labels.run[phase]} />
        ) : (
          `${labels.run[phase]} ${labels.formats.percent(share)}`
        )}
      </span>
      {children}
    </div>
  )
}

/** The runs that were sent before the last one and are still under way. Below the footer, so that Create stays where it is. */
function EarlierRuns({ runs }: { runs: readonly VariationRun[] }) {
  const { form, labels, slotProps } = useFormContext()
  if (runs.length === 0) return null
  return (
    <ul data-part="earlier-runs">
      {runs.map((run) => (
        <li key={run.id} data-part="earlier-run">
          <RunName request={run.request} name={run.source.name} />
          <Progress run={run}>
            <button
              {...slot(slotProps, 'cancel', {
                type: 'button' as const,
                onClick: () => form.cancel(run.id),
              })}
            >
              {labels.form.cancel}
            </button>
          </Progress>
        </li>
      ))}
    </ul>
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
