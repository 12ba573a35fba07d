/** What a person sees of each part: its box, its edges and its type, with lengths in rem, rounded. And what is too faint. */
export function measure() {
  const looks: Record<string, Record<string, string | number>> = {}
  const faint: string[] = []
  const papers = new Map<Element, Paper>()
  const rem = parseFloat(getComputedStyle(document.documentElement).fontSize)
  const round = (value: number) => Math.round((value / rem) * 20) / 20
  const length = (value: string) =>
    value.endsWith('px') ? String(round(parseFloat(value))) : value
  for (const root of document.querySelectorAll('#app > *')) {
    for (const element of [root, ...root.querySelectorAll('*:not(svg *)')]) {
      const style = getComputedStyle(element)
      const box = element.getBoundingClientRect()
      if (!box.width || !box.height || style.visibility === 'hidden') continue
      const isHidden = box.width <= 1 || style.clipPath === 'inset(50%)'
      if (isHidden || element.closest('option')) continue
      const names: string[] = []
      for (
        let at: Element | null = element;
        at && at !== root.parentElement;
        at = at.parentElement
      ) {
        const tag = at.localName
        const part = at.getAttribute('data-part')
        const index = at.parentElement ? [...at.parentElement.children].indexOf(at) : 0
        names.unshift(`${part ?? tag}${index}`)
      }
      const name = names.slice(-4).join(' > ')
      const hasText = [...element.childNodes].some(
        (node) => node.nodeType === 3 && node.textContent?.trim(),
      )
      const look: Record<string, string | number> = {
        width: round(box.width),
        height: round(box.height),
        left: round(box.left - (element.closest('dialog') ?? root).getBoundingClientRect().left),
        padding: [style.paddingTop, style.paddingRight, style.paddingBottom, style.paddingLeft]
          .map(length)
          .join(' '),
        border: [style.borderTopWidth, style.borderRightWidth, style.borderBottomWidth].join(' '),
        borderStyle: parseFloat(style.borderTopWidth) ? style.borderTopStyle : 'none',
        radius: length(style.borderTopLeftRadius),
        shadow: style.boxShadow === 'none' ? 'none' : 'some',
        filled: rgba(style.backgroundColor)[3] ? 'filled' : 'clear',
        image: style.backgroundImage === 'none' ? 'none' : 'some',
      }
      const isField = element.matches('[data-part="control"], [data-part="stepper"] input')
      if (hasText || isField) {
        Object.assign(look, {
          size: length(style.fontSize),
          weight: style.fontWeight,
          spacing: style.letterSpacing,
          align: style.textAlign,
          transform: style.textTransform,
          decoration: style.textDecorationLine,
        })
      }
      let key = names.join('>')
      while (looks[key]) key += '+'
      looks[key] = look

      if (element.closest(':disabled, [aria-disabled="true"]')) continue
      const { color, opacity } = paperOf(element, papers)
      const around = paperOf(element.parentElement, papers).color
      const isIcon = element.localName === 'svg'
      if (isIcon || hasText || isField) {
        for (const pseudo of element.matches(':placeholder-shown') ? ['', '::placeholder'] : ['']) {
          const [r = 0, g = 0, b = 0, a = 1] = rgba(getComputedStyle(element, pseudo).color)
          const value = contrast(over([r, g, b, a * opacity], color), color)
          if (value < (isIcon ? 3 : 4.5)) faint.push(`${name}${pseudo}: ${value.toFixed(2)}`)
        }
      }
      const isFramed = element.matches(
        '[data-part="control"], [data-part="stepper"], [data-part="switch"]',
      )
      if (isFramed && parseFloat(style.borderTopWidth)) {
        const value = contrast(over(rgba(style.borderTopColor), color), around)
        if (value < 3) faint.push(`${name}: border ${value.toFixed(2)}`)
      }
      if (element.matches('[data-part="submit"], [data-part="compare-models"]')) {
        const value = contrast(color, around)
        if (value < 3) faint.push(`${name}: button ${value.toFixed(2)}`)
      }
      if (element === root) {
        const value = contrast(rgba(style.getPropertyValue('--_riv-focus')), color)
        if (value < 3) faint.push(`${name}: focus ring ${value.toFixed(2)}`)
      }
    }
  }
  return { looks, faint }
}

const canvas = document.createElement('canvas')
canvas.width = canvas.height = 1
const context = canvas.getContext('2d', { willReadFrequently: true })
const cache = new Map<string, number[]>()

function rgba(color: string): number[] {
  let known = cache.get(color)
  if (!known) {
    if (!context) throw new Error('There is no canvas.')
    context.clearRect(0, 0, 1, 1)
    context.fillStyle = color
    context.fillRect(0, 0, 1, 1)
    const [r = 0, g = 0, b = 0, a = 0] = context.getImageData(0, 0, 1, 1).data
    cache.set(color, (known = [r, g, b, a / 255]))
  }
  return known
}

function over(top: number[], below: number[]): number[] {
  const alpha = top[3] ?? 1
  return [0, 1, 2].map((i) => (top[i] ?? 0) * alpha + (below[i] ?? 0) * (1 - alpha))
}

function luminance(color: number[]): number {
  const [r = 0, g = 0, b = 0] = color.map((value) => {
    const share = value / 255
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

function contrast(a: number[], b: number[]): number {
  const [dark = 0, light = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y)
  return (light + 0.05) / (dark + 0.05)
}

type Paper = { color: number[]; opacity: number }

/** What is behind an element's text. An image may be white; the page's own colour is that of its scheme. */
function paperOf(element: Element | null, known: Map<Element, Paper>): Paper {
  if (!element) {
    const isDark = matchMedia('(prefers-color-scheme: dark)').matches
    const scheme = getComputedStyle(document.documentElement).colorScheme
    const color = scheme === 'dark' || (scheme.includes('dark') && isDark) ? '#121212' : '#fff'
    return { color: rgba(color), opacity: 1 }
  }
  let paper = known.get(element)
  if (!paper) {
    const { backgroundColor, opacity } = getComputedStyle(element)
    const above = paperOf(element.parentElement, known)
    const isOnImage =
      element.matches('[data-part="cell"], [data-part="preview-frame"]') &&
      element.querySelector('img')
    paper = {
      color: over(rgba(backgroundColor), isOnImage ? rgba('#fff') : above.color),
      // What shows itself under the pointer counts as shown.
      opacity: above.opacity * (Number(opacity) || 1),
    }
    known.set(element, paper)
  }
  return paper
}
