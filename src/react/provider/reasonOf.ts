import type { VariationError } from '../../client/errors.js'
import type { ErrorReason } from './labels.js'

/** What some codes of the server mean to a visitor. */
const reasons = new Map<string | undefined, ErrorReason>([
  ['upstream_auth', 'configuration'],
  ['configuration', 'configuration'],
  ['upstream_unreachable', 'unreachable'],
  ['run_not_found', 'run_not_found'],
  ['run_lost', 'run_lost'],
])

/** Which sentence tells a visitor most about an error. */
export function reasonOf({ code, details, outcomeUnknown }: VariationError): ErrorReason {
  const reason = reasons.get(details?.code) ?? code
  return reason === 'run_not_found' && outcomeUnknown ? 'run_lost' : reason
}
