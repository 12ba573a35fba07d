/**
 * Checks for values from outside: a few functions instead of a validation library, which would be two thirds of the client.
 * A check returns the value with its defaults filled in, and reports every problem it meets, not only the first.
 */

/** A problem of a request or an answer, with its path in our camelCase names. */
export type RequestIssue = {
  /** Where: `['fallbacks', 0, 'model']`. */
  path: (string | number)[]
  /** A sentence that says what to do. */
  message: string
}

type Report = (message: string, path?: RequestIssue['path']) => void

/** What comes back from a failed check is never used, because its problem has been reported. */
export type Check<T> = (value: unknown, report: Report) => T

/** The value as checked, or every problem. Without a sentence of its own a problem is named by its path. */
export function runCheck<T>(
  check: Check<T>,
  value: unknown,
): { ok: true; value: T } | { ok: false; issues: RequestIssue[] } {
  const issues: RequestIssue[] = []
  const checked = check(value, (message, path = []) => {
    const name = path.join('.') || 'The value'
    issues.push({ path, message: message.startsWith('must ') ? `${name} ${message}` : message })
  })
  return issues.length > 0 ? { ok: false, issues } : { ok: true, value: checked }
}

/** A value that `isValid` accepts. A message that starts with "must" is completed with the path. */
export function valid<T>(isValid: (value: unknown) => boolean, message: string): Check<T> {
  return (value, report) => {
    if (!isValid(value)) report(message)
    return value as T
  }
}

export function text(
  message = 'must be text.',
  { minLength = 0, maxLength = Infinity, lengthMessage = message } = {},
): Check<string> {
  return (value, report) => {
    if (typeof value !== 'string') report(message)
    else if (value.length < minLength || value.length > maxLength) report(lengthMessage)
    return value as string
  }
}

/** A finite number within its range, both ends included. */
export function number(
  message = 'must be a number.',
  { min = -Infinity, max = Infinity, isWhole = false } = {},
): Check<number> {
  const isValid = (value: unknown) =>
    typeof value === 'number' &&
    Number.isFinite(value) &&
    value >= min &&
    value <= max &&
    (!isWhole || Number.isSafeInteger(value))
  return valid(isValid, message)
}

export function oneOf<const T>(values: readonly T[], message: string): Check<T> {
  return valid((value) => values.some((one) => one === value), message)
}

export function list<T>(
  item: Check<T>,
  { minLength = 0, maxLength = Infinity, lengthMessage = '' } = {},
): Check<T[]> {
  return (value, report) => {
    if (!Array.isArray(value)) return (report('must be a list.'), [])
    if (value.length < minLength || value.length > maxLength) report(lengthMessage)
    return value.map((inner, index) =>
      item(inner, (message, path = []) => report(message, [index, ...path])),
    )
  }
}

/** A check for each key of an object. */
export type Fields<T> = { [K in keyof T]-?: Check<T[K]> }

/** What an object holds, and what is said of a key that it should not hold; without that sentence such keys are dropped. */
export function record<T>(fields: Fields<T>, unknownKey?: (key: string) => string): Check<T> {
  return (value, report) => {
    if (!isObject(value)) return (report('must be an object.'), value as T)
    const checked: Partial<T> = {}
    for (const key in fields) {
      const inner = fields[key](
        Object.hasOwn(value, key) ? value[key] : undefined,
        (message, path = []) => report(message, [key, ...path]),
      )
      if (inner !== undefined) checked[key] = inner
    }
    for (const key of unknownKey ? Object.keys(value) : []) {
      if (!Object.hasOwn(fields, key)) report(unknownKey?.(key) ?? '', [key])
    }
    return checked as T
  }
}

/** An absent value, and with `isNullable` null as well, needs no check; `fallback` stands in for the absent one. */
export function optional<T>(check: Check<T>): Check<T | undefined>
export function optional<T>(check: Check<T>, fallback: T): Check<T>
export function optional<T>(check: Check<T>, fallback?: T): Check<T | undefined> {
  return (value, report) => (value === undefined ? fallback : check(value, report))
}

export function nullable<T>(check: Check<T>): Check<T | null> {
  return (value, report) => (value === null ? null : check(value, report))
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
