import type { VariationImage, VariationRun, VariationSource } from '../image/VariationRun.js'
import { createMount, createObjectURLScope, type ObjectURLScope } from '../image/objectURLs.js'
import { createStore } from '../ui/createStore.js'
import type { HistoryDatabase } from './historyDatabase.js'

export type VariationHistoryOptions = {
  /** Keep runs over reloads, in the browser's IndexedDB, and in step with other tabs. @default false */
  persist?: boolean
  /** Name of the database; one for each user or project keeps them apart. @default 'image-variations' */
  name?: string
  /** Beyond this many runs the oldest go. @default 100 */
  maxRuns?: number
  /** Make a copy of at most 512 px of every picture, for grids. @default true */
  thumbnails?: boolean
}

/** Why runs are not kept over a reload, as data; they stay usable until then. */
export type HistoryProblem = {
  /** The disk is full, the browser keeps no databases (as in some private windows), or something else. */
  code: 'quota' | 'unavailable' | 'failed'
  cause: unknown
}

export type HistoryState = {
  runs: VariationRun[]
  isLoading: boolean
  problem: HistoryProblem | null
  canUndo: boolean
}

/** Removals that can be undone. */
const maxUndo = 20

/** The state behind `useVariationHistory`. It holds the object URLs of all runs that it shows or could bring back. */
export function createVariationHistory({
  persist = false,
  name = 'image-variations',
  maxRuns = 100,
  thumbnails = true,
}: VariationHistoryOptions = {}) {
  const store = createStore<HistoryState>({
    runs: [],
    isLoading: persist,
    problem: null,
    canUndo: false,
  })
  /** Runs as they were before each removal. */
  let removals: (readonly VariationRun[])[] = []
  let mounts = 0
  let isReleased = false
  let channel: BroadcastChannel | undefined
  let disk: Promise<HistoryDatabase> | undefined
  let tasks = 0
  let painting: Promise<unknown> = Promise.resolve()

  const urls = createObjectURLScope()

  function update(change: Partial<HistoryState>) {
    const next = { ...store.get(), ...change, canUndo: removals.length > 0 }
    urls.keepOnly([...next.runs, ...removals.flat()].flatMap(blobsOf))
    store.set({ ...next, runs: next.runs.map((run) => withURLs(run, urls)) })
  }

  /** Puts runs in, in the place of those with their ids. The oldest go where there are too many, and are returned. */
  function put(runs: readonly VariationRun[], among = store.get().runs): readonly VariationRun[] {
    const ids = new Set(runs.map(({ id }) => id))
    const others = among.filter(({ id }) => !ids.has(id))
    const all = [...runs, ...others].sort((one, other) => +other.createdAt - +one.createdAt)
    update({ runs: all.slice(0, maxRuns) })
    return all.slice(maxRuns)
  }

  // The disk comes second: what fails there is reported, and everything stays usable in memory.

  async function onDisk(task: (database: HistoryDatabase) => Promise<void>) {
    if (!persist) return
    tasks++
    try {
      disk ??= openDisk(name)
      await task(await disk)
    } catch (cause) {
      disk = undefined
      update({ problem: { code: problemCodeOf(cause), cause }, isLoading: false })
    } finally {
      tasks--
      closeDiskWhenDone()
    }
  }

  function closeDiskWhenDone() {
    if (mounts > 0 || tasks > 0) return
    disk?.then((database) => database.close()).catch(() => {})
    disk = undefined
  }

  function write(runs: readonly VariationRun[], gone: readonly VariationRun[] = []) {
    return onDisk(async (database) => {
      await database.write(runs, gone)
      channel?.postMessage([...runs, ...gone].map(({ id }) => id))
    })
  }

  /** Reads the runs that another tab has touched, or all of them. */
  function load(touched?: readonly string[]) {
    return onDisk(async (database) => {
      const runs = await (touched ? database.read(touched) : database.readAll())
      if (isReleased) return
      const gone = touched?.filter((id) => !runs.some((run) => run.id === id)) ?? []
      const rest = store.get().runs.filter(({ id }) => !gone.includes(id))
      const known = new Map(rest.map((run) => [run.id, run]))
      put(
        runs.map((run) => revive(run, known.get(run.id))),
        rest,
      )
      update({ isLoading: false })
    })
  }

  /** Fetches pictures that would expire and makes small copies, one run after the other. */
  function complete(run: VariationRun) {
    // A run that cannot be completed stays as it is, and the next has its turn.
    painting = painting
      .catch(() => {})
      .then(async () => {
        const { completePictures } = await import('./completePictures.js')
        const completed = await completePictures(run, {
          links: persist,
          thumbnails,
          isStopped: () => isReleased,
        })
        const current = store.get().runs.find(({ id }) => id === run.id)
        if (!current || isReleased) return
        const images = current.images.map(
          (image) => completed.images.find(({ id }) => id === image.id) ?? image,
        )
        const hasFetched = images.some(({ blob }, index) => blob !== current.images[index]?.blob)
        const whole = { ...current, images, source: completed.source }
        put([whole])
        if (hasFetched) await write([whole])
        await onDisk((database) => database.writeThumbnails(whole))
      })
  }

  /** Takes runs or single pictures away, so that {@link undo} can bring them back. */
  function take(before: readonly VariationRun[], after: readonly VariationRun[]) {
    if (before.length === 0) return
    removals.push(before)
    removals.splice(0, removals.length - maxUndo)
    const ids = new Set(before.map(({ id }) => id))
    put(
      after,
      store.get().runs.filter(({ id }) => !ids.has(id)),
    )
    const gone = before.filter((run) => !after.some(({ id }) => id === run.id))
    void write(after, gone)
  }

  const unmount = createMount(() => {
    channel?.close()
    channel = undefined
    closeDiskWhenDone()
    removals = []
    isReleased = true
    urls.close()
  })

  return {
    store,

    add(run: VariationRun) {
      if (store.get().runs.some(({ id }) => id === run.id)) return
      if (isReleased) {
        void write([run])
        return
      }
      const evicted = put([run])
      void write([run], evicted)
      complete(run)
    },

    remove(id: string) {
      const run = store
        .get()
        .runs.find((one) => one.id === id || one.images.some((image) => image.id === id))
      if (!run) return
      const images = run.id === id ? [] : run.images.filter((image) => image.id !== id)
      take([run], images.length > 0 ? [{ ...run, images }] : [])
    },

    clear: () => take(store.get().runs, []),

    undo() {
      const before = removals.pop()
      if (!before) return
      const evicted = put(before)
      void write(before, evicted)
    },

    async export(): Promise<Blob> {
      const { archiveRuns } = await import('./archiveRuns.js')
      return archiveRuns(store.get().runs)
    },

    /** For an effect. */
    mount(): () => void {
      mounts++
      isReleased = false
      // Its URLs may be dead after a hidden <Activity>.
      if (urls.open()) update({})
      if (persist && !channel) {
        if (typeof BroadcastChannel !== 'undefined') {
          channel = new BroadcastChannel(name)
          channel.onmessage = ({ data }: MessageEvent<string[]>) => void load(data)
        }
        void load()
      }
      const stop = unmount()
      return () => {
        mounts--
        stop()
      }
    },
  }
}

