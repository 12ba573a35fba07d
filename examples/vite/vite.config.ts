import react from '@vitejs/plugin-react'
import { imageVariation } from 'react-image-variation/vite'
import { defineConfig } from 'vite'

export default defineConfig({
  // Answers at /api/image-variations in `vite` and `vite preview`. In production, mount the handler: see ../next and ../hono.
  plugins: [react(), imageVariation({ models: ['openai/gpt-image-2'] })],
})
