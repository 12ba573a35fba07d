/** The local router: the whole flow with no key and no network. */
export { createLocalRouter, type LocalRouterOptions } from './local/createLocalRouter.js'
