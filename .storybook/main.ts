import type { StorybookConfig } from '@storybook/react-vite'
import { describeApi } from './describeApi.js'

/** What the docstrings of the package say, as the module `virtual:api`. */
function apiPlugin() {
  const id = '\0virtual:api'
  return {
    name: 'api',
    resolveId: (source: string) => (source === 'virtual:api' ? id : undefined),
    load(source: string) {
      if (source !== id) return undefined
      // Stories that run as tests show no tables.
      const api = process.env['VITEST']
        ? {}
        : describeApi('src', ['index', 'client', 'server', 'local', 'vite'])
      return `export default ${JSON.stringify(api)}`
    },
  }
}

const config: StorybookConfig = {
  framework: {
    name: '@storybook/react-vite',
    options: { builder: { viteConfigPath: '.storybook/vite.config.ts' } },
  },
  stories: ['../stories/**/*.mdx', '../stories/**/*.stories.tsx'],
  addons: ['@storybook/addon-docs', '@storybook/addon-a11y', '@storybook/addon-vitest'],
  core: { disableTelemetry: true, disableWhatsNewNotifications: true, enableCrashReports: false },
  // The tables come from `virtual:api`: react-docgen follows neither mapped nor inferred types.
  typescript: { reactDocgen: false },
  viteFinal: (vite) => ({ ...vite, plugins: [...(vite.plugins ?? []), apiPlugin()] }),
}

export default config
