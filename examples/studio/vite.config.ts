import react from '@vitejs/plugin-react'
import { defineConfig, loadEnv } from 'vite'
import { imageVariation } from '../../src/vite.js'
import { alias } from '../../vite.config.js'

export default defineConfig(({ mode }) => {
  const env = loadEnv(mode, import.meta.dirname, 'ORQ_')
  // With a key the page talks to Orq, and these are the models that it may spend money on. Without one it offers the local ones.
  const options = env['ORQ_API_KEY']
    ? { models: (env['ORQ_MODELS'] ?? 'openai/gpt-image-2').split(',') }
    : {}
  return {
    plugins: [react(), imageVariation(options)],
    // Here the package's names lead to its source; in your app they come from node_modules.
    resolve: { alias },
  }
})
