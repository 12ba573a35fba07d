/** The response of the router: the wire's snake_case names in, the official SDK's camelCase names out. */
import * as z from 'zod/mini'
import { isObject } from '../platform/isObject.js'
import { runSchema, type Checked } from './issues.js'

function createResponseSchema() {
  return z.pipe(
    imageVariationWireResponseSchema,
    z.transform((wire, { issues }) => {
      const response = toOurNames(wire)
      response.data = response.data
        .map((image) => ({
          ...(image.url ? { url: image.url } : {}),
          ...(image.b64Json ? { b64Json: image.b64Json } : {}),
        }))
        .filter((image) => image.url ?? image.b64Json)
      if (response.data.length === 0) {
        const message = 'The response holds no image.'
        issues.push({ code: 'custom', path: ['data'], message, input: wire })
      }
      return response
    }),
  )
}

function createWireResponseSchema() {
  const must = (what: string) => ({
    error: ({ path = [] }: z.core.$ZodRawIssue) =>
      `${path.join('.') || 'The response'} must be ${what}.`,
  })
  const text = () => z.nullish(z.string(must('text')))
  const number = () => z.number(must('a number'))
  const object = <T extends z.core.$ZodLooseShape>(shape: T) => z.object(shape, must('an object'))
  return object({
    /** Unix time in seconds. */
    created: number(),
    data: z.array(
      object({
        /** Lives 60 minutes. */
        url: text(),
        /** The image's bytes in base64. */
        b64_json: text(),
      }),
      must('a list'),
    ),
    output_format: text(),
    size: text(),
    quality: text(),
    /** Tokens that a run took. */
    usage: z.nullish(
      object({
        total_tokens: number(),
        input_tokens: number(),
        output_tokens: number(),
        input_tokens_details: z.nullish(object({ text_tokens: number(), image_tokens: number() })),
      }),
    ),
  })
}

/** The response as the wire has it: an object schema. Unknown keys are dropped. */
export const imageVariationWireResponseSchema = /* @__PURE__ */ createWireResponseSchema()

/**
 * Reads the wire's response into the official SDK's shape. More lenient than the SDK, which fails on nulls: a null is an
 * absent value, and an item with neither `url` nor `b64_json` is dropped. No usable item is an issue.
 */
export const imageVariationResponseSchema = /* @__PURE__ */ createResponseSchema()

/** A response in the official SDK's camelCase shape. */
export type ImageVariationResponse = OurNames<z.output<typeof imageVariationWireResponseSchema>>

/** One image of a response: a `url` (alive for 60 minutes), base64 in `b64Json`, or both. */
export type ImageData = ImageVariationResponse['data'][number]

/** Tokens that a run took, in the official SDK's names. */
export type Usage = NonNullable<ImageVariationResponse['usage']>

/** Reads the wire's response, or says with every path what is wrong with it. */
export function checkResponse(wire: unknown): Checked<ImageVariationResponse> {
  return runSchema(imageVariationResponseSchema, wire)
}

type CamelCase<Name> = Name extends `${infer Head}_${infer Tail}`
  ? `${Head}${Capitalize<CamelCase<Tail>>}`
  : Name

/** The wire's names in camelCase, and nulls as absent values. */
type OurNames<T> = T extends (infer Item)[]
  ? OurNames<Item>[]
  : T extends object
    ? { [Key in keyof T as CamelCase<Key>]: OurNames<Exclude<T[Key], null>> }
    : T

function toOurNames<T>(value: T): OurNames<T> {
  if (Array.isArray(value)) return value.map(toOurNames) as OurNames<T>
  if (!isObject(value)) return value as OurNames<T>
  const entries = Object.entries(value)
    .filter(([, inner]) => inner !== null && inner !== undefined)
    .map(([key, inner]) => [
      key.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase()),
      toOurNames(inner),
    ])
  return Object.fromEntries(entries) as OurNames<T>
}
