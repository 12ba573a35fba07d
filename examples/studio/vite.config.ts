import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import { imageVariation } from '../../src/vite.js'
import { alias } from '../../vite.config.js'

export default defineConfig({
  plugins: [react(), imageVariation()],
  // Here the package's names lead to its source; in your app they come from node_modules.
  resolve: { alias },
})
