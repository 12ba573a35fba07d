import { storybookTest } from '@storybook/addon-vitest/vitest-plugin'
import { playwright } from '@vitest/browser-playwright'
import react from '@vitejs/plugin-react'
import { readdirSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'
import { chromiumArgs } from './scripts/browser.mjs'
import { hosts } from './test/hosts/hostsPlugin.js'

const source = (entryPoint: string) =>
  fileURLToPath(new URL(`./src/${entryPoint}`, import.meta.url))

/** The package's own names lead to the source, so that tests, stories and examples read like a user's code. */
export const alias = {
  'react-image-variation/client': source('client.ts'),
  'react-image-variation/server': source('server.ts'),
  'react-image-variation/local': source('local.ts'),
  'react-image-variation/vite': source('vite.ts'),
  'react-image-variation/locales': source('locales'),
  'react-image-variation/styles.css': source('styles.css'),
  'react-image-variation/styles.layer.css': source('styles.layer.css'),
  'react-image-variation': source('index.ts'),
}

/** Named, because a dependency that Vite discovers while tests run reloads them. */
const optimizeDeps = {
  include: [
    'react',
    'react-dom',
    'react-dom/client',
    'react/jsx-runtime',
    'react/jsx-dev-runtime',
    '@tanstack/react-query',
    '@testing-library/react',
    '@testing-library/user-event',
    'heic-to',
    'react-easy-crop',
    'zod/mini',
    'react-hook-form',
    '@radix-ui/react-dialog',
  ],
}

/** React 18 under the same tests. */
const react18 = [
  ...Object.entries(alias).map(([find, replacement]) => ({ find, replacement })),
  { find: /^react(?=$|\/)/, replacement: 'react-18' },
  { find: /^react-dom(?=$|\/)/, replacement: 'react-dom-18' },
]

/** A fresh browser for each project: Vitest renames a shared one. */
const browser = () => ({
  enabled: true,
  headless: true,
  screenshotFailures: false,
  provider: playwright({
    launchOptions: {
      args: chromiumArgs,
      ...(process.env['CHROMIUM_PATH'] ? { executablePath: process.env['CHROMIUM_PATH'] } : {}),
    },
  }),
  instances: [{ browser: 'chromium' as const }],
})

/** Every file of its own: bundlers drop what an app does not use, and 'use client' stays where it was written. */
const files = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .map((file) => join('src', file))
  .filter((file) => /\.tsx?$/.test(file))

/** Limits for a busy machine, not waits. */
const patience = {
  testTimeout: 120_000,
  hookTimeout: 120_000,
  expect: { poll: { timeout: 30_000 } },
}

export default defineConfig({
  plugins: [react()],
  resolve: { alias },
  build: {
    target: 'es2022',
    minify: false,
    sourcemap: true,
    cssCodeSplit: true,
    lib: {
      formats: ['es'],
      entry: {
        ...Object.fromEntries(
          files.map((file) => [relative('src', file).replace(/\.tsx?$/, ''), file]),
        ),
        styles: 'src/styles.css',
        'styles.layer.css': 'src/styles.layer.css',
      },
    },
    rolldownOptions: {
      output: {
        entryFileNames: '[name].js',
        chunkFileNames: '[name].js',
      },
      external: [
        /^node:/,
        /^react($|\/)/,
        /^react-dom($|\/)/,
        '@tanstack/react-query',
        'vite',
        '@napi-rs/canvas',
        'heic-to',
        'react-easy-crop',
        /^zod($|\/)/,
      ],
    },
  },
  test: {
    projects: [
      {
        extends: true,
        test: {
          ...patience,
          name: 'node',
          environment: 'node',
          maxWorkers: 2,
          include: ['test/**/*.test.{ts,tsx}'],
          exclude: ['**/*.browser.test.*', 'test/{browsers,examples}/**'],
        },
      },
      {
        extends: true,
        optimizeDeps,
        test: {
          ...patience,
          name: 'chromium',
          setupFiles: 'test/browser.setup.ts',
          sequence: { groupOrder: 1 },
          include: ['test/**/*.browser.test.{ts,tsx}'],
          globalSetup: ['test/client/faultServer.setup.ts'],
          browser: browser(),
        },
      },
      {
        cacheDir: 'node_modules/.vite/react-18',
        plugins: [react()],
        resolve: { alias: react18 },
        optimizeDeps,
        test: {
          ...patience,
          name: 'react-18',
          setupFiles: 'test/browser.setup.ts',
          sequence: { groupOrder: 1 },
          include: ['test/{react,components}/**/*.browser.test.tsx'],
          browser: browser(),
        },
      },
      {
        resolve: { alias },
        optimizeDeps,
        plugins: [hosts(), storybookTest({ configDir: '.storybook' })],
        test: { ...patience, name: 'storybook', sequence: { groupOrder: 1 }, browser: browser() },
      },
    ],
  },
})
