import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Actions, Builder, By, Capabilities, Key, Origin } from 'selenium-webdriver'
import { viewport, type BrowserDriver, type Preferences } from './BrowserDriver.js'

export type WebKitGTKOptions = {
  /** WebKitWebDriver. */
  path: string
  /** MiniBrowser. */
  browser: string
  downloads: string
}

/** The types do not know it yet. */
type ScrollActions = Actions & {
  scroll(x: number, y: number, deltaX: number, deltaY: number): Actions
}

const keys = {
  Enter: Key.ENTER,
  Escape: Key.ESCAPE,
  ArrowLeft: Key.ARROW_LEFT,
  ArrowRight: Key.ARROW_RIGHT,
  End: Key.END,
  v: 'v',
}

/** WebKitGTK, Safari's engine on Linux, over WebDriver and on a display of its own. Its sessions are private windows. */
export async function startWebKitGTK(
  { path, browser, downloads }: WebKitGTKOptions,
  { reducedMotion }: Preferences = {},
): Promise<BrowserDriver> {
  const config = mkdtempSync(join(tmpdir(), 'webkit-'))
  writeFileSync(join(config, 'user-dirs.dirs'), `XDG_DOWNLOAD_DIR="${downloads}"\n`)
  mkdirSync(join(config, 'gtk-3.0'))
  writeFileSync(
    join(config, 'gtk-3.0/settings.ini'),
    `[Settings]\ngtk-enable-animations=${reducedMotion ? 0 : 1}\n`,
  )
  const { width, height } = viewport
  const screen = `${width * 2}x${height * 2}x24`
  const display = spawn('Xvfb', ['-displayfd', '1', '-screen', '0', screen, '-nolisten', 'tcp'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const [number] = (await once(display.stdout, 'data')) as [Buffer]
  const port = await freePort()
  const server = spawn(path, [`--port=${port}`], {
    stdio: 'ignore',
    env: {
      ...process.env,
      DISPLAY: `:${String(number).trim()}`,
      XDG_CONFIG_HOME: config,
      // Its sandbox does not work as root, as in a container.
      ...(process.getuid?.() === 0 && { WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: '1' }),
    },
  })
  const stop = async () => {
    await Promise.all([end(server), end(display)])
    rmSync(config, { recursive: true, force: true })
  }
  try {
    await isListening(port)
    const driver = await new Builder()
      .usingServer(`http://127.0.0.1:${port}`)
      .withCapabilities(
        new Capabilities({
          browserName: 'MiniBrowser',
          'webkitgtk:browserOptions': { binary: browser, args: ['--automation'] },
        }),
      )
      .build()
    const version = (await driver.getCapabilities()).get('browserVersion') as string
    await driver.manage().setTimeouts({ script: 120_000 })
    await driver.manage().window().setRect({ x: 0, y: 0, width, height })
    return {
      version: `webkitgtk ${version}`,
      downloads,
      page: {
        goto: (url) => driver.get(url),
        reload: () => driver.navigate().refresh(),
        async evaluate(program, argument) {
          const { value, error } = (await driver.executeAsyncScript(
            `const [argument, done] = arguments
             Promise.resolve(argument).then(${String(program)}).then(
               (value) => done({ value }),
               (error) => done({ error: String(error) }),
             )`,
            argument,
          )) as { value: never; error?: string }
          if (error !== undefined) throw new Error(error)
          return value
        },
        choose: (file) => driver.findElement(By.css('input[type=file]')).sendKeys(file),
        click: (x, y) =>
          driver.actions().move({ x, y, duration: 0, origin: Origin.VIEWPORT }).click().perform(),
        wheel: (x, y, pixels) =>
          (driver.actions() as ScrollActions).scroll(x, y, 0, pixels).perform(),
        press: (key, modifier) =>
          (modifier
            ? driver.actions().keyDown(Key.CONTROL).sendKeys(keys[key]).keyUp(Key.CONTROL)
            : driver.actions().sendKeys(keys[key])
          ).perform(),
      },
      async close() {
        await driver.quit()
        await stop()
      },
    }
  } catch (error) {
    await stop()
    throw error
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

async function isListening(port: number): Promise<void> {
  for (let attempt = 0; ; attempt++) {
    try {
      await fetch(`http://127.0.0.1:${port}/status`)
      return
    } catch (error) {
      if (attempt === 100) throw error
      await new Promise((resolve) => {
        setTimeout(resolve, 100)
      })
    }
  }
}

async function end(child: ChildProcess) {
  if (child.exitCode !== null || child.signalCode !== null) return
  child.kill()
  await once(child, 'exit')
}
