import type { VariationError } from '../../client/errors.js'
import { reasonOf } from '../provider/reasonOf.js'
import { Icon } from '../ui/Icon.js'
import { slot } from '../ui/slots.js'
import { useFormContext } from './FormContext.js'
import { RunName } from './RunName.js'

export type ErrorAlertProps = {
  error: VariationError
  /** What a run costs, in words. */
  price: string | undefined
}

/** What failed, as a sentence to act on; the technical part is folded. */
export function ErrorAlert({ error, price }: ErrorAlertProps) {
  const { form, labels, slotProps } = useFormContext()
  const { title, chooseModel, retry, retryUnknown, details, ...names } = labels.error
  const isRejection = error.status === 400 || error.status === 422
  const facts: [string, string | number | undefined][] = [
    [names.code, error.details?.code ?? error.code],
    [names.status, error.status],
    [names.requestId, error.requestId],
    [names.reply, isRejection ? undefined : error.message],
  ]
  return (
    <div
      {...slot(slotProps, 'error', {
        role: 'alert',
        tabIndex: -1,
        'data-state': error.code,
        ref: reveal,
      })}
    >
      <Icon name="alert" />
      <div>
        <strong>{title}</strong>
        {form.failedRequest && (
          <p>
            <RunName request={form.failedRequest} name={form.failedRequest.source?.name} />
          </p>
        )}
        <p>
          {labels.errors[reasonOf(error)](error)}
          {isAboutModel(error) && form.isVisible('model') && ` ${chooseModel}`}
        </p>
        {isRejection && <p dir="auto">{error.message}</p>}
        {isWorthRetry(error) && (
          <div data-part="fixes">
            <button type="button" data-part="retry" onClick={form.retry}>
              {error.outcomeUnknown ? retryUnknown(price) : retry}
            </button>
          </div>
        )}
        <details>
          <summary>{details}</summary>
          <dl>
            {facts.map(
              ([name, value]) =>
                value !== undefined && (
                  <div key={name}>
                    <dt>{name}</dt>
                    <dd dir="auto">{value}</dd>
                  </div>
                ),
            )}
          </dl>
        </details>
      </div>
    </div>
  )
}

function reveal(element: HTMLElement | null) {
  // The DOMs of test runners do not scroll.
  element?.scrollIntoView?.({ block: 'nearest' })
}

/** Another model may help. */
function isAboutModel({ code, status = 0, details }: VariationError): boolean {
  const isBehindServer = /^(upstream_|configuration|internal)/.test(details?.code ?? '')
  return code === 'http' && !isBehindServer && (status === 403 || status === 404 || status >= 500)
}

/** The same request may succeed. */
function isWorthRetry({ code, status = 0, outcomeUnknown }: VariationError): boolean {
  const codes: readonly string[] = ['timeout', 'offline', 'network', 'load_failed']
  return outcomeUnknown || codes.includes(code) || status === 408 || status === 429 || status >= 500
}
