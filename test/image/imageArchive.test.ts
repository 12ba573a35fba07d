import { readFileSync } from 'node:fs'
import { crc32 } from 'node:zlib'
import { expect, test } from 'vitest'
import { zipFiles } from '../../src/image/zipFiles.js'

test('an archive holds every file, its name, its date and its checksum', async () => {
  const bytes = readFileSync(new URL('../fixtures/cat.webp', import.meta.url))
  const date = new Date(2026, 10, 26, 17, 5, 42)
  const files = new Map([
    ['a/katze-äöü.webp', { blob: new Blob([bytes]), date }],
    ['empty.txt', { blob: new Blob([]), date: new Date(1999, 0, 1) }],
  ])
  const archive = Buffer.from(await (await zipFiles(files)).arrayBuffer())

  const end = archive.subarray(-22)
  expect(end.readUInt32LE(0)).toBe(0x06054b50)
  const [count, size, start] = [end.readUInt16LE(10), end.readUInt32LE(12), end.readUInt32LE(16)]
  expect(count).toBe(2)
  expect(start + size + 22).toBe(archive.length)

  const read: Record<string, Buffer> = {}
  const dates: Record<string, Date> = {}
  for (let at = start; at < start + size;) {
    expect(archive.readUInt32LE(at)).toBe(0x02014b50)
    const [checksum, length, nameLength, local] = [
      archive.readUInt32LE(at + 16),
      archive.readUInt32LE(at + 24),
      archive.readUInt16LE(at + 28),
      archive.readUInt32LE(at + 42),
    ]
    const name = archive.toString('utf8', at + 46, at + 46 + nameLength)
    expect(archive.readUInt32LE(local)).toBe(0x04034b50)
    dates[name] = dateOf(archive.readUInt16LE(at + 14), archive.readUInt16LE(at + 12))
    const body = local + 30 + archive.readUInt16LE(local + 26)
    read[name] = archive.subarray(body, body + length)
    expect(crc32(read[name])).toBe(checksum)
    at += 46 + nameLength
  }
  expect(read['a/katze-äöü.webp']?.equals(bytes)).toBe(true)
  expect(read['empty.txt']).toHaveLength(0)
  expect(dates).toEqual({ 'a/katze-äöü.webp': date, 'empty.txt': new Date(1999, 0, 1) })
})

/** The local time that MS-DOS means. */
function dateOf(day: number, time: number): Date {
  return new Date(
    1980 + (day >> 9),
    ((day >> 5) & 15) - 1,
    day & 31,
    time >> 11,
    (time >> 5) & 63,
    (time & 31) * 2,
  )
}
