import { join } from 'node:path'
import { expect } from 'vitest'
import type { BrowserDriver, Key } from './drivers/BrowserDriver.js'
import { fixtures } from './startPage.js'

/** What a visitor does and sees, in any engine. Elements are found by role and name, as assistive technology finds them. */
export class Visitor {
  readonly #driver: BrowserDriver
  readonly #url: string

  constructor(driver: BrowserDriver, url: string) {
    this.#driver = driver
    this.#url = url
  }

  get page() {
    return this.#driver.page
  }

  /** Opens the page in the state that `query` asks for; another `name` is another history. */
  async visit(query: Record<string, string> = {}) {
    await this.page.goto(`${this.#url}?${new URLSearchParams(query)}`)
    await this.#isReady()
  }

  async reload() {
    await this.page.reload()
    await this.#isReady()
  }

  /** Chooses a file in the page's file input, and waits until it has been read. */
  async choose(fixture: string) {
    await this.page.choose(join(fixtures, fixture))
    await this.hasReadImage()
  }

  /** The image has been read: it is shown, or there is a problem with it. */
  async hasReadImage() {
    await this.eventually(() => {
      const intake = document.querySelector<HTMLElement>('[data-part="intake"]')
      const preview = intake?.querySelector<HTMLImageElement>('[data-part="preview"]')
      return intake?.dataset['state'] === 'problem' || (preview?.naturalWidth ?? 0) > 0
    }).toBe(true)
  }

  /** Waits until an element is there. */
  async see(role: string, name?: string | RegExp) {
    await this.#find(role, name)
  }

  /** Clicks in the middle of an element. */
  async click(role: string, name?: string | RegExp) {
    const { x, y } = await this.#find(role, name)
    await this.page.click(x, y)
  }

  /** Turns the wheel in the middle of an element. */
  async wheel(pixels: number, role: string, name?: string | RegExp) {
    const { x, y } = await this.#find(role, name)
    await this.page.wheel(x, y, pixels)
  }

  press(key: Key) {
    return this.page.press(key)
  }

  /** What the page shows sooner or later. */
  eventually<Result, Argument = undefined>(
    program: (argument: Argument) => Result | Promise<Result>,
    argument?: Argument,
  ) {
    return expect.poll(() => this.page.evaluate(program, argument), {
      timeout: 20_000,
      interval: 50,
    })
  }

  async #isReady() {
    await this.eventually(() => 'queries' in globalThis).toBe(true)
    await this.see('form')
  }

  /** Waits until an element is there, stands still and is not covered, and returns its middle. */
  #find(role: string, name?: string | RegExp): Promise<{ x: number; y: number }> {
    return this.page.evaluate(
      async ({ role, name, pattern }) => {
        const nextFrame = () => new Promise(requestAnimationFrame)
        for (const end = Date.now() + 20_000; ;) {
          const [element] = await queries.findAllByRole(role, {
            name: pattern ? new RegExp(pattern) : name,
          })
          element!.scrollIntoView({ block: 'nearest', behavior: 'instant' })
          const before = element!.getBoundingClientRect()
          await nextFrame()
          await nextFrame()
          const { left, top, width, height } = element!.getBoundingClientRect()
          const [x, y] = [Math.round(left + width / 2), Math.round(top + height / 2)]
          const hit = document.elementFromPoint(x, y)
          const isStill = before.left === left && before.top === top && before.width === width
          if (isStill && hit && (element!.contains(hit) || hit.contains(element!))) return { x, y }
          if (Date.now() > end)
            throw new Error(`${role} ${name} is covered or does not stand still.`)
        }
      },
      {
        role,
        name: typeof name === 'string' ? name : undefined,
        pattern: name instanceof RegExp ? name.source : undefined,
      },
    )
  }
}
