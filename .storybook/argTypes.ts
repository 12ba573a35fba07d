import type { ArgTypes, InputType } from 'storybook/internal/types'
import * as entryPoint from 'react-image-variation'
import api from 'virtual:api'
import type { ApiField, ApiName } from './describeApi.js'

/** What the docstrings say about an exported name. */
export function findName(name: string): ApiName | undefined {
  return Object.values(api)
    .flatMap((names) => names ?? [])
    .find((one) => one.name === name)
}

/** The same for a component, which may be an object of React's. */
export function findComponent(component: unknown): ApiName | undefined {
  const entry = Object.entries(entryPoint).find(([, exported]) => exported === component)
  return entry && findName(entry[0])
}

/** The rows of a component's table; their controls follow from the types. */
export function argTypesOf(component: unknown): ArgTypes {
  const fields = findComponent(component)?.fields ?? []
  return Object.fromEntries(fields.map((field) => [field.name, toArgType(field)]))
}

function toArgType({ name, type, isRequired, sentence, defaultValue }: ApiField): InputType {
  const values = type.split(' | ')
  const strings = values.filter((value) => /^'[^']*'$/.test(value))
  const isEvent = /^on[A-Z]/.test(name)
  const kind =
    strings.length > 1 && strings.length === values.length
      ? { name: 'enum' as const, value: strings.map((value) => value.slice(1, -1)) }
      : type === 'boolean' || type === 'string' || type === 'number'
        ? { name: type as 'boolean' | 'string' | 'number' }
        : isEvent
          ? { name: 'function' as const }
          : { name: 'other' as const, value: type }
  return {
    name,
    description: plain(sentence),
    type: { ...kind, required: isRequired },
    control: kind.name === 'other' || isEvent ? false : undefined,
    table: {
      category: isEvent ? 'Events' : /^default[A-Z]/.test(name) ? 'First values' : 'Props',
      type: { summary: type },
      defaultValue: defaultValue ? { summary: defaultValue } : undefined,
    },
  }
}

/** A docstring as Markdown: links to other names become code. */
export const plain = (docstring: string) =>
  docstring.replace(/\{@link ([^}]+)\}/g, '`$1`').replace(/\s*\n\s*(?![-*|])/g, ' ')
