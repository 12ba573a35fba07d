// `npm run build`: the entry points into dist, then their types.
import { execFileSync } from 'node:child_process'
import { rmSync } from 'node:fs'
import * as z from 'zod/mini'
import { describeTypes } from './describeTypes.mjs'

rmSync('dist', { recursive: true, force: true })
for (const [script, ...args] of [
  ['node_modules/vite/bin/vite.js', 'build', '--logLevel', 'warn'],
  ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json'],
]) {
  execFileSync(process.execPath, [script, ...args], {
    stdio: 'inherit',
    // A caller that is a test runner must not get a development build.
    env: { ...process.env, NODE_ENV: 'production' },
  })
}
const { imageVariationRequestSchema, imageVariationSettingsSchema } =
  await import('../dist/client.js')
const toJSONSchema = (schema) => z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' })
describeTypes('dist/contract/request.d.ts', {
  imageVariationRequestSchema: toJSONSchema(imageVariationRequestSchema),
  imageVariationSettingsSchema: toJSONSchema(imageVariationSettingsSchema),
})
