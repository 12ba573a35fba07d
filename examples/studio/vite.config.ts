import react from '@vitejs/plugin-react'
import { defineConfig, loadEnv } from 'vite'
import { localModels } from '../../src/local.js'
import { imageVariation } from '../../src/vite.js'
import { alias } from '../../vite.config.js'

export default defineConfig(({ mode }) => {
  // With a key the page talks to Orq, and these are the models that it may spend money on.
  const env = loadEnv(mode, import.meta.dirname, 'ORQ_')
  const models = env['ORQ_API_KEY']
    ? (env['ORQ_MODELS'] ?? 'openai/gpt-image-2').split(',')
    : localModels.map(({ id }) => id)
  return {
    plugins: [react(), imageVariation({ models })],
    define: { STUDIO_MODELS: JSON.stringify(models) },
    // Here the package's names lead to its source; in your app they come from node_modules.
    resolve: { alias },
  }
})
