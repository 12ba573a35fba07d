import { readdirSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { expect, test } from 'vitest'

const read = (path: string) => readFileSync(resolve(import.meta.dirname, path), 'utf8')
const recipes = readdirSync(import.meta.dirname).map((file) => read(file).trim())

test.each(['testing.md', 'recipes.md'])('every block of %s is a file that runs here', (page) => {
  const blocks = [...read(`../../docs/${page}`).matchAll(/^```tsx?\n(.*?)^```/gms)]
  expect(blocks.length).toBeGreaterThan(2)
  for (const [, code = ''] of blocks) expect(recipes).toContain(code.trim())
})

test('with happy-dom only the first line is another one', () => {
  const [jsdom, happyDom] = [read('jsdom.test.tsx'), read('happy-dom.test.tsx')]
  expect(happyDom).toBe(jsdom.replace('jsdom', 'happy-dom'))
})
