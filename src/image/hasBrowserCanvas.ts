/** Whether this is a browser that can paint. The DOM imitations of test runners have the names of a canvas, but no context. */
export function hasBrowserCanvas(): boolean {
  return (
    typeof OffscreenCanvas === 'function' &&
    typeof createImageBitmap === 'function' &&
    Boolean(new OffscreenCanvas(1, 1).getContext('2d'))
  )
}
