import { VariationError } from 'react-image-variation/client'
import { describe, expect, test } from 'vitest'
import { labels as ar } from '../../src/locales/ar.js'
import { labels as de } from '../../src/locales/de.js'
import { labels as es } from '../../src/locales/es.js'
import { labels as ja } from '../../src/locales/ja.js'
import { createFormats } from '../../src/react/provider/createFormats.js'
import { defaultLabels, mergeLabels, type Labels } from '../../src/react/provider/labels.js'

const locales: [string, Labels][] = Object.entries({ de, es, ja, ar })

/** Words that a language shares with English. */
const shared: { [locale: string]: RegExp } = {
  de: /^(optional|Zoom|Standard|Cache|Name|Details|Code|Status|Original|Prompt|Tokens|Original: cat\.png)$/,
  es: /^(Original|Prompt|Tokens|Original: cat\.png)$/,
  ja: /^(ID|provider\/model)$/,
  ar: /^provider\/model$/,
}

/** Names that stay in Latin letters in every script. */
const names = /PNG|JPEG|WebP|HEIC|SVG|Orq|ID|MB|openai\/gpt-image-1|cat\.png|14:30|8 s|12 €/g

/** Every word of a set of labels under its path, but for the formats. */
function words(labels: Labels) {
  const found = new Map<string, unknown>()
  const walk = (value: unknown, path: string) =>
    typeof value === 'object' && value !== null
      ? Object.entries(value).forEach(([key, below]) => walk(below, path ? `${path}.${key}` : key))
      : found.set(path, value)
  const { formats: _, ...rest } = labels
  walk(rest, '')
  return found
}

const problem = { bytes: 60e6, maxBytes: 50e6, width: 640, height: 480 }
const texts: { [path: string]: unknown[] } = {
  'form.price': ['12 €'],
  'error.retryUnknown': ['12 €'],
  'intake.hint': [{ types: 'PNG, JPEG', maxBytes: '50 MB', square: true }],
  'intake.dimensions': ['640', '480'],
  'fields.removeModel': ['openai/gpt-image-1'],
  'fields.moveUp': ['openai/gpt-image-1'],
  'fields.weight': ['openai/gpt-image-1'],
  'run.elapsed': ['8 s'],
  'gallery.image': [3, 7, 'cat.png'],
  'gallery.source': ['cat.png'],
  'lightbox.compareWith': ['cat.png'],
  'gallery.variationsOf': ['cat.png'],
  'gallery.expires': ['14:30'],
}

function argumentsOf(path: string): unknown[] {
  if (path.startsWith('problems.')) return [problem]
  if (path.startsWith('errors.'))
    return [new VariationError('http', '', { status: 429, retryAfterMs: 8000 })]
  return texts[path] ?? [5, 11]
}

/** What the labels say at a path, to `given` or to the sample for it. */
function say(labels: Labels, path: string, given = argumentsOf(path)): string {
  const word = words(labels).get(path)
  const text: unknown = typeof word === 'function' ? Reflect.apply(word, undefined, given) : word
  if (typeof text !== 'string') throw new TypeError(`${path} says ${String(text)}`)
  return text
}

const paths = [...words(defaultLabels).keys()]
const isFunction = (labels: Labels, path: string) => typeof words(labels).get(path) === 'function'
const withoutDigits = (text: string) => text.replace(/\d/g, '')

/** Where English has one form for one and another for several. */
const counted = paths.filter(
  (path) =>
    isFunction(defaultLabels, path) &&
    argumentsOf(path)[0] === 5 &&
    withoutDigits(say(defaultLabels, path, [1, 1])) !==
      withoutDigits(say(defaultLabels, path, [5, 5])),
)

