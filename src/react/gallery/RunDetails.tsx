import type { VariationImage, VariationRun } from '../image/VariationRun.js'
import { slot } from '../ui/slots.js'
import { useGalleryContext } from './GalleryContext.js'

/** The facts about an image and its run. */
export function RunDetails({ image, run }: { image: VariationImage; run: VariationRun }) {
  const { labels, slotProps } = useGalleryContext()
  const { details, formats, intake, gallery } = labels
  const { model, prompt, size } = run.request
  const facts: [string, string | undefined | false][] = [
    [details.source, run.source.name],
    [details.model, model],
    [details.prompt, prompt],
    [details.size, size ?? undefined],
    [
      details.dimensions,
      image.width !== undefined &&
        image.height !== undefined &&
        intake.dimensions(formats.number(image.width), formats.number(image.height)),
    ],
    [details.tokens, run.usage && formats.number(run.usage.totalTokens)],
    [details.duration, run.durationMs !== undefined && formats.duration(run.durationMs)],
    [details.cache, run.cacheHit && gallery.cacheHit],
    [details.created, formats.dateTime(run.createdAt)],
    [details.requestId, run.requestId],
  ]
  return (
    <dl {...slot(slotProps, 'details', {})}>
      {facts.map(
        ([name, value]) =>
          value && (
            <div key={name}>
              <dt>{name}</dt>
              <dd dir="auto">{value}</dd>
            </div>
          ),
      )}
    </dl>
  )
}
