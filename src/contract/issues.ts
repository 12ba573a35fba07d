import type * as z from 'zod/mini'

/** A problem of a request or a response, with its path in our camelCase names. */
export type RequestIssue = {
  /** Where: `['fallbacks', 0, 'model']`. */
  path: (string | number)[]
  /** A sentence that says what to do. */
  message: string
}

/** The value as checked, or every problem of it. */
export type Checked<T> = { ok: true; value: T } | { ok: false; issues: RequestIssue[] }

/** More issues than this help nobody, and a hostile request could ask for megabytes of them. */
const maxIssues = 100

/**
 * Runs a schema and returns its issues as plain data. Values never appear in them.
 *
 * @param unknownKey the sentence for an option that does not exist; each gets an issue of its own
 */
export function runSchema<T>(
  schema: z.ZodMiniType<T>,
  value: unknown,
  unknownKey: (key: string) => string = String,
): Checked<T> {
  const parsed = schema.safeParse(value)
  if (parsed.success) return { ok: true, value: parsed.data }
  return { ok: false, issues: toRequestIssues(parsed.error.issues, unknownKey) }
}

function toRequestIssues(
  found: readonly z.core.$ZodIssue[],
  unknownKey: (key: string) => string,
): RequestIssue[] {
  const issues: RequestIssue[] = []
  for (const issue of found) {
    const path = issue.path.map((step) => (typeof step === 'symbol' ? String(step) : step))
    const keys = issue.code === 'unrecognized_keys' ? issue.keys : []
    for (const key of keys.slice(0, maxIssues)) {
      issues.push({ path: [...path, key], message: unknownKey(key) })
    }
    if (keys.length === 0) issues.push({ path, message: issue.message })
    if (issues.length > maxIssues) return issues.slice(0, maxIssues)
  }
  return issues
}
