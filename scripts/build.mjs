// `npm run build`: the doors into dist, then their types.
import { execFileSync } from 'node:child_process'
import { rmSync } from 'node:fs'

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
