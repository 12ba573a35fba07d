import { openDB, type DBSchema } from 'idb'
import type { VariationImage, VariationRun, VariationSource } from '../image/VariationRun.js'

interface Schema extends DBSchema {
  runs: { key: string; value: VariationRun }
  /** Apart from the runs, so that adding one does not write all pictures again. Keys are those of the pictures. */
  thumbnails: { key: string; value: Blob }
}

/** Runs on disk, their pictures as Blobs. Object URLs mean nothing there and are left out. */
export type HistoryDatabase = {
  readAll(): Promise<VariationRun[]>
  read(runIds: readonly string[]): Promise<VariationRun[]>
  /** Writes some and deletes others, or neither. */
  write(runs: readonly VariationRun[], gone: readonly VariationRun[]): Promise<void>
  /** Writes the small copies alone, which come later than their run. */
  writeThumbnails(run: VariationRun): Promise<void>
  close(): void
}

/** @throws a DOMException where the browser keeps no databases, as in some private windows */
export async function openHistoryDatabase(name: string): Promise<HistoryDatabase> {
  const database = await openDB<Schema>(name, 1, {
    upgrade(fresh) {
      fresh.createObjectStore('runs', { keyPath: 'id' })
      fresh.createObjectStore('thumbnails')
    },
    // A later version of this library in another tab may have its turn.
    blocking: () => database.close(),
  })

  async function complete(run: VariationRun): Promise<VariationRun> {
    const found = await Promise.all(
      thumbnailKeys(run).map((key) => database.get('thumbnails', key)),
    )
    const add = <Shown extends object>(shown: Shown, thumbnail: Blob | undefined): Shown =>
      thumbnail ? { ...shown, thumbnail } : shown
    return {
      ...run,
      source: add(run.source, found[0]),
      images: run.images.map((image, index) => add(image, found[index + 1])),
    }
  }

  return {
    async readAll() {
      return Promise.all((await database.getAll('runs')).map(complete))
    },

    async read(runIds) {
      const found = await Promise.all(runIds.map((id) => database.get('runs', id)))
      return Promise.all(found.filter((run) => run !== undefined).map(complete))
    },

    async write(runs, gone) {
      const transaction = database.transaction(['runs', 'thumbnails'], 'readwrite')
      const [kept, thumbnails] = [
        transaction.objectStore('runs'),
        transaction.objectStore('thumbnails'),
      ]
      await Promise.all([
        ...runs.map((run) => kept.put(bare(run))),
        ...gone.map((run) => kept.delete(run.id)),
        ...gone.flatMap(thumbnailKeys).map((key) => thumbnails.delete(key)),
        transaction.done,
      ])
    },

    async writeThumbnails(run) {
      const transaction = database.transaction('thumbnails', 'readwrite')
      const thumbnails = [run.source, ...run.images].map(({ thumbnail }) => thumbnail)
      await Promise.all([
        ...thumbnailKeys(run).map(
          (key, index) => thumbnails[index] && transaction.store.put(thumbnails[index], key),
        ),
        transaction.done,
      ])
    },

    close: () => database.close(),
  }
}

/** Of the source, then of the pictures in their order. */
function thumbnailKeys(run: VariationRun): string[] {
  return [`${run.id}-source`, ...run.images.map(({ id }) => id)]
}

function bare(run: VariationRun): VariationRun {
  const strip = <Shown extends VariationSource | VariationImage>({ ...shown }: Shown): Shown => {
    delete shown.thumbnail
    if (shown.blob) shown.src = ''
    return shown
  }
  return { ...run, source: strip(run.source), images: run.images.map(strip) }
}
