/**
 * Keeps Escape inside of an element from the dialogs of other libraries around it: they listen at the document, before the
 * element hears of the key, and respect that its default is prevented. Returns how to stop.
 */
export function keepEscape(root: HTMLElement): () => void {
  const keep = (event: KeyboardEvent) => {
    if (event.key === 'Escape' && event.composedPath().includes(root)) event.preventDefault()
  }
  window.addEventListener('keydown', keep, true)
  return () => window.removeEventListener('keydown', keep, true)
}
