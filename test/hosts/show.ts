import layered from '../../src/styles.layer.css?inline'
import unlayered from '../../src/styles.css?inline'
import type { HostPage } from './hostPages.js'

/** How the host page is looked at. */
export type Look = {
  scheme?: 'light' | 'dark'
  /** Our stylesheet comes before the host's, after it, or not at all. */
  order?: 'before' | 'after' | 'none'
  file?: 'unlayered' | 'layered'
  /** Of the viewport, in px. */
  viewport?: number
  /** Fixes the width of our components and their typeface, so that host pages can be compared. */
  width?: string
  /** A rule more, after all others. */
  css?: string
}

/** Makes the page into the host's. */
export function show(host: HostPage, look: Look = {}): void {
  const { scheme = 'light', order = 'after', file = 'unlayered', viewport = 1000, width } = look
  sizeTo(viewport, 900)
  const html = document.documentElement
  for (const attribute of html.getAttributeNames()) html.removeAttribute(attribute)
  if (host.dark && host.dark !== 'media') {
    const value = scheme === 'dark' ? host.dark.value : host.dark.light
    if (value !== undefined) html.setAttribute(host.dark.attribute, value)
  }
  document.getElementById('main')?.setAttribute('class', host.className ?? '')
  document.getElementById('frame')?.setAttribute('style', width ? `width: ${width}` : '')
  const app = document.getElementById('app')
  app?.setAttribute('style', width ? 'font-family: sans-serif' : '')
  app?.toggleAttribute('hidden', order === 'none')
  const still = '*, ::before, ::after { transition: none !important; animation: none !important }'
  const ours = file === 'layered' ? layered : unlayered
  document.adoptedStyleSheets = [
    ...(order === 'before' ? [ours] : []),
    host.css,
    ...(order === 'after' ? [ours] : []),
    still,
    look.css ?? '',
  ].map(sheetOf)
  // Where pages are compared, the screen is as many rem wide, however large those are.
  for (let pass = 0; width && pass < 2; pass += 1) {
    const rem = parseFloat(getComputedStyle(html).fontSize)
    sizeTo(62.5 * rem, 56.25 * rem)
  }
}

const sheets = new Map<string, CSSStyleSheet>()

/** Each text is parsed once. */
function sheetOf(css: string): CSSStyleSheet {
  let sheet = sheets.get(css)
  if (!sheet) {
    sheet = new CSSStyleSheet()
    sheet.replaceSync(css)
    sheets.set(css, sheet)
  }
  return sheet
}

/** The host page is in a frame. */
export function sizeTo(width: number, height: number) {
  window.frameElement?.setAttribute('style', `width: ${width}px; height: ${height}px; border: 0`)
}
