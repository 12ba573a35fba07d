import { fileURLToPath } from 'node:url'
import { build, type Rolldown } from 'vite'
import { expect, test } from 'vitest'

test.each([true, false])(
  'in a bundle (minified: %s) no import names the native canvas, for others to trip over',
  async (minify) => {
    const output = (await build({
      configFile: false,
      logLevel: 'silent',
      build: {
        write: false,
        minify,
        lib: {
          formats: ['es'],
          entry: fileURLToPath(new URL('../../src/local.ts', import.meta.url)),
        },
        rolldownOptions: { external: ['@napi-rs/canvas'] },
      },
    })) as Rolldown.RolldownOutput[]
    const [chunk] = output[0]!.output
    expect(chunk.code).toContain('@napi-rs/canvas')
    expect([...chunk.imports, ...chunk.dynamicImports]).toEqual([])
    expect(chunk.code).not.toMatch(/import\([^)]*['"`]@napi-rs/)
  },
)
