import type { Meta, StoryObj } from '@storybook/react-vite'
import { useLayoutEffect, type CSSProperties } from 'react'
import { ImageVariationForm, VariationGallery, type VariationRun } from 'react-image-variation'
import hosts from 'virtual:hosts'
import { labels as arabic } from '../src/locales/ar.js'
import { labels as german } from '../src/locales/de.js'
import { localClient, models } from './localClient.js'
import { sampleRuns } from './sampleRuns.js'

type HostProps = {
  /** The page's name in `test/hosts/hostPages.ts`, where its stylesheet comes from. */
  name: string
  scheme: 'light' | 'dark'
  /** Custom properties, as an embedder sets them. */
  theme?: CSSProperties & { [name: `--${string}`]: string }
  dir?: 'ltr' | 'rtl'
  labels?: typeof german
  runs: VariationRun[]
}

function Host({ name, scheme, theme, dir, labels, runs }: HostProps) {
  const host = hosts.find((known) => known.name === name)
  const dark = host?.dark
  useLayoutEffect(() => {
    if (!dark || dark === 'media') return undefined
    const html = document.documentElement
    const value = scheme === 'dark' ? dark.value : dark.light
    if (value !== undefined) html.setAttribute(dark.attribute, value)
    return () => html.removeAttribute(dark.attribute)
  }, [dark, scheme])
  return (
    <div id="root" dir={dir} style={theme}>
      <style>{host?.css}</style>
      <main id="main" className={host?.className}>
        <ImageVariationForm client={localClient} models={models} defaultN={4} labels={labels} />
        <br />
        <VariationGallery runs={runs.slice(0, 2)} labels={labels} onVary={() => {}} />
      </main>
    </div>
  )
}

const meta = {
  title: 'Theming/Hosts',
  component: Host,
  // Each host has a document of its own.
  parameters: { docs: { story: { inline: false, height: 720 } } },
  loaders: [async () => ({ runs: await sampleRuns() })],
  render: (args, { loaded, globals }) => (
    <Host
      {...args}
      scheme={globals['scheme'] === 'dark' ? 'dark' : 'light'}
      runs={loaded['runs'] as VariationRun[]}
    />
  ),
  args: { name: 'Plain', scheme: 'light', runs: [] },
} satisfies Meta<typeof Host>

export default meta
type Story = StoryObj<typeof meta>

/** A page without any style of its own. */
export const Plain: Story = { args: { name: 'Plain' } }

/** The template of create-vite 7: a flex body that shrinks to its content and centres text. */
export const ViteSeven: Story = { args: { name: 'Vite 7' } }

/** The template of create-vite 8. */
export const ViteEight: Story = { args: { name: 'Vite 8' } }

/** The template of create-vite 9. */
export const ViteNine: Story = { args: { name: 'Vite 9' } }

/** Its preflight is outside layers. */
export const TailwindThree: Story = { args: { name: 'Tailwind 3' } }

/** Its preflight is in a layer. */
export const TailwindFour: Story = { args: { name: 'Tailwind 4' } }

/** A shadcn/ui project. */
export const Shadcn: Story = { args: { name: 'shadcn/ui' } }

/** Bootstrap, in a container. */
export const BootstrapFive: Story = { args: { name: 'Bootstrap 5' } }

/** Bulma, in an element that it styles as prose. */
export const Bulma: Story = { args: { name: 'Bulma' } }

/** Pico styles each kind of field and button. */
export const Pico: Story = { args: { name: 'Pico' } }

/** MUI's CssBaseline. */
export const MaterialUI: Story = { args: { name: 'MUI' } }

/** Mantine's baseline. */
export const Mantine: Story = { args: { name: 'Mantine' } }

/** In the manner of classic WordPress themes. */
export const ClassicTheme: Story = { args: { name: 'Classic theme' } }

/** Light text on a dark card, and nothing that says so. */
export const DarkCard: Story = { args: { name: 'Dark card without color-scheme' } }

/** Rounder, purple and tinted with custom properties, for a light page. */
export const Themed: Story = {
  args: {
    name: 'Plain',
    theme: {
      color: '#1d1b20',
      '--riv-accent': '#6750a4',
      '--riv-focus': '#6750a4',
      '--riv-radius': '1.25rem',
      '--riv-surface': '#f3edf7',
      '--riv-surface-strong': '#e8def8',
      '--riv-line-strong': '#79747e',
    },
  },
  globals: { scheme: 'light' },
}

/** Arabic, from right to left. */
export const RightToLeft: Story = { args: { dir: 'rtl', labels: arabic } }

/** German, dark. */
export const GermanDark: Story = {
  args: { labels: german, name: 'shadcn/ui' },
  globals: { scheme: 'dark' },
}
