import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import { imageVariation } from '../../src/vite.js'
import { alias } from '../../vite.config.js'

// With a key the page talks to Orq, and these are the models that it may spend money on.
const models = process.env['ORQ_API_KEY']
  ? (process.env['ORQ_MODELS'] ?? 'openai/gpt-image-2').split(',')
  : ['local/watercolor', 'local/pencil', 'local/pop-art', 'local/duotone']

export default defineConfig({
  plugins: [react(), imageVariation({ models })],
  define: { STUDIO_MODELS: JSON.stringify(models) },
  // Here the package's names lead to its source; in your app they come from node_modules.
  resolve: { alias },
})
