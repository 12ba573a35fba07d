// Finds the engines for `npm run test:browsers`, or fetches them: Chromium, Firefox, and WebKit, which is Safari's.
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import playwright from 'playwright'
import { ensureBrowser } from './browser.mjs'

/**
 * @typedef {object} Engine
 * @property {'chromium' | 'firefox' | 'webkit'} name
 * @property {'playwright' | 'firefox' | 'webkitgtk'} driver what starts it
 * @property {string} [path] the browser, or WebKitGTK's driver
 * @property {string} [browser] WebKitGTK's browser
 */

/**
 * Every engine, or why it is missing.
 *
 * @returns {Promise<{ found: Engine[], missing: { name: string, reason: string }[] }>}
 */
export async function ensureEngines() {
  const found = []
  const missing = []
  for (const [name, ensure] of [
    ['chromium', ensureChromium],
    ['firefox', ensureFirefox],
    ['webkit', ensureWebKit],
  ]) {
    try {
      found.push({ name, ...(await ensure()) })
    } catch (error) {
      missing.push({ name, reason: String(error?.message ?? error).split('\n')[0] })
    }
  }
  return { found, missing }
}

async function ensureChromium() {
  return { driver: 'playwright', path: await ensureBrowser() }
}

/** Order: FIREFOX_PATH, one on the system, Playwright's own, `playwright install`, `apt-get install` as root. */
function ensureFirefox() {
  const find = () => findFirefox() ?? findPlaywrights('firefox')
  return find() ?? install('firefox', ['firefox-esr'], find)
}

/** Order: Playwright's own, WebKitGTK's driver on the system, `playwright install`, `apt-get install` as root. */
function ensureWebKit() {
  const find = () => findPlaywrights('webkit') ?? findWebKitGTK()
  return find() ?? install('webkit', ['webkit2gtk-driver', 'xvfb'], find)
}

function findFirefox() {
  const path =
    process.env.FIREFOX_PATH ??
    onPath('firefox') ??
    onPath('firefox-esr') ??
    [
      '/Applications/Firefox.app/Contents/MacOS/firefox',
      'C:\\Program Files\\Mozilla Firefox\\firefox.exe',
    ].find(existsSync)
  return path && { driver: 'firefox', path }
}

function findPlaywrights(name) {
  return existsSync(playwright[name].executablePath()) ? { driver: 'playwright' } : undefined
}

function findWebKitGTK() {
  const path = onPath('WebKitWebDriver')
  const browser = ['/usr/libexec', '/usr/lib', ...foldersIn('/usr/lib')]
    .flatMap((folder) => foldersIn(folder, /^webkit2gtk-4/))
    .map((folder) => join(folder, 'MiniBrowser'))
    .find(existsSync)
  return path && browser && onPath('Xvfb') ? { driver: 'webkitgtk', path, browser } : undefined
}

function install(name, packages, find) {
  say(`Fetching ${name} …`)
  const cli = 'node_modules/playwright/cli.js'
  spawnSync(process.execPath, [cli, 'install', name], { stdio: 'ignore', timeout: 300_000 })
  const fetched = find()
  if (fetched) return fetched
  if (process.platform === 'linux' && process.getuid?.() === 0) {
    const options = {
      stdio: 'ignore',
      timeout: 900_000,
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    }
    execFileSync('apt-get', ['update'], options)
    execFileSync('apt-get', ['install', '-y', '--no-install-recommends', ...packages], options)
  }
  const installed = find()
  if (installed) return installed
  throw new Error(
    `\`npx playwright install ${name}\` failed; on Debian and Ubuntu \`apt-get install ${packages.join(' ')}\` installs one.`,
  )
}

function onPath(name) {
  return (process.env.PATH ?? '')
    .split(process.platform === 'win32' ? ';' : ':')
    .map((folder) => join(folder, process.platform === 'win32' ? `${name}.exe` : name))
    .find(existsSync)
}

function foldersIn(folder, pattern = /./) {
  if (!existsSync(folder)) return []
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && pattern.test(entry.name))
    .map(({ name }) => join(folder, name))
}

function say(text) {
  process.stderr.write(`${text}\n`)
}
