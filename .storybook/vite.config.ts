import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'
import { hostPages } from '../test/hosts/hostPages.js'
import { alias } from '../vite.config.js'

/** The host pages of the tests, built from their packages in Node, for the stories. */
const hosts: Plugin = {
  name: 'hosts',
  resolveId: (id) => (id === 'virtual:hosts' ? `\0${id}` : undefined),
  load: async (id) =>
    id === '\0virtual:hosts' ? `export default ${JSON.stringify(await hostPages())}` : undefined,
}

export default defineConfig({
  // Relative, so that the static build works from any folder.
  base: './',
  plugins: [react(), hosts],
  resolve: { alias },
})
