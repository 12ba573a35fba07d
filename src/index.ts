'use client'
/** Provider, hooks and components. */
export type { ImageFix, ImageHeader, ImageProblem, ImageType } from './core/image.js'
export type { FoundImage } from './core/lineage.js'
export {
  createThumbnail,
  prepareImage,
  type Focus,
  type PrepareImageOptions,
} from './core/prepareImage.js'
export type { VariationImage, VariationRun, VariationSource } from './core/run.js'
export {
  ImageVariationProvider,
  useImageVariationContext,
  type ImageVariationContextValue,
  type ImageVariationProviderProps,
} from './react/ImageVariationProvider.js'
export type { VariationDefaults } from './react/mergeDefaults.js'
export type { HookClient, Prepare, RunExtras, RunPhase } from './react/runVariation.js'
export {
  useImageIntake,
  type ImageIntake,
  type ImageRequirements,
  type IntakeImage,
  type UseImageIntakeOptions,
} from './react/useImageIntake.js'
export {
  useImageVariation,
  type ImageVariationVariables,
  type Register,
  type UseImageVariationOptions,
  type UseImageVariationResult,
  type VariationProgress,
} from './react/useImageVariation.js'
export { useObjectURL } from './react/useObjectURL.js'
export {
  useVariationComparison,
  type UseVariationComparisonOptions,
  type VariationComparison,
  type VariationComparisonEntry,
} from './react/useVariationComparison.js'
export {
  useVariationHistory,
  type UseVariationHistoryOptions,
  type VariationHistory,
} from './react/useVariationHistory.js'
