/** The fetch client, its errors and the contract. No React, no DOM needed. */
export {
  createImageVariation,
  createVariationClient,
  type CancelOptions,
  type CollectOptions,
  type ModelsOptions,
  type RequestOptions,
  type VariationClient,
  type VariationClientOptions,
} from './client/createVariationClient.js'
export { parseResponse, type ReadResponse, type ResponseInfo } from './client/readResponse.js'
export type { Backoff, RetryConfig } from './client/retry.js'
export type { UploadProgress } from './client/upload.js'
export {
  checkOperation,
  imageVariationRequestSchema,
  imageVariationSettingsSchema,
  type Cache,
  type Fallbacks,
  type Identity,
  type ImageContent,
  type ImageVariationRequest,
  type ImageVariationSettings,
  type LoadBalancer,
  type Orq,
  type ParsedSettings,
  type RouterOptions,
  type RouterRetry,
  type RouterTimeout,
} from './contract/request.js'
export {
  imageVariationResponseSchema,
  imageVariationWireResponseSchema,
  type ImageData,
  type ImageVariationResponse,
  type Usage,
} from './contract/response.js'
export type { ModelOption } from './contract/ModelOption.js'
export type { RequestIssue } from './contract/issues.js'
export { createRunId } from './contract/runId.js'
export {
  defaultEndpoint,
  defaultPaths,
  defaults,
  defaultServerURL,
  defaultVariationPrompt,
  limits,
  operationOf,
  qualities,
  responseFormats,
  variationSizes,
  type Operation,
  type Quality,
  type ResponseFormat,
} from './contract/constants.js'
export {
  isVariationError,
  VariationError,
  type Result,
  type VariationErrorCode,
  type VariationErrorDetails,
  type VariationErrorOptions,
} from './client/errors.js'
export type { VariationImage, VariationRun, VariationSource } from './react/image/VariationRun.js'
