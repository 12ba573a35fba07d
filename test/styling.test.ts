import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'

const root = resolve(import.meta.dirname, '..')
const read = (path: string) => readFileSync(join(root, path), 'utf8')
const styles = readdirSync(join(root, 'src/styles'))
  .map((file) => read(`src/styles/${file}`))
  .join('\n')
const documented = new Map(
  [...read('docs/styling.md').matchAll(/^\| `(--riv-[\w-]+)` +\| (.+?) +\|/gm)].map(
    ([, name = '', value = '']) => [name, value],
  ),
)

/** The defaults that the styles give: `var(--riv-radius, 0.75rem)`. */
const defaults = new Map(
  [...styles.matchAll(/^ {2}--_riv-[\w-]+: var\(\s*(--riv-[\w-]+),\s*([^;]+?)\s*\);/gm)].map(
    ([, name = '', value = '']) => [name, value.replace(/\s+/g, ' ')],
  ),
)

test('every custom property that the styles read is documented, and no other', () => {
  const used = new Set([...styles.matchAll(/var\(\s*(--riv-[\w-]+)/g)].map(([, name = '']) => name))
  expect([...documented.keys()].sort()).toEqual([...used].sort())
})

test('a length has the documented default', () => {
  const lengths = [...defaults].filter(([, value]) => /^[\d.]+rem$|^#/.test(value))
  expect(lengths.length).toBeGreaterThan(4)
  for (const [name, value] of lengths) expect(documented.get(name)).toBe(`\`${value}\``)
})

test('private custom properties have a prefix of their own', () => {
  const defined = [...styles.matchAll(/^\s+(--[\w-]+):/gm)].map(([, name = '']) => name)
  expect(defined.filter((name) => !name.startsWith('--_riv-'))).toEqual([])
})

test('every rule is below one of our roots, with the specificity of one attribute', () => {
  const outside = styles
    .split('\n')
    .filter((line) => /^( {2})?[^\s@}/*:)[&-].*\{$/.test(line) && !/^ *(to|from) \{/.test(line))
  expect(outside).toEqual([])
})
