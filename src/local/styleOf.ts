import { duotone } from './duotone.js'
import { pencil } from './pencil.js'
import { popArt } from './popArt.js'
import { fingerprint } from './random.js'
import type { Style } from './Style.js'
import { watercolor } from './watercolor.js'

const styles: Record<string, Style> = { watercolor, pencil, 'pop-art': popArt, duotone }

/** The style of that name. Any other name gets one of the styles, always the same one. */
export function styleOf(model: string): Style {
  const word = model.replace(/^.*\//, '')
  const names = Object.keys(styles)
  const chosen = Object.hasOwn(styles, word)
    ? word
    : names[Number.parseInt(fingerprint(model).slice(0, 8), 16) % names.length]!
  return styles[chosen]!
}
