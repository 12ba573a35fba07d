/**
 * Everything that a finger can press and that takes it on less than 44 × 44 px. Hit by hit, because a label belongs to its control, and
 * one element may cover another. Runs in the page.
 */
export function findSmallTargets(selector: string): string[] {
  const root = document.querySelector(selector) ?? document.body
  const pressable =
    'a[href], button, input, select, textarea, summary, [role="application"], label[data-part="dropzone"]'
  // Links in running text are as high as its lines.
  const isInText = (element: Element) => element.matches('[role="alert"] p a')
  const reach = 21
  const found: string[] = []
  for (const element of root.querySelectorAll<HTMLElement>(pressable)) {
    element.scrollIntoView({ block: 'center', inline: 'center', behavior: 'instant' })
    const labels = element instanceof HTMLInputElement ? [...(element.labels ?? [])] : []
    const box = (
      element.getBoundingClientRect().width > 1 ? element : labels[0]
    )?.getBoundingClientRect()
    if (!box || box.width <= 1 || isInText(element) || !element.checkVisibility()) continue
    if (getComputedStyle(element).clipPath === 'inset(50%)') continue
    const takes = (x: number, y: number) => {
      const hit = document.elementFromPoint(x, y)
      return Boolean(hit && [element, ...labels].some((own) => own.contains(hit)))
    }
    const [x, y] = [box.left + box.width / 2, box.top + box.height / 2]
    const isWide = takes(x - reach, y) && takes(x + reach, y)
    const isHigh = takes(x, y - reach) && takes(x, y + reach)
    if (!isWide || !isHigh) {
      const name = element.getAttribute('aria-label') ?? element.innerText.trim()
      found.push(
        `${element.dataset['part'] ?? element.localName} "${name.slice(0, 30)}" ${Math.round(box.width)} × ${Math.round(box.height)}`,
      )
    }
  }
  return found
}
