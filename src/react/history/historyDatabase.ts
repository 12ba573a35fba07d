import { VariationError } from '../../client/errors.js'
import { copyShown } from '../image/copyShown.js'
import type { VariationImage, VariationRun, VariationSource } from '../image/VariationRun.js'
import { withObjectURL } from '../image/withObjectURL.js'

/** Bytes where the browser cannot store a Blob, as in private windows of WebKit. */
type StoredBlob = Blob | { bytes: ArrayBuffer; type: string; name?: string }

type Stored<Shown> = Omit<Shown, 'blob' | 'thumbnail'> & { blob?: StoredBlob }

type StoredRun = Omit<VariationRun, 'images' | 'source' | 'error' | 'progress'> & {
  source: Stored<VariationSource>
  images: Stored<VariationImage>[]
  /** An error loses its fields on the way to the disk. */
  error?: Pick<VariationError, 'code' | 'message' | 'outcomeUnknown'> & {
    status?: number
    requestId?: string
    details?: VariationError['details']
  }
}

/** Runs on disk, their images as Blobs. Object URLs mean nothing there and are left out. */
export type HistoryDatabase = {
  readAll(): Promise<VariationRun[]>
  read(runIds: readonly string[]): Promise<VariationRun[]>
  /**
   * Writes some and deletes others, or neither. Where the disk is full, pending runs are kept without their source's bytes, and
   * then older runs make room.
   *
   * @returns false where older runs had to go
   * @throws a DOMException `QuotaExceededError` where that was not enough
   */
  write(runs: readonly VariationRun[], gone?: readonly string[]): Promise<boolean>
  /** Writes the small copies alone, which come later than their run. */
  writeThumbnails(run: VariationRun): Promise<void>
  clear(): Promise<void>
  close(): void
}

/** Entries that are read at once. */
const pageLength = 10

/** @throws a DOMException where the browser keeps no databases, as in some private windows */
export async function openHistoryDatabase(name: string): Promise<HistoryDatabase> {
  const database = await open(name)
  let canStoreBlobs = true

  function begin(mode: IDBTransactionMode) {
    const transaction = database.transaction(['runs', 'thumbnails'], mode)
    return {
      transaction,
      /** Holds a `StoredRun` for each id. */
      runs: transaction.objectStore('runs'),
      /** Apart from the runs, so that a thumbnail does not write all images again. Keys are those of the images. */
      thumbnails: transaction.objectStore('thumbnails'),
    }
  }

  function findRuns(runs: IDBObjectStore, ids: readonly string[]) {
    return Promise.all(ids.map((id) => ask<StoredRun | undefined>(runs.get(id))))
  }

  /** Blobs as this browser takes them. */
  async function storable(blob: Blob): Promise<StoredBlob> {
    if (canStoreBlobs) return blob
    const name = blob instanceof File ? { name: blob.name } : {}
    return { bytes: await blob.arrayBuffer(), type: blob.type, ...name }
  }

  async function put(runs: readonly VariationRun[], gone: readonly string[]): Promise<void> {
    // Before the transaction, which would end while it waits.
    const stored = await Promise.all(runs.map((run) => bare(run, storable)))
    const copies = await Promise.all(runs.flatMap(thumbnailsOf).map(pack))
    const goneThumbnails = gone.length > 0 ? await keysOf(gone) : []
    const { transaction, runs: kept, thumbnails } = begin('readwrite')
    try {
      for (const run of stored) kept.put(run)
      for (const [key, blob] of copies) thumbnails.put(blob, key)
      for (const id of gone) kept.delete(id)
      for (const key of goneThumbnails) thumbnails.delete(key)
    } catch (error) {
      transaction.abort()
      throw error
    }
    await endOf(transaction)
  }

  const pack = async ([key, blob]: readonly [string, Blob]) => [key, await storable(blob)] as const

  async function keysOf(runIds: readonly string[]): Promise<string[]> {
    const found = await findRuns(begin('readonly').runs, runIds)
    return found.flatMap((run) => (run ? thumbnailKeys(run) : []))
  }

  /** Writes Blobs, or bytes where that is not possible. */
  async function putAnyhow(runs: readonly VariationRun[], gone: readonly string[]) {
    try {
      await put(runs, gone)
    } catch (error) {
      if (isFull(error) || !canStoreBlobs) throw error
      canStoreBlobs = false
      try {
        await put(runs, gone)
      } catch (again) {
        canStoreBlobs = true
        throw again
      }
    }
  }

  /** The oldest run that may make room: older than all that are to be written. */
  async function oldestBefore(runs: readonly VariationRun[]): Promise<string | undefined> {
    const before = Math.min(...runs.map(({ createdAt }) => +createdAt))
    const all = await ask<StoredRun[]>(begin('readonly').runs.getAll())
    const older = all.filter(({ createdAt, status }) => +createdAt < before && status !== 'pending')
    return older.sort((one, other) => +one.createdAt - +other.createdAt)[0]?.id
  }

  return {
    async readAll() {
      const { runs, thumbnails } = begin('readonly')
      const copies = await readPages(thumbnails, (copy: StoredBlob) => copy)
      const revived = await readPages(runs, (run: StoredRun) => revive(run, copies))
      return [...revived.values()]
    },

    async read(runIds) {
      const { runs, thumbnails } = begin('readonly')
      const stored = (await findRuns(runs, runIds)).filter((run) => run !== undefined)
      const keys = stored.flatMap(thumbnailKeys)
      const copies = await Promise.all(
        keys.map((key) => ask<StoredBlob | undefined>(thumbnails.get(key))),
      )
      const byKey = new Map(keys.map((key, index) => [key, copies[index]]))
      return stored.map((run) => revive(run, byKey))
    },

    async write(runs, gone = []) {
      let isWhole = true
      for (;;) {
        try {
          await putAnyhow(runs, gone)
          return isWhole
        } catch (error) {
          if (!isFull(error)) throw error
          // Older images matter more than what a run is made from.
          if (runs.some(isPendingWithBytes)) {
            runs = runs.map(withoutSourceBytes)
            continue
          }
          const oldest = await oldestBefore(runs)
          if (oldest === undefined) throw error
          await put([], [oldest])
          isWhole = false
        }
      }
    },

    async writeThumbnails(run) {
      const copies = await Promise.all(thumbnailsOf(run).map(pack))
      const { transaction, thumbnails } = begin('readwrite')
      for (const [key, blob] of copies) thumbnails.put(blob, key)
      await endOf(transaction)
    },

    async clear() {
      const { transaction, runs, thumbnails } = begin('readwrite')
      runs.clear()
      thumbnails.clear()
      await endOf(transaction)
    },

    close: () => database.close(),
  }
}

