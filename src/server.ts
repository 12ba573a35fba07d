/** The key-holding handler, its adapter for `node:http` and Express, and the stores of its runs. */
export {
  createVariationHandler,
  type VariationHandlerOptions,
} from './server/createVariationHandler.js'
export type { ModelOption } from './contract/ModelOption.js'
export type { Grant, Policy } from './server/policy.js'
export {
  createMemoryRunStore,
  type MemoryRunStoreOptions,
} from './server/runs/createMemoryRunStore.js'
export {
  createRedisRunStore,
  type RedisClient,
  type RedisRunStoreOptions,
  type RedisSubscriber,
} from './server/runs/createRedisRunStore.js'
export { RunInterruptedError } from './server/runs/RunInterruptedError.js'
export type {
  RunClaim,
  RunClaimOptions,
  RunRecord,
  RunStore,
  StoredResponseHead,
} from './server/runs/RunStore.js'
export type {
  PlannedRun,
  Reservation,
  VariationAdmitted,
  VariationEnded,
  VariationEvent,
} from './server/VariationEvent.js'
export { toNodeListener } from './server/toNodeListener.js'
