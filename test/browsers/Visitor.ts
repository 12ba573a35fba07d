import { expect } from 'vitest'
import type { BrowserDriver, Key } from './drivers/BrowserDriver.js'
import { pathOf } from './startPage.js'

/** A limit for a busy machine, not a wait. Milliseconds. */
export const patienceMs = 60_000

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
  async choose(image: string) {
    await this.page.choose(pathOf(image))
    await this.hasReadImage()
  }

  /** Chooses an image and waits for four results. */
  async create(image = 'coffee-square.jpg') {
    await this.choose(image)
    await this.click('button', 'Create 4 variations')
    await this.hasResults(4)
  }

  /** That many results are decoded. */
  async hasResults(count: number) {
    await this.eventually(
      () =>
        [...document.querySelectorAll<HTMLImageElement>('[data-part="item"] img')].filter(
          ({ naturalWidth }) => naturalWidth > 0,
        ).length,
    ).toBe(count)
  }

  /** The text of an element, such as of an alert. */
  read(selector: string) {
    return this.page.evaluate(
      (selector) => document.querySelector<HTMLElement>(selector)?.innerText ?? '',
      selector,
    )
  }

  /** The text that an element has sooner or later. */
  eventuallyReads(selector: string) {
    return expect.poll(() => this.read(selector), { timeout: patienceMs, interval: 50 })
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

  /** Pastes with the keyboard. */
  paste() {
    return this.page.press('v', 'Control')
  }

  /** What the page shows sooner or later. */
  eventually<Result, Argument = undefined>(
    program: (argument: Argument) => Result | Promise<Result>,
    argument?: Argument,
  ) {
    return expect.poll(() => this.page.evaluate(program, argument), {
      timeout: patienceMs,
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
      async ({ role, name, pattern, patienceMs }) => {
        const nextFrame = () => new Promise(requestAnimationFrame)
        const isAt = (element: Element, x: number, y: number) => {
          const hit = document.elementFromPoint(x, y)
          return hit !== null && (element.contains(hit) || hit.contains(element))
        }
        for (const end = Date.now() + patienceMs; Date.now() < end;) {
          const found = await queries.findAllByRole(role, {
            name: pattern ? new RegExp(pattern) : name,
          })
          for (const element of found) {
            element.scrollIntoView({ block: 'nearest', behavior: 'instant' })
            const before = element.getBoundingClientRect()
            await nextFrame()
            await nextFrame()
            const { left, top, width, height } = element.getBoundingClientRect()
            const [x, y] = [Math.round(left + width / 2), Math.round(top + height / 2)]
            const isStill = before.left === left && before.top === top && before.width === width
            if (isStill && isAt(element, x, y)) return { x, y }
          }
        }
        throw new Error(`${role} ${name ?? pattern} is covered or does not stand still.`)
      },
      {
        role,
        name: typeof name === 'string' ? name : undefined,
        pattern: name instanceof RegExp ? name.source : undefined,
        patienceMs,
      },
    )
  }
}
