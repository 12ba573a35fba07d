import type { VariationError } from '../../client/errors.js'
import { Icon } from '../ui/Icon.js'
import { slot } from '../ui/slots.js'
import { useFormContext } from './FormContext.js'

/** What failed, as a sentence to act on; the technical part folded away. */
export function ErrorAlert({ error }: { error: VariationError }) {
  const { labels, slotProps } = useFormContext()
  const { title, details, code, status, requestId, reply } = labels.error
  // Our server's own key was refused: nothing that a visitor could repair.
  const kind = error.details?.code === 'upstream_auth' ? 'configuration' : error.code
  const facts: [string, string | number | undefined][] = [
    [code, error.details?.code ?? error.code],
    [status, error.status],
    [requestId, error.requestId],
    [reply, error.message],
  ]
  return (
    <div {...slot(slotProps, 'error', { role: 'alert', tabIndex: -1, 'data-state': error.code })}>
      <Icon name="alert" />
      <div>
        <strong>{title}</strong>
        <p>{labels.errors[kind](error)}</p>
        {(error.status === 400 || error.status === 422) && <p dir="auto">{error.message}</p>}
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
