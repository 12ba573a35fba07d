/** Runs in the page: nothing outside this function can be used. Lengths are in rem, rounded. */
export function measure() {
  const rem = parseFloat(getComputedStyle(document.documentElement).fontSize)
  const roots = [...document.querySelectorAll('[data-part="image-variation-studio"]')]
  const canvas = document.createElement('canvas')
  canvas.width = canvas.height = 1
  const context = canvas.getContext('2d', { willReadFrequently: true })!
  const cache = new Map<string, number[]>()
  function rgba(color: string): number[] {
    let known = cache.get(color)
    if (!known) {
      context.clearRect(0, 0, 1, 1)
      context.fillStyle = color
      context.fillRect(0, 0, 1, 1)
      const [r = 0, g = 0, b = 0, a = 0] = context.getImageData(0, 0, 1, 1).data
      cache.set(color, (known = [r, g, b, a / 255]))
    }
    return known
  }
  const over = (top: number[], below: number[]) => {
    const alpha = top[3] ?? 1
    return [0, 1, 2].map((i) => (top[i] ?? 0) * alpha + (below[i] ?? 0) * (1 - alpha))
  }
  const luminance = (color: number[]) => {
    const [r = 0, g = 0, b = 0] = color.map((value) => {
      const share = value / 255
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
    })
    return 0.2126 * r + 0.7152 * g + 0.0722 * b
  }
  const contrast = (a: number[], b: number[]) => {
    const [dark = 0, light = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y)
    return (light + 0.05) / (dark + 0.05)
  }
  /** What is behind an element; the page's own colour is that of its scheme. */
  function behind(element: Element | null): number[] {
    if (!element) {
      const isDark = matchMedia('(prefers-color-scheme: dark)').matches
      const scheme = getComputedStyle(document.documentElement).colorScheme
      return rgba(scheme === 'dark' || (scheme.includes('dark') && isDark) ? '#121212' : '#fff')
    }
    const { backgroundColor } = getComputedStyle(element)
    const own = rgba(backgroundColor)
    return own[3] === 1 ? own : over(own, behind(element.parentElement))
  }
  const round = (value: number) => Math.round((value / rem) * 20) / 20
  const length = (value: string) =>
    value.endsWith('px') ? String(round(parseFloat(value))) : value

  // A change of stylesheets starts transitions.
  for (const animation of document.getAnimations()) {
    if (animation.effect?.getComputedTiming().endTime !== Infinity) animation.finish()
  }

  const looks: Record<string, Record<string, string | number>> = {}
  const faint: string[] = []
  for (const root of roots) {
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
        left: round(box.left - root.getBoundingClientRect().left),
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
      if (hasText || element.matches('input, select, textarea')) {
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

      const isOff = element.closest(':disabled, [aria-disabled="true"]')
      const isOnImage = element.closest(
        '[data-part="cell"], [data-part="preview"], [data-part="remove"]',
      )
      if (isOff || isOnImage) continue
      if (hasText) {
        const below = behind(element)
        const value = contrast(over(rgba(style.color), below), below)
        if (value < 4.5) faint.push(`${name}: text ${value.toFixed(2)}`)
      }
      if (element.matches('[data-part="control"], [data-part="stepper"], [data-part="switch"]')) {
        const outside = behind(element.parentElement)
        if (parseFloat(style.borderTopWidth)) {
          const value = contrast(over(rgba(style.borderTopColor), behind(element)), outside)
          if (value < 3) faint.push(`${name}: border ${value.toFixed(2)}`)
        }
      }
      if (element.matches('[data-part="submit"]')) {
        const value = contrast(behind(element), behind(element.parentElement))
        if (value < 3) faint.push(`${name}: button ${value.toFixed(2)}`)
      }
    }
  }
  return { looks, faint }
}
