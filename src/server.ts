/** The key-holding handler, and its adapter for `node:http` and Express. */
export {
  createVariationHandler,
  type VariationEvent,
  type VariationHandlerOptions,
} from './server/createVariationHandler.js'
export type { Grant, Policy } from './server/policy.js'
export { toNodeListener } from './server/toNodeListener.js'
