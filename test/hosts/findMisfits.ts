/** What a person could not read or reach: text that is cut, broken inside a word, spilt or covered, and controls out of sight. */
export function findMisfits(): string[] {
  const misfits = new Set<string>()
  for (const root of document.querySelectorAll('#app > *, #app dialog')) {
    if (!root.checkVisibility()) continue
    const texts: { text: string; box: DOMRect; element: Element }[] = []
    const seen = seenFrom(root)
    for (const element of root.querySelectorAll('*:not(svg *, option)')) {
      if (element.closest('dialog') !== root.closest('dialog') || !seen(element).isShown) continue
      const name = `${nameOf(root)} ${nameOf(element)}`
      const { place, clip, paper } = seen(element)
      if (element.matches('button, a, input, select, textarea, summary')) {
        if (isOutside(element.getBoundingClientRect(), place))
          misfits.add(`${name} is out of reach`)
      }
      if (element instanceof HTMLSelectElement && isSelectCut(element)) {
        misfits.add(`${name} cuts "${element.selectedOptions[0]?.text}"`)
      }
      for (const node of element.childNodes) {
        if (!(node instanceof Text) || !node.data.trim()) continue
        const text = node.data
        const lines = linesOf(node, 0, text.length)
        for (const box of lines) {
          if (isOutside(box, place)) misfits.add(`${name} cuts "${text}"`)
          else if (isOutside(box, paper)) misfits.add(`${name} spills "${text}"`)
          if (!isOutside(box, clip)) texts.push({ text, box, element })
        }
        if (lines.length < 2) continue
        for (const { 0: word, index } of text.matchAll(/[^\s-]+-?/g)) {
          // Names of files and models and ids may break anywhere.
          if (/[\d./_]/.test(word)) continue
          if (linesOf(node, index, index + word.length).length > 1) {
            misfits.add(`${name} breaks "${word}"`)
          }
        }
      }
    }
    for (const [index, one] of texts.entries()) {
      for (const other of texts.slice(index + 1)) {
        const isOver =
          Math.min(one.box.right, other.box.right) - Math.max(one.box.left, other.box.left) > 2 &&
          Math.min(one.box.bottom, other.box.bottom) - Math.max(one.box.top, other.box.top) > 4
        if (isOver && seen(one.element).layer === seen(other.element).layer) {
          misfits.add(`${nameOf(root)}: "${one.text}" and "${other.text}" cover each other`)
        }
      }
    }
  }
  return [...misfits]
}

type Place = { left: number; right: number; top: number; bottom: number }

type Seen = {
  isShown: boolean
  /** What clips it now. */
  clip: Place
  /** The same, except what scrolls or ends in an ellipsis on purpose. */
  place: Place
  /** The nearest box with an edge that a person can see. */
  paper: Place
  /** The nearest positioned element. It lies over others on purpose. */
  layer: Element
}

const everywhere: Place = { left: -Infinity, right: Infinity, top: -Infinity, bottom: Infinity }

function seenFrom(root: Element): (element: Element) => Seen {
  const known = new Map<Element, Seen>()
  function look(element: Element): Seen {
    const box = element.getBoundingClientRect()
    const style = getComputedStyle(element)
    const isRoot = element === root
    const parent = element.parentElement
    const above: Seen =
      isRoot || !parent
        ? { isShown: true, place: everywhere, clip: everywhere, paper: everywhere, layer: root }
        : seen(parent)
    const isPositioned = /absolute|fixed|sticky/.test(style.position)
    const isInline = style.display === 'inline' || style.display === 'contents'
    const hasEdge =
      !isClear(style.backgroundColor) ||
      (parseFloat(style.borderTopWidth) &&
        parseFloat(style.borderLeftWidth) &&
        !isClear(style.borderTopColor))
    const isShortened = style.textOverflow === 'ellipsis' || style.webkitLineClamp !== 'none'
    const scrolls = (overflow: string) => isShortened || /auto|scroll/.test(overflow)
    const isClippedX = isRoot || style.overflowX !== 'visible'
    const isClippedY = style.overflowY !== 'visible'
    return {
      isShown:
        above.isShown &&
        style.visibility !== 'hidden' &&
        style.clipPath !== 'inset(50%)' &&
        style.opacity !== '0' &&
        (style.display === 'contents' || (box.width > 1 && box.height > 1)),
      place: {
        ...within(above.place, box, isClippedX, isClippedY),
        ...(scrolls(style.overflowX) && { left: -Infinity, right: Infinity }),
        ...(scrolls(style.overflowY) && { top: -Infinity, bottom: Infinity }),
      },
      clip: within(above.clip, box, isClippedX, isClippedY),
      paper:
        isShortened || scrolls(style.overflowY)
          ? everywhere
          : hasEdge && !isInline
            ? box
            : above.paper,
      layer: isPositioned ? element : above.layer,
    }
  }
  function seen(element: Element): Seen {
    let one = known.get(element)
    if (!one) known.set(element, (one = look(element)))
    return one
  }
  return seen
}

function within(place: Place, box: Place, isClippedX: boolean, isClippedY: boolean): Place {
  return {
    left: isClippedX ? Math.max(place.left, box.left) : place.left,
    right: isClippedX ? Math.min(place.right, box.right) : place.right,
    top: isClippedY ? Math.max(place.top, box.top) : place.top,
    bottom: isClippedY ? Math.min(place.bottom, box.bottom) : place.bottom,
  }
}

const nameOf = (element: Element) => element.getAttribute('data-part') ?? element.localName

const isClear = (color: string) => color === 'transparent' || /[,/] ?0\)$/.test(color)

function isOutside(box: Place, place: Place): boolean {
  return (
    box.left < place.left - 1 ||
    box.right > place.right + 1 ||
    box.top < place.top - 1 ||
    box.bottom > place.bottom + 1
  )
}

/** One box for each line of a text. */
function linesOf(node: Text, start: number, end: number): DOMRect[] {
  const range = new Range()
  range.setStart(node, start)
  range.setEnd(node, end)
  return [...range.getClientRects()].filter(
    ({ width, top }, index, all) => width > 0 && all.findIndex((box) => box.top === top) === index,
  )
}

const context = document.createElement('canvas').getContext('2d')

function isSelectCut(select: HTMLSelectElement): boolean {
  if (!context) return false
  const style = getComputedStyle(select)
  context.font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`
  const { width } = context.measureText(select.selectedOptions[0]?.text ?? '')
  const padding = parseFloat(style.paddingLeft) + parseFloat(style.paddingRight)
  return width > select.clientWidth - padding + 1
}
