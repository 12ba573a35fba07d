// Finds a Chromium for the tests, or fetches one. Prints its path when run on its own.
// Order: CHROMIUM_PATH, Playwright's own, one on the system, then a download that suits the machine.
import { execFileSync, spawnSync } from 'node:child_process'
import {
  chmodSync,
  createReadStream,
  createWriteStream,
  existsSync,
  mkdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { fileURLToPath } from 'node:url'
import { createBrotliDecompress } from 'node:zlib'
import { chromium } from 'playwright'

const root = resolve(fileURLToPath(import.meta.url), '../..')
const cache = join(root, 'node_modules/.cache/chromium')
const npmChromium = '@sparticuz/chromium@153.0.0'

/** Arguments that keep a test browser quiet and offline. */
export const chromiumArgs = [
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-gpu',
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
]

/** Playwright launch options for the browser that `ensureBrowser` found. */
export function launchOptions(executablePath) {
  return { executablePath, args: chromiumArgs }
}

/** The path of a Chromium that starts on this machine; fetches one where there is none. */
export async function ensureBrowser() {
  for (const find of [fromEnvironment, fromPlaywright, fromSystem, fromCache]) {
    const path = find()
    if (path && starts(path)) return path
  }
  const failures = []
  for (const fetchOne of [installWithPlaywright, installFromNpm, installWithApt]) {
    try {
      const path = await fetchOne()
      if (path && starts(path)) return path
      failures.push(`${fetchOne.name}: no browser that starts`)
    } catch (error) {
      failures.push(`${fetchOne.name}: ${String(error?.message ?? error).split('\n')[0]}`)
    }
  }
  throw new Error(
    `No Chromium found and none could be fetched. Install Chrome or Chromium, or set CHROMIUM_PATH.\n  ${failures.join('\n  ')}`,
  )
}

function starts(path) {
  if (!existsSync(path)) return false
  const run = spawnSync(path, ['--version', '--no-sandbox'], { timeout: 30_000, encoding: 'utf8' })
  return run.status === 0 || /chrom/i.test(run.stdout ?? '')
}

function fromEnvironment() {
  const path = process.env.CHROMIUM_PATH
  if (path && !existsSync(path)) throw new Error(`CHROMIUM_PATH names no file: ${path}`)
  return path
}

function fromPlaywright() {
  return chromium.executablePath()
}

function fromSystem() {
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']
  const folders = (process.env.PATH ?? '').split(process.platform === 'win32' ? ';' : ':')
  const paths = [
    ...folders.flatMap((folder) => names.map((name) => join(folder, name))),
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  ]
  return paths.find((path) => existsSync(path))
}

function fromCache() {
  return join(cache, 'chromium.sh')
}

function installWithPlaywright() {
  say('Fetching a Chromium with Playwright …')
  const cli = join(root, 'node_modules/playwright/cli.js')
  execFileSync(process.execPath, [cli, 'install', '--only-shell', 'chromium'], {
    stdio: 'ignore',
    timeout: 300_000,
  })
  return chromium.executablePath()
}

/** The npm build carries its own libraries and fonts, so it starts on a bare Linux. */
async function installFromNpm() {
  if (process.platform !== 'linux' || process.arch !== 'x64') return undefined
  say(`Fetching ${npmChromium} …`)
  const folder = join(tmpdir(), `chromium-${process.pid}`)
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'package.json'), '{"private":true}')
  execFileSync('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts', npmChromium], {
    cwd: folder,
    stdio: 'ignore',
    timeout: 600_000,
  })
  const bin = join(folder, 'node_modules/@sparticuz/chromium/bin')
  rmSync(cache, { recursive: true, force: true })
  mkdirSync(cache, { recursive: true })
  await pipeline(
    createReadStream(join(bin, 'chromium.br')),
    createBrotliDecompress(),
    createWriteStream(join(cache, 'chromium')),
  )
  chmodSync(join(cache, 'chromium'), 0o755)
  for (const archive of ['al2023.tar.br', 'fonts.tar.br', 'swiftshader.tar.br']) {
    const tar = join(folder, 'archive.tar')
    await pipeline(
      createReadStream(join(bin, archive)),
      createBrotliDecompress(),
      createWriteStream(tar),
    )
    execFileSync('tar', ['--no-same-owner', '-xf', tar, '-C', cache])
  }
  writeFileSync(
    join(cache, 'fonts.conf'),
    `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
  <dir prefix="relative">fonts</dir>
  <cachedir prefix="relative">fontcache</cachedir>
</fontconfig>
`,
  )
  const script = join(cache, 'chromium.sh')
  writeFileSync(
    script,
    `#!/bin/sh
here=$(cd "$(dirname "$0")" && pwd)
export LD_LIBRARY_PATH="\${LD_LIBRARY_PATH:+$LD_LIBRARY_PATH:}$here/lib"
export FONTCONFIG_FILE="$here/fonts.conf"
exec "$here/chromium" "$@"
`,
  )
  chmodSync(script, 0o755)
  rmSync(folder, { recursive: true, force: true })
  return script
}

function installWithApt() {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return undefined
  say('Installing chromium with apt-get …')
  execFileSync('apt-get', ['update'], { stdio: 'ignore', timeout: 300_000 })
  execFileSync('apt-get', ['install', '-y', '--no-install-recommends', 'chromium'], {
    stdio: 'ignore',
    timeout: 900_000,
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  })
  return fromSystem()
}

function say(text) {
  process.stderr.write(`${text}\n`)
}

if (process.argv[1] === fileURLToPath(import.meta.url)) console.log(await ensureBrowser())
