import type { Formats } from './createFormats.js'

type Language = {
  /** How numbers, sizes and times are written. */
  formats: Formats
}

/** How to write labels again with other formats. */
const rebuilders = new WeakMap<object, (formats: Formats) => Language>()

/** Makes the labels of one language; their sentences write numbers as `formats` does. */
export function createLabels<Sentences extends object>(
  formats: Formats,
  build: (formats: Formats) => Sentences,
): Sentences & Language {
  const labels = { ...build(formats), formats }
  rebuilders.set(labels, (others) => createLabels(others, build))
  return labels
}

/** The same labels with other formats, in their sentences too where `createLabels` made them. */
export function changeFormats<Labels extends Language>(
  labels: Labels,
  changes: Partial<Formats>,
): Labels {
  const formats = { ...labels.formats, ...changes }
  const rebuild = rebuilders.get(labels)
  return rebuild ? (rebuild(formats) as Labels) : { ...labels, formats }
}

/** Labels with some sentences of their own. */
export function changeSentences<Labels extends Language>(labels: Labels, changes: object): Labels {
  const rebuild = rebuilders.get(labels)
  const changed = overlay(labels, changes)
  if (rebuild) rebuilders.set(changed, (formats) => changeSentences(rebuild(formats), changes))
  return changed
}

function overlay<T extends object>(base: T, part: object): T {
  const merged = { ...base } as Record<string, unknown>
  for (const [key, value] of Object.entries(part)) {
    const below = merged[key]
    if (value === undefined) continue
    merged[key] =
      typeof below === 'object' && below !== null && typeof value === 'object'
        ? overlay(below, value as object)
        : value
  }
  return merged as T
}
