/** How numbers, sizes and times are written in one language. */
export type Formats = {
  /** BCP 47 tag of the language. */
  locale: string
  /** A plain number. */
  number: (value: number) => string
  /** Bytes in the largest fitting unit: 2.4 MB. */
  bytes: (bytes: number) => string
  /** Milliseconds in human words: 8 sec, 30 min, 3 days. */
  duration: (milliseconds: number) => string
  /** Milliseconds as a running clock: 0:08, 1:02:30. */
  clock: (milliseconds: number) => string
  /** A share from 0 to 1. */
  percent: (share: number) => string
  /** An amount of money. @throws RangeError for a currency that is not an ISO 4217 code */
  money: (amount: number, currency: string) => string
  /** Date and time. */
  dateTime: (date: Date) => string
  /** Time of the day. */
  time: (date: Date) => string
  /** How long ago a date is: now, 5 minutes ago, yesterday; after a week the date itself. `now` is Unix milliseconds. */
  relative: (date: Date, now: number) => string
  /** The form that fits the count, with `#` replaced by it: `plural(2, { one: '# run', other: '# runs' })`. */
  plural: (
    count: number,
    forms: { [rule in Intl.LDMLPluralRule]?: string } & { other: string },
  ) => string
}

const units = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1000],
] as const

/** The platform's own formats for a language; nothing to ship. */
export function createFormats(locale: string): Formats {
  const numberFormat = reuse(
    (options?: Intl.NumberFormatOptions) => new Intl.NumberFormat(locale, options),
  )
  const dateFormat = reuse(
    (options?: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(locale, options),
  )
  const pluralRules = reuse(() => new Intl.PluralRules(locale))
  const number = (value: number, options?: Intl.NumberFormatOptions) =>
    numberFormat(options).format(value)
  const unit = (value: number, name: string, display: 'short' | 'long' = 'short') =>
    number(value, {
      style: 'unit',
      unit: name,
      unitDisplay: display,
      maximumFractionDigits: value < 10 ? 1 : 0,
    })
  const date = (value: Date, options: Intl.DateTimeFormatOptions) =>
    dateFormat(options).format(value)
  return {
    locale,
    number,
    bytes: (bytes) =>
      bytes < 1000
        ? unit(bytes, 'byte', 'long')
        : bytes < 1_000_000
          ? unit(bytes / 1000, 'kilobyte')
          : unit(bytes / 1_000_000, 'megabyte'),
    duration: (milliseconds) => {
      const [name, length] = units.find(([, length]) => milliseconds >= length) ?? units[3]
      return unit(milliseconds / length, name, length > 1000 ? 'long' : 'short')
    },
    clock: (milliseconds) => {
      const seconds = Math.max(0, Math.floor(milliseconds / 1000))
      const two = (value: number) => number(value, { minimumIntegerDigits: 2 })
      const minutes = Math.floor(seconds / 60)
      return minutes < 60
        ? `${number(minutes)}:${two(seconds % 60)}`
        : `${number(Math.floor(minutes / 60))}:${two(minutes % 60)}:${two(seconds % 60)}`
    },
    percent: (share) => number(share, { style: 'percent', maximumFractionDigits: 0 }),
    money: (amount, currency) =>
      number(amount, { style: 'currency', currency, maximumFractionDigits: amount < 0.1 ? 3 : 2 }),
    dateTime: (value) => date(value, { dateStyle: 'medium', timeStyle: 'short' }),
    time: (value) => date(value, { timeStyle: 'short' }),
    relative: (value, now) => {
      const ago = Math.max(0, now - value.getTime())
      const [name, length] = units.find(([, length]) => ago >= length) ?? units[3]
      if (name === 'day' && ago >= 7 * length) return date(value, { dateStyle: 'medium' })
      const count = name === 'second' ? 0 : Math.floor(ago / length)
      return new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }).format(-count, name)
    },
    plural: (count, forms) =>
      (forms[pluralRules().select(count)] ?? forms.other).replace('#', number(count)),
  }
}

/** Makes a format once for each set of options: making one takes longer than drawing what it is for. */
function reuse<Options, Format>(make: (options?: Options) => Format) {
  const formats: { [options: string]: Format } = {}
  return (options?: Options): Format => (formats[`${JSON.stringify(options)}`] ??= make(options))
}
