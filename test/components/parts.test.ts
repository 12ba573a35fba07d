import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { format, resolveConfig } from 'prettier'
import { expect, test } from 'vitest'
import { comparisonParts } from '../../src/react/comparison/comparisonParts.js'
import { formParts } from '../../src/react/form/formParts.js'
import { galleryParts } from '../../src/react/gallery/galleryParts.js'
import { studioParts } from '../../src/react/studioParts.js'

type Table = {
  [part: string]: {
    tag: string | readonly string[]
    states?: readonly string[]
    about: string
    slot?: true
  }
}

const root = resolve(import.meta.dirname, '../..')
const tagsOf = (tag: string | readonly string[]) => [tag].flat()

/** The parts that the sources of some folders name, with their elements and whether they are slots. */
function readParts(...folders: string[]) {
  const parts = new Map<string, { tags: Set<string>; isSlot: boolean }>()
  for (const folder of folders) {
    const path = join(root, 'src/react', folder)
    for (const file of readdirSync(path).filter((name) => name.endsWith('.tsx'))) {
      const code = readFileSync(join(path, file), 'utf8')
      for (const match of code.matchAll(/data-part="([\w-]+)"|\bslot\(slotProps, '([\w-]+)'/g)) {
        const [, plain, slotted] = match
        const [, tag = ''] = /.*<(\w+)[\s>]/s.exec(code.slice(0, match.index)) ?? []
        const name = plain ?? slotted ?? ''
        const part = parts.get(name) ?? { tags: new Set(), isSlot: false }
        part.tags.add(tag)
        part.isSlot ||= slotted !== undefined
        parts.set(name, part)
      }
      for (const [, name = ''] of code.matchAll(/partOf\('([\w-]+)'\)/g)) {
        parts.set(name, { tags: new Set(), isSlot: false })
      }
    }
  }
  return parts
}

for (const [name, table, folders] of [
  ['form', formParts, ['form', 'ui']],
  ['comparison', comparisonParts, ['comparison']],
] as [string, Table, string[]][]) {
  test(`the table of parts has every part of the ${name} with its element, and no other`, () => {
    const parts = readParts(...folders)
    expect([...parts.keys()].toSorted()).toEqual(Object.keys(table).toSorted())
    for (const [part, { tags, isSlot }] of parts) {
      const known = table[part]
      // An icon of the host's is in a span; the root is one of two.
      if (part === 'icon' || tags.has('Root')) continue
      expect([part, Boolean(known?.slot)]).toEqual([part, isSlot])
      for (const tag of tags)
        expect([part, tagsOf(known?.tag ?? '')]).toEqual([part, expect.arrayContaining([tag])])
    }
  })
}

test('docs/parts.md is the tables; `npx vitest run --project node test/components/parts.test.ts -u` writes it', async () => {
  const path = join(root, 'docs/parts.md')
  const code = (text: string) => `\`${text}\``
  const section = (title: string, table: Table) =>
    [
      `## ${title}`,
      '',
      '| `data-part` | element | `data-state` | `slotProps` | |',
      '| - | - | - | - | - |',
      ...Object.entries(table).map(([part, { tag, states = [], about, slot }]) =>
        [
          '',
          code(part),
          tagsOf(tag)
            .map((name) => code(`<${name}>`))
            .join(' '),
          states.map(code).join(' '),
          slot ? 'yes' : '',
          about,
          '',
        ]
          .join(' | ')
          .trim(),
      ),
    ].join('\n')
  const text = [
    '# Parts',
    'Every element of the components that has a name, made from the tables in `src/react/**/*Parts.ts`. [Styling](styling.md) says how to use them; `slotProps={{ part: props }}` takes the props of the element.',
    section('`<ImageVariationForm>`', formParts),
    section('`<VariationGallery>`', galleryParts),
    section('`<VariationComparison>`', comparisonParts),
    section('`<ImageVariationStudio>`', studioParts),
  ].join('\n\n')
  const options = await resolveConfig(path)
  await expect(await format(text, { ...options, parser: 'markdown' })).toMatchFileSnapshot(path)
})
