/** The local router: the whole flow without a key and without a network. */
export {
  createLocalRouter,
  type LocalRouter,
  type LocalRouterOptions,
} from './local/createLocalRouter.js'
export { localModels, type LocalModel } from './local/localModels.js'
