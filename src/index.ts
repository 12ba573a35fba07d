'use client'
/** Provider, hooks and components. */
export { defaultVariationPrompt } from './core/contract.js'
export type {
  ImageFix,
  ImageHeader,
  ImageProblem,
  ImageRequirements,
  ImageType,
} from './core/image.js'
export type { FoundImage } from './core/lineage.js'
export {
  createThumbnail,
  prepareImage,
  type Focus,
  type PrepareImageOptions,
} from './core/prepareImage.js'
export type { VariationImage, VariationRun, VariationSource } from './core/run.js'
export { createFormats, type Formats } from './react/createFormats.js'
export type { FormPart } from './react/FormContext.js'
export type { FormIssue, FormSetting, FormSettings, ModelOption } from './react/formSettings.js'
export type { GalleryEvents, GalleryPart } from './react/GalleryContext.js'
export { ImageVariationForm, type ImageVariationFormProps } from './react/ImageVariationForm.js'
export {
  ImageVariationProvider,
  useImageVariationContext,
  type ImageVariationContextValue,
  type ImageVariationProviderProps,
} from './react/ImageVariationProvider.js'
export {
  ImageVariationStudio,
  type ImageVariationStudioProps,
} from './react/ImageVariationStudio.js'
export { defaultLabels, type Labels, type PartialLabels } from './react/labels.js'
export type { VariationDefaults } from './react/mergeDefaults.js'
export type { HookClient, Prepare, RunExtras, RunPhase } from './react/performRun.js'
export {
  useImageIntake,
  type ImageIntake,
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
export {
  useImageVariationForm,
  type ImageVariationFormActions,
  type ImageVariationFormStatus,
  type PropGetter,
  type UseImageVariationFormOptions,
  type UseImageVariationFormResult,
} from './react/useImageVariationForm.js'
export { useObjectURL } from './react/useObjectURL.js'
export {
  useVariationComparison,
  type UseVariationComparisonOptions,
  type VariationComparison,
  type VariationComparisonEntry,
} from './react/useVariationComparison.js'
export {
  useVariationGallery,
  type GalleryItem,
  type GalleryMove,
  type UseVariationGalleryOptions,
  type UseVariationGalleryResult,
} from './react/useVariationGallery.js'
export {
  useVariationHistory,
  type UseVariationHistoryOptions,
  type VariationHistory,
} from './react/useVariationHistory.js'
export {
  VariationGallery,
  type PendingRun,
  type VariationGalleryProps,
} from './react/VariationGallery.js'
