import coffee from '../test/fixtures/coffee.png?inline'
import heic from '../test/fixtures/phone.heic?url&inline'

async function toFile(url: string, name: string, type: string): Promise<File> {
  return new File([await (await fetch(url)).arrayBuffer()], name, { type })
}

/** 400 × 267. */
export const coffeeFile = () => toFile(coffee, 'coffee.png', 'image/png')
/** As iPhones take them. */
export const heicFile = () => toFile(heic, 'phone.heic', 'image/heic')
/** No image at all. */
export const textFile = () => new File(['A note.'], 'note.txt', { type: 'text/plain' })
