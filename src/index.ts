'use client'
/** Provider, hooks and components. */
export { defaultVariationPrompt } from './contract/constants.js'
export type { ImageHeader, ImageType } from './contract/imageType.js'
export type { ModelOption } from './contract/ModelOption.js'
export type { ImageArea, ImageFix, ImageProblem, ImageRequirements } from './image/ImageProblem.js'
export type { Focus } from './image/squareArea.js'
export type { FoundImage } from './react/image/lineage.js'
export { createThumbnail, prepareImage, type PrepareImageOptions } from './image/prepareImage.js'
export type {
  RunPhase,
  VariationImage,
  VariationRun,
  VariationSource,
} from './react/image/VariationRun.js'
export {
  ImageVariationStudio,
  type ImageVariationStudioProps,
} from './react/ImageVariationStudio.js'
export {
  VariationComparison,
  type ComparedModel,
  type VariationComparisonProps,
} from './react/comparison/VariationComparison.js'
export { AdvancedSettings } from './react/form/AdvancedSettings.js'
export type { FormLook, FormRenderers } from './react/form/FormContext.js'
export { FormFooter } from './react/form/FormFooter.js'
export type { FormPart } from './react/form/formParts.js'
export { FormRoot, type FormRootProps } from './react/form/FormRoot.js'
export { FormSummary } from './react/form/FormSummary.js'
export { ImageIntakeField } from './react/form/ImageIntakeField.js'
export { MainSettings } from './react/form/MainSettings.js'
export type { FormIssue, FormSetting, FormSettings } from './react/form/formSettings.js'
export {
  ImageVariationForm,
  type ImageVariationFormProps,
} from './react/form/ImageVariationForm.js'
export { useImageVariationForm } from './react/form/useImageVariationForm.js'
export type { FormRequest } from './react/form/useFormRuns.js'
export type {
  ImageVariationFormActions,
  UseImageVariationFormOptions,
} from './react/form/UseImageVariationFormOptions.js'
export type {
  ImageVariationFormStatus,
  PropGetter,
  UseImageVariationFormResult,
} from './react/form/UseImageVariationFormResult.js'
export type { GalleryEvents, GalleryRenderers } from './react/gallery/GalleryContext.js'
export { GalleryEmpty } from './react/gallery/GalleryEmpty.js'
export { GalleryLightbox } from './react/gallery/GalleryLightbox.js'
export type { GalleryPart } from './react/gallery/galleryParts.js'
export type { GalleryHistory } from './react/gallery/GalleryHistory.js'
export { GalleryRoot, type GalleryRootProps } from './react/gallery/GalleryRoot.js'
export { GalleryToolbar, type GalleryToolbarProps } from './react/gallery/GalleryToolbar.js'
export { RunSection, type RunSectionProps } from './react/gallery/RunSection.js'
export { UndoMessage } from './react/gallery/UndoMessage.js'
export { useGalleryEvents } from './react/gallery/useGalleryEvents.js'
export {
  useVariationGallery,
  type GalleryItem,
  type GalleryMove,
  type GalleryRemoval,
  type UseVariationGalleryOptions,
  type UseVariationGalleryResult,
} from './react/gallery/useVariationGallery.js'
export {
  VariationGallery,
  type VariationGalleryActions,
  type VariationGalleryProps,
} from './react/gallery/VariationGallery.js'
export type { HistoryProblem } from './react/history/createHistoryDisk.js'
export { deleteVariationHistory } from './react/history/deleteVariationHistory.js'
export {
  useVariationHistory,
  type UseVariationHistoryOptions,
  type VariationHistory,
} from './react/history/useVariationHistory.js'
export {
  useImageIntake,
  type ImageIntake,
  type IntakeImage,
  type UseImageIntakeOptions,
} from './react/intake/useImageIntake.js'
export type { DecodeImage } from './react/intake/readImage.js'
export { preventBaseHandler } from './react/ui/preventBaseHandler.js'
export type { IconName, Icons } from './react/ui/Icon.js'
export { useObjectURL } from './react/image/useObjectURL.js'
export { createFormats, type Formats } from './react/provider/createFormats.js'
export {
  ImageVariationProvider,
  useImageVariationContext,
  type ImageVariationContextValue,
  type ImageVariationProviderProps,
} from './react/provider/ImageVariationProvider.js'
export { createLabels } from './react/provider/createLabels.js'
export {
  defaultLabels,
  mergeLabels,
  type Labels,
  type LabelSentences,
  type PartialLabels,
} from './react/provider/labels.js'
export type { VariationDefaults } from './react/provider/mergeDefaults.js'
export type { HookClient } from './react/run/HookClient.js'
export type { Prepare, RunExtras } from './react/run/runRequest.js'
export type { RunTracker, TrackedRun } from './react/run/RunTracker.js'
export {
  useImageVariation,
  type ImageVariationVariables,
  type Register,
  type UseImageVariationOptions,
  type UseImageVariationResult,
  type VariationProgress,
} from './react/run/useImageVariation.js'
export {
  useVariationComparison,
  type UseVariationComparisonOptions,
  type UseVariationComparisonResult,
  type VariationComparisonEntry,
} from './react/run/useVariationComparison.js'
