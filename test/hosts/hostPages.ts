import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import postcss from 'postcss'
import { compile } from 'tailwindcss'
import tailwind3 from 'tailwindcss-3'

/** A page that somebody else made, as our components meet it. */
export type HostPage = {
  name: string
  /** Its global stylesheet. */
  css: string
  /** How it becomes dark. Without: it is always light. */
  dark?: 'media' | { attribute: string; value: string; light?: string }
  /** The class of the element around our components. */
  className?: string
  /** Its stylesheet is in cascade layers, so `styles.layer.css` suits it too. */
  isLayered?: boolean
}

const require = createRequire(import.meta.url)
const fromPackage = (path: string) => readFile(require.resolve(path), 'utf8')
const fixture = (name: string) => readFile(join(import.meta.dirname, 'css', name), 'utf8')

async function viteTemplate(alias: string): Promise<string> {
  const folder = join(dirname(require.resolve(`${alias}/package.json`)), 'template-react-ts/src')
  const read = (name: string) => readFile(join(folder, name), 'utf8')
  return `${await read('index.css')}\n${await read('App.css')}`
}

const hostClasses = ['mx-auto', 'max-w-6xl', 'p-4', 'p-6', 'rounded-none']

/** A stylesheet of Tailwind 4 with the utilities among these words. */
async function tailwind4(css: string, words = hostClasses): Promise<string> {
  const compiler = await compile(css, {
    loadStylesheet: async () => ({
      path: 'tailwindcss/index.css',
      base: '',
      content: await fromPackage('tailwindcss/index.css'),
    }),
  })
  return compiler.build(words)
}

/** The stylesheet of a shadcn/ui project. */
export const shadcnStyles = async (words?: string[]) =>
  tailwind4(await fixture('shadcn.css'), words)

async function buildTailwind3(): Promise<string> {
  const content = [{ raw: '<main class="mx-auto max-w-6xl p-4 rounded-none">' }]
  const plugin = tailwind3({ content, darkMode: 'class' })
  const { css } = await postcss([plugin]).process('@tailwind base; @tailwind utilities;', {
    from: undefined,
  })
  return css
}

const bare = (css: string) => `${css}
  .dark { color-scheme: dark; color: #eee; background: #16161a; }`

/** Real pages, built from the packages that people install. The first one has no style of its own. */
export async function hostPages(): Promise<HostPage[]> {
  const byClass = { attribute: 'class', value: 'dark' }
  return [
    { name: 'Plain', css: ':root { color-scheme: light dark }', dark: 'media' },
    { name: 'Vite 7', css: await viteTemplate('create-vite-7'), dark: 'media' },
    { name: 'Vite 8', css: await viteTemplate('create-vite-8'), dark: 'media' },
    { name: 'Vite 9', css: await viteTemplate('create-vite-9'), dark: 'media' },
    {
      name: 'Tailwind 3',
      css: bare(await buildTailwind3()),
      dark: byClass,
      className: 'mx-auto max-w-6xl p-4',
    },
    {
      name: 'Tailwind 4',
      css: bare(await tailwind4(`@import 'tailwindcss';`)),
      dark: byClass,
      className: 'mx-auto max-w-6xl p-4',
      isLayered: true,
    },
    {
      name: 'shadcn/ui',
      css: await shadcnStyles(),
      dark: byClass,
      className: 'mx-auto max-w-6xl p-6',
      isLayered: true,
    },
    {
      name: 'Bootstrap 5',
      css: await fromPackage('bootstrap/dist/css/bootstrap.css'),
      dark: { attribute: 'data-bs-theme', value: 'dark' },
      className: 'container py-4',
    },
    {
      name: 'Bulma',
      css: await fromPackage('bulma/css/bulma.css'),
      dark: { attribute: 'data-theme', value: 'dark', light: 'light' },
      className: 'container section content',
    },
    {
      name: 'Pico',
      css: await fromPackage('@picocss/pico/css/pico.css'),
      dark: { attribute: 'data-theme', value: 'dark', light: 'light' },
      className: 'container',
    },
    {
      name: 'MUI',
      css: await fixture('mui.css'),
      dark: { attribute: 'data-dark', value: '' },
    },
    {
      name: 'Mantine',
      css: await fixture('mantine.css'),
      dark: { attribute: 'data-mantine-color-scheme', value: 'dark', light: 'light' },
    },
    { name: 'Classic theme', css: await fixture('theme.css'), className: 'entry-content' },
    {
      name: 'Dark card without color-scheme',
      css: '#main { padding: 2rem; background: #1b1b22; color: #f2f2f5 }',
    },
    {
      name: 'Centred, spaced, uppercase',
      css: `body { text-align: center; line-height: 2.4; letter-spacing: 0.2em; word-spacing: 1em;
              text-transform: uppercase; text-indent: 3em; white-space: nowrap; font-weight: 800 }`,
    },
  ]
}