async function open(name: string): Promise<IDBDatabase> {
  const request = indexedDB.open(name, 1)
  request.onupgradeneeded = () => {
    request.result.createObjectStore('runs', { keyPath: 'id' })
    request.result.createObjectStore('thumbnails')
  }
  const database = await ask(request)
  // A later version of this library in another tab may have its turn.
  database.onversionchange = () => database.close()
  return database
}

function ask<Result>(request: IDBRequest<Result>): Promise<Result> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error)
  })
}

/** Resolves when all of a transaction is on disk. */
function endOf(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve()
    transaction.onabort = () => reject(transaction.error ?? new DOMException('', 'AbortError'))
  })
}

function isFull(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'QuotaExceededError'
}

const isPendingWithBytes = ({ status, source }: VariationRun) =>
  status === 'pending' && source.blob !== undefined

const withoutSourceBytes = (run: VariationRun): VariationRun =>
  isPendingWithBytes(run) ? { ...run, source: { ...run.source, blob: undefined, src: '' } } : run

/** All entries of a store, in pages: to read a hundred runs, and to revive them, in one go would block the page. */
async function readPages<Stored, Value>(
  store: IDBObjectStore,
  toValue: (stored: Stored) => Value,
): Promise<Map<string, Value>> {
  const entries = new Map<string, Value>()
  for (let range: IDBKeyRange | null = null; ;) {
    const keys = (await ask(store.getAllKeys(range, pageLength))) as string[]
    const values = await ask<Stored[]>(store.getAll(range, pageLength))
    keys.forEach((key, index) => entries.set(key, toValue(values[index] as Stored)))
    const last = keys.at(-1)
    if (last === undefined || keys.length < pageLength) return entries
    range = IDBKeyRange.lowerBound(last, true)
  }
}

function revive(
  { error, ...run }: StoredRun,
  thumbnails: ReadonlyMap<string, StoredBlob | undefined>,
): VariationRun {
  const keys = thumbnailKeys(run)
  const show = <Shown extends { blob?: StoredBlob }>(shown: Shown, index: number) => {
    const thumbnail = thumbnails.get(keys[index] ?? '')
    return {
      ...shown,
      blob: shown.blob && toBlob(shown.blob),
      thumbnail: thumbnail && toBlob(thumbnail),
    }
  }
  const revived = {
    ...run,
    source: withObjectURL<VariationSource>(show(run.source, 0)),
    images: run.images.map((image, index) => withObjectURL<VariationImage>(show(image, index + 1))),
  }
  return error
    ? { ...revived, error: new VariationError(error.code, error.message, error) }
    : revived
}

type Keyed = { id: string; images: readonly { id: string }[] }

/** Of the source, then of the images in their order. */
function thumbnailKeys(run: Keyed): string[] {
  return [`${run.id}-source`, ...run.images.map(({ id }) => id)]
}

function thumbnailsOf(run: VariationRun): (readonly [string, Blob])[] {
  const keys = thumbnailKeys(run)
  return [run.source, ...run.images].flatMap(({ thumbnail }, index) =>
    thumbnail ? [[keys[index] ?? '', thumbnail] as const] : [],
  )
}

/** The run as it is stored: no object URLs, thumbnails apart, nothing of this page's progress. */
async function bare(
  { source, images, error, ...run }: VariationRun,
  storable: (blob: Blob) => Promise<StoredBlob>,
): Promise<StoredRun> {
  const strip = async <Shown extends VariationSource | VariationImage>(shown: Shown) => {
    const { blob } = shown
    const rest: Stored<Shown> = copyShown(shown, { blob: undefined, ...(blob && { src: '' }) })
    delete (rest as { thumbnail?: Blob }).thumbnail
    return blob ? { ...rest, blob: await storable(blob) } : rest
  }
  delete run.progress
  const stored = {
    ...run,
    source: await strip(source),
    images: await Promise.all(images.map(strip)),
  }
  if (!error) return stored
  const { code, message, outcomeUnknown, status, requestId, details } = error
  return { ...stored, error: { code, message, outcomeUnknown, status, requestId, details } }
}

function toBlob(stored: StoredBlob): Blob {
  if (stored instanceof Blob) return stored
  const { bytes, type, name } = stored
  return name === undefined ? new Blob([bytes], { type }) : new File([bytes], name, { type })
}
