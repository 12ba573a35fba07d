/** A request as the form fields of the wire, and back. */
import type * as z from 'zod/mini'
import { defaults, operationOf } from './constants.js'
import type { Checked, RequestIssue } from './issues.js'
import { ourName, ourNames, rename, wireNames } from './names.js'
import { checkSettings, imageVariationSettingsSchema, type ParsedSettings } from './request.js'

export { ourName } from './names.js'

const settingNames = () => Object.keys(imageVariationSettingsSchema.shape)
const createWireFields = () => settingNames().map((field) => wireNames.get(field) ?? field)

/** Form fields of the wire that hold text or JSON: all but the `image`. */
export const wireFields: readonly string[] = /* @__PURE__ */ createWireFields()

/** What a field holds, by its schema: `object` and `array` stand in JSON, a `number` in digits, anything else is text. */
function typeOf({ _zod: { def } }: z.core.$ZodType): string {
  return 'innerType' in def ? typeOf(def.innerType as z.core.$ZodType) : def.type
}

/** The form fields of a checked request, in order and without the image, equal to the official SDK's. */
export function requestToFields(settings: ParsedSettings): [name: string, value: string][] {
  const isVariation = operationOf(settings) === 'variations'
  const complete: Record<string, string | number | object | null | undefined> = {
    ...settings,
    size: settings.size ?? (isVariation ? defaults.size : undefined),
    responseFormat: settings.responseFormat ?? (isVariation ? defaults.responseFormat : undefined),
  }
  const fields: [string, string][] = []
  for (const field of settingNames()) {
    const value = complete[field]
    if (value === undefined || value === null) continue
    fields.push([
      wireNames.get(field) ?? field,
      typeof value === 'object' ? JSON.stringify(rename(value, wireNames)) : String(value),
    ])
  }
  return fields
}

/**
 * Reads form fields of the wire (each name at most once) back into a request; the inverse of {@link requestToFields}.
 * Every value is text from somebody else: numbers must be plain decimals, JSON must parse, unknown names are issues.
 */
export function fieldsToRequest(
  fields: Iterable<readonly [name: string, value: string]>,
): Checked<ParsedSettings> {
  const shape: { [field: string]: z.core.$ZodType } = imageVariationSettingsSchema.shape
  const issues: RequestIssue[] = []
  const entries: [string, unknown][] = []
  for (const [name, value] of fields) {
    const field = ourName(name)
    const schema = wireFields.includes(name) && shape[field]
    const type = schema && typeOf(schema)
    if (!type) {
      issues.push({ path: [name], message: `Unknown field ${JSON.stringify(name.slice(0, 64))}.` })
    } else if (type === 'object' || type === 'array') {
      try {
        entries.push([field, rename(JSON.parse(value), ourNames)])
      } catch {
        issues.push({ path: [field], message: `The field ${name} must hold JSON.` })
      }
    } else if (type === 'number') {
      entries.push([field, /^\d{1,9}(\.\d{1,9})?$/.test(value) ? Number(value) : value])
    } else {
      entries.push([field, value])
    }
  }
  const checked = checkSettings(Object.fromEntries(entries))
  if (issues.length === 0) return checked
  return { ok: false, issues: checked.ok ? issues : [...issues, ...checked.issues] }
}
