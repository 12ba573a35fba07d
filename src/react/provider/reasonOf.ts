import type { VariationError } from '../../client/errors.js'
import type { ErrorReason } from './labels.js'

/** Which sentence tells a visitor most about an error. */
export function reasonOf({ code, details, outcomeUnknown }: VariationError): ErrorReason {
  switch (details?.code) {
    case 'upstream_auth':
    case 'configuration':
      return 'configuration'
    case 'upstream_unreachable':
      return 'unreachable'
    case 'run_not_found':
      return outcomeUnknown ? 'run_lost' : 'run_not_found'
    case 'run_lost':
      return 'run_lost'
    default:
      return code
  }
}
