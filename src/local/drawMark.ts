/**
 * Draws the word "local" in the corner, so that nobody takes the image for a model's. Drawn in strokes, since a server may have no fonts.
 */
export function drawMark(
  context: OffscreenCanvasRenderingContext2D,
  width: number,
  height: number,
) {
  const unit = Math.max(1, Math.min(width, height) / 340)
  context.save()
  context.translate(width - 34 * unit, height - 16 * unit)
  context.scale(unit, unit)
  context.fillStyle = 'rgb(255 255 255 / 72%)'
  context.beginPath()
  context.roundRect(0, 0, 28, 11, 5.5)
  context.fill()
  context.strokeStyle = 'rgb(30 30 36 / 85%)'
  context.lineWidth = 1
  context.lineCap = 'round'
  context.beginPath()
  for (const x of [6.6, 19.3, 21]) {
    context.moveTo(x, x === 19.3 ? 4.3 : 2.5)
    context.lineTo(x, 8)
  }
  for (const [x, from, to] of [
    [9.7, 0, 2 * Math.PI],
    [13.8, 0.25 * Math.PI, 1.75 * Math.PI],
    [17.5, 0, 2 * Math.PI],
  ] as const) {
    context.moveTo(x + 1.75 * Math.cos(from), 6.2 + 1.75 * Math.sin(from))
    context.arc(x, 6.2, 1.75, from, to)
  }
  context.stroke()
  context.restore()
}
