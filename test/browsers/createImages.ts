import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'

/** Images that are too large for the repository, in `folder`. */
export async function createImages(folder: string) {
  mkdirSync(folder, { recursive: true })
  // 48 megapixels, as phones take them.
  const photo = sharp('test/fixtures/rocket-landscape.jpg').resize(8000, 6000, { fit: 'fill' })
  await photo.jpeg({ quality: 80 }).toFile(join(folder, '48-megapixels.jpg'))
  // Noise does not compress: 12 MB that fill every buffer between page and server.
  const noise = { type: 'gaussian' as const, mean: 128, sigma: 60 }
  await sharp({ create: { width: 2000, height: 2000, channels: 3, background: 'gray', noise } })
    .png()
    .toFile(join(folder, 'noise.png'))
  for (const file of ['coffee.png', 'cat.webp']) {
    const whole = readFileSync(join('test/fixtures', file))
    writeFileSync(join(folder, `cut-${file}`), whole.subarray(0, whole.length / 2))
  }
  const header = Buffer.alloc(33)
  header.write('\x89PNG\r\n\x1a\n\0\0\0\rIHDR', 'latin1')
  header.writeUInt32BE(16_384, 16)
  header.writeUInt32BE(16_384, 20)
  header.set([8, 6], 24)
  writeFileSync(join(folder, 'too-many-pixels.png'), header)
}