/** Whoever does not persist does not load the database. */
async function openDisk(name: string): Promise<HistoryDatabase> {
  const { openHistoryDatabase } = await import('./historyDatabase.js')
  try {
    return await openHistoryDatabase(name)
  } catch (cause) {
    throw new DatabaseUnavailable('The browser keeps no database.', { cause })
  }
}

class DatabaseUnavailable extends Error {}

function problemCodeOf(cause: unknown): HistoryProblem['code'] {
  if (cause instanceof DatabaseUnavailable) return 'unavailable'
  return cause instanceof DOMException && cause.name === 'QuotaExceededError' ? 'quota' : 'failed'
}

/** Gives every image with bytes its URL. A run whose URLs are good already stays the same object. */
function withURLs(run: VariationRun, urls: ObjectURLScope): VariationRun {
  const show = <Shown extends VariationImage | VariationSource>(shown: Shown): Shown => {
    const src = shown.blob ? urls.urlOf(shown.blob) : shown.src
    return src === shown.src ? shown : { ...shown, src }
  }
  const images = run.images.map(show)
  const source = show(run.source)
  const isSame =
    source === run.source && images.every((image, index) => image === run.images[index])
  return isSame ? run : { ...run, images, source }
}

function blobsOf(run: VariationRun): Blob[] {
  return [run.source, ...run.images].flatMap(({ blob }) => blob ?? [])
}

/** A run from disk: keeps the bytes that this page already shows, and says which links have died since. */
function revive(run: VariationRun, known: VariationRun | undefined): VariationRun {
  const images = run.images.map((image): VariationImage => {
    const shown = known?.images.find(({ id }) => id === image.id)
    if (shown?.blob) return shown
    const isDead = !image.blob && image.expiresAt && +image.expiresAt < Date.now()
    return isDead ? { ...image, src: '', problem: 'expired' } : image
  })
  return { ...run, images, source: known?.source ?? run.source }
}
