/** A file of an archive: its bytes, and the date that it shows, such as that of the run that made it. */
export type ArchivedFile = { blob: Blob; date: Date }

/**
 * A ZIP archive (APPNOTE 6.3) of files, by their paths, stored as they are: images are compressed already. The bytes are read
 * once, for their checksums, and never copied. Archives end at 4 GB and 65,535 files.
 */
export async function zipFiles(files: ReadonlyMap<string, ArchivedFile>): Promise<Blob> {
  const parts: BlobPart[] = []
  const directory: BlobPart[] = []
  let offset = 0
  let directorySize = 0
  for (const [path, { blob, date }] of files) {
    const name = new TextEncoder().encode(path)
    // Version 2.0, names in UTF-8, stored, time, date, checksum, size twice, length of the name, no extra field.
    const facts = [
      [2, 20],
      [2, 0x0800],
      [2, 0],
      [2, timeBits(date)],
      [2, dateBits(date)],
      [4, await crc32(blob)],
      [4, blob.size],
      [4, blob.size],
      [2, name.length],
      [2, 0],
    ] as const
    const local = record([4, 0x04034b50], ...facts)
    // Made by version 2.0; no comment, disk 0, no attributes; where the local header is.
    const central = record(
      [4, 0x02014b50],
      [2, 20],
      ...facts,
      [2, 0],
      [2, 0],
      [2, 0],
      [4, 0],
      [4, offset],
    )
    parts.push(local, name, blob)
    directory.push(central, name)
    offset += local.length + name.length + blob.size
    directorySize += central.length + name.length
  }
  const end = record(
    [4, 0x06054b50],
    [2, 0],
    [2, 0],
    [2, files.size],
    [2, files.size],
    [4, directorySize],
    [4, offset],
    [2, 0],
  )
  return new Blob([...parts, ...directory, end], { type: 'application/zip' })
}

/** MS-DOS time, local as archives have it: hours, minutes and pairs of seconds. */
function timeBits(date: Date): number {
  return (date.getHours() << 11) | (date.getMinutes() << 5) | (date.getSeconds() >> 1)
}

/** MS-DOS date: years since 1980, months from 1, days. */
function dateBits(date: Date): number {
  return ((date.getFullYear() - 1980) << 9) | ((date.getMonth() + 1) << 5) | date.getDate()
}

/** Little-endian numbers, each with its length in bytes. */
function record(...fields: readonly (readonly [length: 2 | 4, value: number])[]) {
  const view = new DataView(new ArrayBuffer(fields.reduce((sum, [length]) => sum + length, 0)))
  let at = 0
  for (const [length, value] of fields) {
    if (length === 2) view.setUint16(at, value, true)
    else view.setUint32(at, value, true)
    at += length
  }
  return new Uint8Array(view.buffer)
}

async function crc32(blob: Blob): Promise<number> {
  const table = crcTable()
  const reader = blob.stream().getReader()
  let crc = 0xffffffff
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return (crc ^ 0xffffffff) >>> 0
    for (const byte of value) crc = (crc >>> 8) ^ (table[(crc ^ byte) & 0xff] ?? 0)
  }
}

function crcTable(): Uint32Array {
  return Uint32Array.from({ length: 256 }, (_, index) => {
    let value = index
    for (let bit = 0; bit < 8; bit++) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1
    return value
  })
}
