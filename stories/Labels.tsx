import { useState } from 'react'
import { defaultLabels, type Labels as AllLabels } from 'react-image-variation'
import { findName, plain } from '../.storybook/argTypes.js'
import { Table } from '../.storybook/blocks.js'
import { labels as ar } from '../src/locales/ar.js'
import { labels as de } from '../src/locales/de.js'
import { labels as es } from '../src/locales/es.js'
import { labels as ja } from '../src/locales/ja.js'

const languages: { [name: string]: AllLabels } = {
  English: defaultLabels,
  Deutsch: de,
  Español: es,
  日本語: ja,
  العربية: ar,
}

/** Every label with its sentence in one language. */
export function Labels() {
  const [language, setLanguage] = useState('English')
  const labels = languages[language] ?? defaultLabels
  return (
    <>
      <p>
        <label>
          Language{' '}
          <select value={language} onChange={({ target }) => setLanguage(target.value)}>
            {Object.keys(languages).map((name) => (
              <option key={name}>{name}</option>
            ))}
          </select>
        </label>
      </p>
      <Table head={['Label', 'In this language', 'Where it is']}>
        {(findName('LabelSentences')?.fields ?? []).map(({ name, sentence }) => (
          <tr key={name}>
            <td>
              <code>{name}</code>
            </td>
            <td lang={labels.formats.locale} dir="auto">
              {textOf(name, labels)}
            </td>
            <td>{plain(sentence)}</td>
          </tr>
        ))}
      </Table>
    </>
  )
}

/** The label as a visitor reads it; labels with arguments get examples. */
function textOf(path: string, labels: AllLabels): string {
  const label = path
    .split('.')
    .reduce<unknown>((group, name) => (group as Record<string, unknown>)[name], labels)
  if (typeof label === 'string') return label
  if (typeof label === 'function') return sampleOf(path, label as (...args: unknown[]) => string)
  return Object.values(label as Record<string, string>).join(' · ')
}

const samples: { [path: string]: unknown[] } = {
  'form.price': ['$0.16'],
  'intake.hint': [{ types: 'PNG, JPEG, WebP', maxBytes: '50 MB', square: false }],
  'intake.dimensions': ['1,024', '768'],
  'error.retryUnknown': ['$0.16'],
  'gallery.image': [1, 4, 'coffee.png'],
  'run.elapsed': ['0:08'],
}

function sampleOf(path: string, label: (...args: unknown[]) => string): string {
  const isNamed = /removeModel|moveUp|weight|source|variationsOf|compareWith|expires/.test(path)
  return label(...(samples[path] ?? (isNamed ? ['coffee.png'] : [4, 4])))
}
