import { validateWorkflow } from '@action-validator/core'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'
import * as z from 'zod/mini'

const root = resolve(import.meta.dirname, '..')
const read = (path: string) => readFileSync(join(root, path), 'utf8')
type Manifest = {
  [group in 'dependencies' | 'devDependencies' | 'peerDependencies' | 'scripts']: Record<
    string,
    string
  >
} & { name: string; version: string; repository: { url: string } }
const { name, version, repository, scripts, dependencies, devDependencies, peerDependencies } =
  JSON.parse(read('package.json')) as Manifest
const workflows = readdirSync(join(root, '.github/workflows')).map(
  (file) => [file, read(`.github/workflows/${file}`)] as const,
)

test.each(workflows)('%s is a workflow that GitHub accepts', (_, text) => {
  expect(validateWorkflow(text).errors).toEqual([])
})

test.each(workflows)('%s runs only scripts that exist, within a time limit', (_, text) => {
  const called = [...text.matchAll(/npm run ([\w:-]+)/g)].map(([, script = '']) => script)
  expect(called.filter((script) => !(script in scripts))).toEqual([])
  const jobs = text.match(/runs-on:/g) ?? []
  expect(text.match(/timeout-minutes:/g)).toHaveLength(jobs.length)
  // What a job may do beyond reading is said in the job.
  expect(text).toMatch(/^permissions:\n {2}contents: read$/m)
})

const examples = readdirSync(join(root, 'examples')).filter((example) =>
  existsSync(join(root, 'examples', example, 'package.json')),
)

test.each(examples)(
  'the example %s takes the package as an app does, and others as tested here',
  (example) => {
    const manifest = JSON.parse(read(`examples/${example}/package.json`)) as Manifest
    const { [name]: own, ...others } = { ...manifest.dependencies, ...manifest.devDependencies }
    expect(own).toBe(`^${version}`)
    const tested = Object.fromEntries(
      Object.keys(others).map((other) => [other, { ...dependencies, ...devDependencies }[other]]),
    )
    expect(others).toEqual(tested)
  },
)

test.each(examples)(
  'the example %s opens in StackBlitz from where the repository is',
  (example) => {
    const [, address = ''] = /github\.com\/(.+)\.git$/.exec(repository.url) ?? []
    expect(read('examples/README.md')).toContain(
      `https://stackblitz.com/github/${address}/tree/main/examples/${example}`,
    )
  },
)

/** https://ui.shadcn.com/docs/registry/registry-item-json, as far as it is used. */
const registrySchema = z.strictObject({
  $schema: z.literal('https://ui.shadcn.com/schema/registry.json'),
  name: z.string(),
  homepage: z.url(),
  items: z.array(
    z.strictObject({
      name: z.string().check(z.regex(/^[a-z-]+$/)),
      type: z.literal(['registry:component', 'registry:block']),
      title: z.string(),
      description: z.string(),
      dependencies: z.array(z.string()),
      registryDependencies: z.array(z.string()),
      files: z.array(z.strictObject({ path: z.string(), type: z.literal('registry:component') })),
    }),
  ),
})

test('each item of the shadcn registry brings every file and package that it imports', () => {
  const { items } = registrySchema.parse(JSON.parse(read('registry.json')))
  const ours = [name, ...Object.keys({ ...dependencies, ...peerDependencies })]
  for (const { dependencies: packages, registryDependencies, files } of items) {
    expect(packages.every((one) => ours.includes(one))).toBe(true)
    const imports = files.flatMap(({ path }) =>
      [...read(path).matchAll(/from '([^']+)'/g)].map(([, target = '']) => target),
    )
    const brought = [
      'react', // every shadcn project has these two
      '@/lib/utils',
      ...packages,
      ...registryDependencies.map((item) => `@/components/ui/${item}`),
      ...files.map(({ path }) => path.replace(/^registry\/(.*)\.tsx$/, '@/components/$1')),
    ]
    expect(imports.filter((target) => !brought.includes(target))).toEqual([])
  }
})
