import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import { hosts } from '../test/hosts/hostsPlugin.js'
import { alias } from '../vite.config.js'

export default defineConfig({
  // Relative, so that the static build works from any folder.
  base: './',
  plugins: [react(), hosts()],
  resolve: { alias },
  // "Show code" prints the names of components.
  build: { rolldownOptions: { output: { keepNames: true } } },
})
