import coffee from '../test/fixtures/coffee.png?inline'
import square from '../test/fixtures/coffee-square.jpg?inline'

async function toFile(url: string, name: string, type: string): Promise<File> {
  return new File([await (await fetch(url)).arrayBuffer()], name, { type })
}

/** 400 × 267. */
export const coffeeFile = () => toFile(coffee, 'coffee.png', 'image/png')
/** A square. */
export const squareFile = () => toFile(square, 'coffee-square.jpg', 'image/jpeg')
/** No picture at all. */
export const textFile = () => new File(['A note.'], 'note.txt', { type: 'text/plain' })