describe.each(locales)('%s', (locale, labels) => {
  test('has exactly the words that English has', () => {
    expect([...words(labels).keys()].toSorted()).toEqual(paths.toSorted())
    expect(paths.filter((path) => isFunction(labels, path))).toEqual(
      paths.filter((path) => isFunction(defaultLabels, path)),
    )
  })

  test('writes numbers and times its own way', () => {
    expect(labels.formats.locale).toBe(locale)
    expect(Object.keys(labels.formats)).toEqual(Object.keys(defaultLabels.formats))
  })

  test('says every number and name that it is given', () => {
    const silent = paths.flatMap((path) => {
      const text = say(labels, path)
      // One and two may be words.
      const numbers = say(defaultLabels, path).match(/\d+/g) ?? []
      const facts = numbers.filter((digits) => Number(digits) > 2)
      const given = isFunction(labels, path) ? argumentsOf(path) : []
      const expected = [...facts, ...given.filter((value) => typeof value === 'string')]
      return expected.filter((part) => !text.includes(part)).map((part) => ({ path, text, part }))
    })
    expect(silent).toEqual([])
  })

  test('says something everywhere, without a gap', () => {
    const broken = paths
      .map((path) => [path, say(labels, path)] as const)
      .filter(([, text]) => text.trim() !== text || /^$|undefined|null|NaN|\[object|#/.test(text))
    expect(broken).toEqual([])
  })

  test('leaves no English', () => {
    const spoken = paths
      .map((path) => [path, say(labels, path)] as const)
      .filter(([, text]) => /\p{L}{2}/u.test(text.replace(names, '')))
      .filter(([, text]) => !shared[locale]?.test(text))
    const left = spoken.filter(
      ([path, text]) =>
        text === say(defaultLabels, path) ||
        /\b(the|this|of|and|with|is|not|choose|try|image|again)\b/i.test(text.replace(names, '')) ||
        (/ja|ar/.test(locale) && /[a-z]{2}/i.test(text.replace(names, ''))),
    )
    expect(left).toEqual([])
  })

  test('knows no size of an image that is not known', () => {
    for (const path of paths.filter((path) => path.startsWith('problems.')))
      expect(say(labels, path, [{}])).not.toMatch(/\d|undefined|NaN|\(\s*\)|（）|\u2066/)
  })

  test('tells the same refusals apart as English', () => {
    const statuses = [400, 401, 402, 403, 404, 408, 413, 422, 429, 500, 502, 503, 504]
    const grouped = (of: Labels) => {
      const said = statuses.map((status) =>
        say(of, 'errors.http', [new VariationError('http', '', { status })]),
      )
      return said.map((text) => statuses[said.indexOf(text)])
    }
    expect(grouped(labels)).toEqual(grouped(defaultLabels))
  })
})

test.each([
  ['de', de],
  ['es', es],
])('%s has a form for one and a form for several', (_, labels) => {
  expect(counted.length).toBeGreaterThan(4)
  const alike = counted.filter(
    (path) => withoutDigits(say(labels, path, [1, 1])) === withoutDigits(say(labels, path, [5, 5])),
  )
  expect(alike).toEqual([])
})

describe('Arabic', () => {
  test.each(counted)('has forms of its own for 1, 2, 5 and 11 in %s', (path) => {
    const forms = [1, 2, 5, 11].map((n) => withoutDigits(say(ar, path, [n, n])))
    expect(new Set(forms).size).toBe(4)
  })

  test('counts with all six forms', () => {
    expect([0, 1, 2, 5, 11, 100].map(ar.gallery.run)).toEqual([
      'لا تنويعات',
      'تنويعة واحدة',
      'تنويعتان',
      '5 تنويعات',
      '11 تنويعة',
      '100 تنويعة',
    ])
    expect([11, 100].map(ar.form.summary)).toEqual([
      'يُرجى تصحيح 11 حقلًا للمتابعة',
      'يُرجى تصحيح 100 حقل للمتابعة',
    ])
  })

  test('bends the dual after a verbal noun', () => {
    expect(ar.form.submit(2)).toBe('إنشاء تنويعتين')
    expect(ar.run.done(2)).toBe('تنويعتان جاهزتان.')
  })

  test('keeps foreign names and dimensions together', () => {
    expect(ar.gallery.source('cat (2).png')).toContain('\u2068cat (2).png\u2069')
    expect(ar.intake.dimensions('640', '480')).toBe('\u2066640 × 480\u2069')
  })
})

describe('merging', () => {
  test('some sentences keep the others of the language in use', () => {
    const merged = mergeLabels(defaultLabels, de, { form: { title: 'Fotovarianten' } })
    expect(merged.form.title).toBe('Fotovarianten')
    expect(merged.form.cancel).toBe('Abbrechen')
  })

  test('numbers inside sentences follow the formats, under sentences of one’s own too', () => {
    const number = (value: number) => `<${value}>`
    for (const labels of [
      defaultLabels,
      de,
      mergeLabels(defaultLabels, { form: { cancel: 'Stop' } }),
    ]) {
      const merged = mergeLabels(labels, { formats: { number } })
      expect(merged.issues.n(8)).toContain('<8>')
      expect(merged.form.cancel).toBe(labels.form.cancel)
    }
    const money = { formats: createFormats('de') }
    expect(
      mergeLabels(defaultLabels, money).problems.not_square({
        code: 'not_square',
        fixes: [],
        width: 1200,
        height: 800,
      }),
    ).toContain('1.200')
  })

  test('a part with formats and only some sentences would mix languages, and does not type-check', () => {
    // @ts-expect-error -- German formats and one German sentence over English ones
    mergeLabels(defaultLabels, { ...de, form: { title: 'Fotovarianten' } })
    mergeLabels(defaultLabels, de)
    expect(mergeLabels(defaultLabels, { ...de }).form.cancel).toBe('Abbrechen')
  })
})

test('English says it as somebody would who is no engineer', () => {
  const { problems, fixes, error, run, lightbox, gallery, fields } = defaultLabels
  const { offline } = defaultLabels.errors
  expect([
    problems.heic({ ...problem, code: 'heic', fixes: [] }),
    fixes.firstFrame,
    fixes.pad,
    error.title,
    run.cancelled,
    lightbox.vary,
    gallery.reuse,
    fields.timeout,
    fields.responseFormat,
    Object.values(fields.responseFormats).toSorted(),
    error.requestId,
    error.reply,
    offline(new VariationError('offline', '')),
  ]).toEqual([
    "HEIC photos don't work here. Export as JPEG and try again.",
    'Use first frame',
    'Add borders',
    "Couldn't create variations",
    'Cancelled. Images already started may still be charged.',
    'More like this',
    'Use these settings',
    'Time limit per attempt (seconds)',
    'Results as',
    ['Files', 'Links (expire after 60 min)'],
    'Request ID',
    "Server's reply",
    'You are offline. Your image is still here. Try again when you are back online.',
  ])
  expect(problems.animated({ ...problem, code: 'animated', fixes: [] })).toMatch(
    /^This image is animated/,
  )
})
