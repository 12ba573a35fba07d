import { CodeOrSourceMdx, Markdown, Source } from '@storybook/addon-docs/blocks'
import type { ComponentProps, ReactNode } from 'react'
import { useTheme } from 'storybook/theming'
import { findName, plain } from './argTypes.js'
import type { ApiField } from './describeApi.js'

const repository = 'https://github.com/react-image-variation/react-image-variation'

/** Files that are a page of this site too. */
const pages: { [file: string]: string } = {
  'README.md': 'start-here--docs',
  'SECURITY.md': 'guides-security--docs',
  'examples/README.md': 'guides-hosts-and-limits--docs',
  'docs/browsers.md': 'guides-browsers--docs',
  'docs/errors.md': 'guides-errors--docs',
  'docs/local-router.md': 'guides-local-router--docs',
  'docs/migration.md': 'guides-migration-from-the-sdk--docs',
  'docs/models.md': 'guides-models--docs',
  'docs/parts.md': 'theming-parts--docs',
  'docs/privacy.md': 'guides-privacy--docs',
  'docs/recipes.md': 'recipes-users-forms-dialogs--docs',
  'docs/runs.md': 'guides-runs-that-survive--docs',
  'docs/styling.md': 'theming--docs',
  'docs/testing.md': 'guides-testing-your-app--docs',
  'docs/unconfirmed.md': 'guides-unconfirmed-facts--docs',
}

const useDark = () => useTheme().base === 'dark'

function Code(props: ComponentProps<typeof CodeOrSourceMdx>) {
  const dark = useDark()
  return <CodeOrSourceMdx {...props} {...{ dark }} />
}

/** Code on docs pages in the scheme of the page: Storybook's own is always light. */
export const docsComponents = {
  code: Code,
  Source: function DocsSource(props: ComponentProps<typeof Source>) {
    return <Source {...props} dark={useDark()} />
  },
  Markdown: function DocsMarkdown(props: ComponentProps<typeof Markdown>) {
    return <Markdown {...props} options={{ overrides: { code: Code } }} />
  },
}

type GuideProps = {
  /** The text of a Markdown file. */
  of: string
  /** Where the file is, from the root of the repository. */
  file: string
  /** Only what stands below this heading. */
  section?: string
}

/** A file of the repository, with links that work here. */
export function Guide({ of, file, section }: GuideProps) {
  const text = section ? sectionOf(of, section) : of
  return (
    <Markdown>
      {text.replace(/(?<=\]\()(?!https?:|#)([^)#]+)/g, (target) => {
        const path = new URL(target, `file:///${file}`).pathname.slice(1)
        const page = pages[path]
        return page ? `?path=/docs/${page}` : `${repository}/blob/main/${path}`
      })}
    </Markdown>
  )
}

function sectionOf(text: string, heading: string): string {
  const lines = text.split('\n')
  const start = lines.findIndex((line) => /^#+ /.test(line) && line.replace(/^#+ /, '') === heading)
  if (start < 0) throw new Error(`There is no heading "${heading}".`)
  const level = /^#+/.exec(lines[start] ?? '')?.[0].length ?? 1
  let isCode = false
  const rest = lines.slice(start + 1)
  const end = rest.findIndex((line) => {
    if (line.startsWith('```')) isCode = !isCode
    return !isCode && new RegExp(`^#{1,${level}} `).test(line)
  })
  return rest.slice(0, end < 0 ? undefined : end).join('\n')
}

/** Options and result of a hook or function, or the fields of a type, from its docstrings. */
export function Api({ of: name }: { of: string }) {
  const known = findName(name)
  if (!known) throw new Error(`${name} is not exported.`)
  const { sentence, example, fields, result } = known
  return (
    <>
      <Markdown>{plain(sentence)}</Markdown>
      {example && <Markdown>{`\`\`\`tsx\n${example}\n\`\`\``}</Markdown>}
      {fields.length > 0 && (
        <>
          {result.length > 0 && <Markdown>### Options</Markdown>}
          <Fields of={fields} />
        </>
      )}
      {result.length > 0 && (
        <>
          <Markdown>### Result</Markdown>
          <Fields of={result} />
        </>
      )}
    </>
  )
}

/** A table of names, types, defaults and sentences. */
export function Fields({ of: fields }: { of: readonly ApiField[] }) {
  return (
    <Table head={['Name', 'Type and default', '']}>
      {fields.map(({ name, type, isRequired, sentence, defaultValue }) => (
        <tr key={name}>
          <td>
            <code>{name}</code>
            {isRequired ? '' : '?'}
          </td>
          <td>
            <code>{type}</code>
            {defaultValue && <div>Default: {defaultValue}</div>}
          </td>
          <td>
            <Markdown>{plain(sentence)}</Markdown>
          </td>
        </tr>
      ))}
    </Table>
  )
}

/** A table that scrolls where it is too wide. */
export function Table({ head, children }: { head: readonly string[]; children: ReactNode }) {
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls by keyboard too
    <section className="site-table" tabIndex={0} aria-label={head.join(', ')}>
      <table>
        <thead>
          <tr>
            {head.map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </section>
  )
}
