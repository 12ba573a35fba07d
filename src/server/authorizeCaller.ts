import { checkGrant } from './checkOptions.js'
import type { Exchange } from './createExchange.js'
import { HandlerError, HostResponse } from './HandlerError.js'
import { isObject } from '../platform/isObject.js'
import { userOf, type Grant } from './policy.js'
import { isResponse } from './responses.js'

/** Asks the host who calls. Throws `HandlerError` 401 for nobody, and for a grant that is set up wrongly. */
export async function authorizeCaller<Context>(
  authorize: (request: Request, context: Context | undefined) => unknown,
  request: Request,
  context: Context | undefined,
  { event }: Exchange,
): Promise<Grant> {
  const grant = await authorize(request, context)
  if (isResponse(grant)) throw new HostResponse(grant)
  if (!isObject(grant)) {
    throw new HandlerError(401, 'authentication_required', 'Sign in first.')
  }
  checkGrant(grant)
  const user = userOf(grant)
  if (user !== undefined) event.user = user
  return grant
}
