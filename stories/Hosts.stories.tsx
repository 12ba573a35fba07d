import type { Meta, StoryObj } from '@storybook/react-vite'
import { ImageVariationForm, VariationGallery, type VariationRun } from 'react-image-variation'
import type { CSSProperties } from 'react'
import { labels as arabic } from '../src/locales/ar.js'
import { labels as german } from '../src/locales/de.js'
import { localClient, models } from './localClient.js'
import { sampleRuns } from './sampleRuns.js'

type Theme = CSSProperties & { [name: `--${string}`]: string }

type HostProps = {
  /** What the host page says about itself. */
  theme: Theme
  /** A reset that comes before the components. */
  reset?: string
  dir?: 'ltr' | 'rtl'
  labels?: typeof german
  runs: VariationRun[]
}

function Host({ theme, reset, dir, labels, runs }: HostProps) {
  return (
    <main
      dir={dir}
      style={{
        display: 'grid',
        gridTemplateColumns: 'repeat(auto-fit, minmax(min(100%, 20rem), 1fr))',
        gap: '2rem',
        alignItems: 'start',
        padding: '1.5rem',
        ...theme,
      }}
    >
      {reset && <style>{reset}</style>}
      <ImageVariationForm client={localClient} models={models} defaultN={4} labels={labels} />
      <VariationGallery runs={runs.slice(0, 2)} labels={labels} onVary={() => {}} />
    </main>
  )
}

const meta = {
  title: 'Hosts',
  component: Host,
  loaders: [async () => ({ runs: await sampleRuns() })],
  render: (args, { loaded }) => <Host {...args} runs={loaded['runs'] as VariationRun[]} />,
  args: { theme: {}, runs: [] },
} satisfies Meta<typeof Host>

export default meta
type Story = StoryObj<typeof meta>

/** A page without any style of its own. */
export const Plain: Story = { args: { theme: { fontFamily: 'Georgia, serif' } } }

/** Tailwind's preflight, in its layer, and an indigo accent. */
export const Tailwind: Story = {
  args: {
    theme: {
      fontFamily: 'Inter, ui-sans-serif, system-ui, sans-serif',
      color: '#111827',
      background: '#f9fafb',
      '--riv-accent': '#4f46e5',
      '--riv-on-accent': '#fff',
      '--riv-focus': '#4f46e5',
      '--riv-radius': '0.5rem',
      '--riv-field': '#fff',
    },
    reset: `
      @layer base, react-image-variation;
      @layer base {
        *, ::before, ::after { box-sizing: border-box; margin: 0; padding: 0; border: 0 solid; }
        button, input, select, textarea { font: inherit; color: inherit; background: transparent; border-radius: 0; }
        img, svg { display: block; max-width: 100%; height: auto; }
        ol, ul { list-style: none; }
      }`,
  },
}

/** Rounder, purple and tinted. */
export const Material: Story = {
  args: {
    theme: {
      fontFamily: 'Roboto, system-ui, sans-serif',
      color: '#1d1b20',
      background: '#fef7ff',
      '--riv-accent': '#6750a4',
      '--riv-on-accent': '#fff',
      '--riv-focus': '#6750a4',
      '--riv-radius': '1.25rem',
      '--riv-surface': '#f3edf7',
      '--riv-surface-strong': '#e8def8',
      '--riv-line-strong': '#79747e',
    },
  },
}

/** Arabic, from right to left. */
export const RightToLeft: Story = {
  args: { theme: {}, dir: 'rtl', labels: arabic },
}

/** German, dark. */
export const GermanDark: Story = {
  args: { theme: {}, labels: german },
  globals: { scheme: 'dark' },
}
