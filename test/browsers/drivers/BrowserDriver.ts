/** What a visitor prefers; an engine that has no such preference ignores it. */
export type Preferences = { forcedColors?: boolean; reducedMotion?: boolean }

/** A browser under test. Each driver starts one of its own. */
export type BrowserDriver = {
  /** Name and version, such as `firefox 153.7.0`. */
  version: string
  /** The folder that downloads go to. */
  downloads: string
  /** Opens the one page that journeys share. */
  page: BrowserPage
  close(): Promise<void>
}

/** What a visitor can do, as input that the browser itself makes: it moves the focus and counts as a user's activation. */
export type BrowserPage = {
  goto(url: string): Promise<void>
  reload(): Promise<void>
  /** Runs `program` in the page, which knows nothing from outside of it. */
  evaluate<Result, Argument = undefined>(
    program: (argument: Argument) => Result | Promise<Result>,
    argument?: Argument,
  ): Promise<Result>
  /** Chooses a file of this machine in the page's file input. */
  choose(path: string): Promise<void>
  /** Clicks at a place of the viewport, in CSS pixels. */
  click(x: number, y: number): Promise<void>
  /** Turns the wheel there; positive is down. */
  wheel(x: number, y: number, pixels: number): Promise<void>
  /** A key by its name in `KeyboardEvent.key`. */
  press(key: Key, modifier?: 'Control'): Promise<void>
}

export type Key = 'Enter' | 'Escape' | 'ArrowLeft' | 'ArrowRight' | 'End' | 'v'

/** The page's size in CSS pixels. */
export const viewport = { width: 1100, height: 800 }
