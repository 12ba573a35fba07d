import * as z from 'zod/mini'
import { runCheck, type Check } from './check.js'

/** A check as a zod schema, for forms and validators that take one. */
export function toSchema<Output, Input>(check: Check<Output>): z.ZodMiniType<Output, Input> {
  return z.pipe(
    z.custom<Input>(),
    z.transform((value: Input, context): Output => {
      const checked = runCheck(check, value)
      if (checked.ok) return checked.value
      for (const { path, message } of checked.issues) {
        context.issues.push({ code: 'custom', path, message, input: value })
      }
      return z.NEVER
    }),
  )
}
