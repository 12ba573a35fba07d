import type { VariationError } from '../../client/errors.js'
import { createRunId } from '../../contract/runId.js'
import { blobsOf } from '../image/blobsOf.js'
import { copyShown } from '../image/copyShown.js'
import { createMount, createObjectURLScope } from '../image/objectURLs.js'
import type { VariationImage, VariationRun } from '../image/VariationRun.js'
import type { Connection } from '../run/HookClient.js'
import type { RunTracker } from '../run/RunTracker.js'
import { createStore } from '../ui/createStore.js'
import { archiveRuns } from './archiveRuns.js'
import { completeImages } from './completeImages.js'
import {
  createHistoryDisk,
  defaultHistoryName,
  type DiskTask,
  type HistoryProblem,
} from './createHistoryDisk.js'
import { createRunCollector } from './createRunCollector.js'
import { hearOthers, tellOthers, type HistoryMessage } from './historyChannel.js'
import { takeRunLock } from './runLocks.js'

export type VariationHistoryOptions = {
  /** Keep runs over reloads, in the browser's IndexedDB, and in step with other tabs. @default false */
  persist?: boolean
  /** Name of the database; one for each user or project keeps them apart. @default 'image-variations' */
  name?: string
  /** Beyond this many runs the oldest go. @default 100 */
  maxRuns?: number
  /** Make a copy of at most 512 px of every image, for grids. @default true */
  thumbnails?: boolean
}

export type HistoryState = {
  /** Runs with their images, newest first. */
  runs: VariationRun[]
  /** Runs under way, and those that could not be collected; newest first. */
  pending: VariationRun[]
  isLoading: boolean
  problem: HistoryProblem | null
  canUndo: boolean
}

/** The state behind `useVariationHistory`. It keeps the object URLs of all runs that it shows or could bring back. */
export function createVariationHistory({
  persist = false,
  name = defaultHistoryName,
  maxRuns = 100,
  thumbnails = true,
}: VariationHistoryOptions = {}) {
  const store = createStore<HistoryState>({
    runs: [],
    pending: [],
    isLoading: persist,
    problem: null,
    canUndo: false,
  })
  const self = createRunId()
  const urls = createObjectURLScope()
  /** Every run, newest first. */
  let all: readonly VariationRun[] = []
  /** Runs as they were before each removal. */
  let removals: (readonly VariationRun[])[] = []
  /** Runs that this page sends, and how to stop them. */
  const sending = new Map<string, { cancel: () => void }>()
  let isMounted = false
  let stopHearing: (() => void) | undefined
  let completing: Promise<unknown> = Promise.resolve()
  /** Runs whose last write failed. The next write tries them again. */
  const unwritten = new Set<string>()
  let hasMadeRoom = false

  const find = (id: string) => all.find((run) => run.id === id)

  function update(change: Partial<HistoryState> = {}) {
    urls.keepOnly([...all, ...removals.flat()].flatMap(blobsOf))
    const before = store.get()
    const isDone = ({ status }: VariationRun) => status === 'success'
    store.set({
      ...before,
      runs: keepIfSame(before.runs, all.filter(isDone)),
      pending: keepIfSame(
        before.pending,
        all.filter((run) => !isDone(run)),
      ),
      canUndo: removals.length > 0,
      ...change,
    })
  }

  /** Puts runs in, in the place of those with their ids. Where there are too many the oldest go: their ids are returned. */
  function put(runs: readonly VariationRun[], among = all): string[] {
    const ids = new Set(runs.map(({ id }) => id))
    const others = among.filter(({ id }) => !ids.has(id))
    const sorted = [...runs, ...others].sort((one, other) => +other.createdAt - +one.createdAt)
    const evicted = sorted.filter(({ status }) => status === 'success').slice(maxRuns)
    all = sorted.filter((run) => !evicted.includes(run))
    update()
    return evicted.map(({ id }) => id)
  }

  function drop(ids: readonly string[]) {
    all = all.filter(({ id }) => !ids.includes(id))
    update()
  }

  // The disk comes second: what fails there is reported, and everything stays usable in memory.
  const disk = createHistoryDisk(name, {
    onProblem: (problem) => update({ problem, isLoading: false }),
    onDone: closeWhenDone,
  })
  const onDisk = async (task: DiskTask) => {
    if (persist) await disk.run(task)
  }

  function closeWhenDone() {
    if (isMounted || disk.isBusy || sending.size > 0) return
    disk.close()
    stopHearing?.()
    stopHearing = undefined
  }

  const tell = (message: Omit<HistoryMessage, 'from'>) => {
    if (persist) tellOthers(name, { from: self, ...message })
  }

  /** Writes runs and deletes others. Other histories hear of deletions at once, and of the rest when they can read it. */
  async function write(runs: readonly VariationRun[], gone: readonly string[] = []) {
    if (gone.length > 0) tell({ removed: [...gone] })
    await onDisk(async (database) => {
      for (const id of gone) unwritten.delete(id)
      const isWritten = new Set(runs.map(({ id }) => id))
      const behind = all.filter(({ id }) => unwritten.has(id) && !isWritten.has(id))
      const isBehind = unwritten.size > 0
      for (const { id } of runs) unwritten.add(id)
      let isWhole = await database.write(runs, gone)
      if (behind.length > 0) isWhole = (await database.write(behind)) && isWhole
      unwritten.clear()
      hasMadeRoom ||= !isWhole
      if (isBehind && !hasMadeRoom) update({ problem: null })
      if (!isWhole) {
        const cause = new DOMException('Older runs made room.', 'QuotaExceededError')
        update({ problem: { code: 'quota', cause } })
      }
      // Once more for those who have just read what is gone.
      tell({ changed: runs.map(({ id }) => id), removed: [...gone] })
    })
  }

  /** Reads the runs that another tab has touched, or all of them. */
  function load(touched?: readonly string[]) {
    return onDisk(async (database) => {
      const read = await (touched ? database.read(touched) : database.readAll())
      // What this page sends, or has just sent, it knows better than the disk.
      const found = read.filter(
        ({ id, status }) =>
          !sending.has(id) && !(status === 'pending' && find(id)?.status === 'success'),
      )
      put(found.map((run) => revive(run, find(run.id))))
      update({ isLoading: false })
      for (const { id, status } of found) if (status === 'pending') void collector.watch(id)
    })
  }

  /** Fetches images that would expire and makes small copies, one run after the other. */
  function complete(run: VariationRun) {
    // A run that cannot be completed stays as it is, and the next has its turn.
    completing = completing
      .catch(() => {})
      .then(async () => {
        const completed = await completeImages(run, {
          links: persist,
          thumbnails,
          isStopped: () => !find(run.id),
        })
        const current = find(run.id)
        if (!current) return
        const images = current.images.map(
          (image) => completed.images.find(({ id }) => id === image.id) ?? image,
        )
        const hasFetched = images.some(({ blob }, index) => blob !== current.images[index]?.blob)
        const whole = { ...current, images, source: completed.source }
        put([whole])
        if (hasFetched) await write([whole])
        else await onDisk((database) => database.writeThumbnails(whole))
      })
    completing.catch(() => {})
  }

  /** Keeps a run with its images. */
  async function keep(run: VariationRun) {
    const evicted = put([run])
    complete(run)
    await write([run], evicted)
  }

  async function fail(run: VariationRun, error: VariationError) {
    const failed: VariationRun = { ...run, status: 'error', error, progress: null }
    put([failed])
    // What could not be asked for is asked for again after a reload.
    if (error.code !== 'outcome_unknown') await write([failed])
  }

  async function forget(id: string) {
    collector.stop(id)
    drop([id])
    await write([], [id])
  }

  const collector = createRunCollector({
    isSending: (id) => sending.has(id),
    async findPending(id) {
      await load([id])
      const run = find(id)
      return run?.status === 'pending' ? run : undefined
    },
    keep,
    fail,
    forget,
  })

  async function cancel(id: string) {
    const own = sending.get(id)
    if (own) return own.cancel()
    const run = find(id)
    if (run?.status === 'pending') await collector.cancel(run)
  }

  /** Takes runs or single images away, so that `undo` can bring them back. */
  function take(before: readonly VariationRun[], after: readonly VariationRun[]) {
    if (before.length === 0) return
    removals.push(before)
    // A selection is removed piece by piece, and comes back as a whole.
    while (new Set(removals.flat().map(({ id }) => id)).size > maxRuns) removals.shift()
    const ids = new Set(before.map(({ id }) => id))
    put(
      after,
      all.filter(({ id }) => !ids.has(id)),
    )
    const gone = before.filter((run) => !after.some(({ id }) => id === run.id))
    void write(
      after,
      gone.map(({ id }) => id),
    )
  }

  function hear({ from, changed, removed, isCleared }: HistoryMessage) {
    if (from === self) return
    const gone = isCleared ? all.map(({ id }) => id) : removed
    if (gone && gone.length > 0) {
      if (isCleared) removals = []
      const cancelled = gone.flatMap((id) => (find(id) ? (sending.get(id) ?? []) : []))
      drop(gone)
      // A write that was under way may come after the deletion.
      if (isCleared) void onDisk((database) => database.write([], gone).then(() => {}))
      for (const id of gone) collector.stop(id)
      // Who cleared does not say that a run should stop; nothing of it is kept.
      if (!isCleared) for (const run of cancelled) run.cancel()
    }
    if (changed && changed.length > 0) void load(changed)
  }

  const unmount = createMount(() => {
    isMounted = false
    collector.stopAll()
    removals = []
    urls.close()
    closeWhenDone()
  })

  const track: RunTracker['track'] = (run, { cancel }) => {
    sending.set(run.id, { cancel })
    put([run])
    let release = () => {}
    const ready = (async () => {
      if (persist) release = await takeRunLock(run.id)
      // It may have been cancelled meanwhile.
      if (find(run.id)) await write([run])
    })()
    return {
      ready,
      update(next) {
        if (sending.has(run.id) && find(run.id)) put([next])
      },
      end(ended) {
        if (!sending.delete(run.id)) return
        const isWanted = find(run.id) !== undefined
        // In memory at once.
        const evicted = isWanted && ended ? put([ended]) : []
        if (isWanted && !ended) drop([run.id])
        void ready
          .then(() => (isWanted ? settle(ended, evicted) : undefined))
          .finally(() => {
            release()
            closeWhenDone()
          })
      },
    }
    async function settle(ended: VariationRun | undefined, evicted: readonly string[]) {
      if (!ended || evicted.includes(run.id)) return write([], [...evicted, run.id])
      if (ended.status === 'success') complete(ended)
      return write([ended], evicted)
    }
  }

  return {
    store,
    track,

    /** Which client collects and cancels. */
    connect: (connection: Connection) => collector.connect(connection),

    add(run: VariationRun) {
      if (!find(run.id)) void keep(copyRun(run))
    },

    remove(id: string) {
      const run = all.find((one) => one.id === id || one.images.some((image) => image.id === id))
      if (!run) return
      if (run.status !== 'success') {
        void (run.status === 'pending' ? cancel(run.id) : forget(run.id))
        return
      }
      const images = run.id === id ? [] : run.images.filter((image) => image.id !== id)
      take([run], images.length > 0 ? [{ ...run, images }] : [])
    },

    clear() {
      const failed = store.get().pending.filter(({ status }) => status === 'error')
      for (const { id } of failed) void forget(id)
      take(store.get().runs, [])
    },

    undo() {
      const before = removals.pop()
      if (before) void write(before, put(before))
    },

    cancel: (id: string) => void cancel(id),

    retry(id: string) {
      const run = find(id)
      if (run?.status !== 'error') return
      const again: VariationRun = { ...run, status: 'pending', error: undefined }
      put([again])
      void write([again]).then(() => collector.watch(id))
    },

    export: () => archiveRuns(store.get().runs),

    /** For an effect. */
    mount(): () => void {
      // After a hidden <Activity> the images have other URLs than those that were drawn.
      if (urls.open()) {
        all = all.map(copyRun)
        update()
      }
      if (persist && !isMounted) {
        stopHearing ??= hearOthers(name, hear)
        void load()
      }
      isMounted = true
      return unmount()
    },
  }
}

const copyRun = (run: VariationRun): VariationRun => ({
  ...run,
  images: run.images.map((image) => copyShown(image)),
  source: copyShown(run.source),
})

/** The list before, if nothing has changed, so that components skip a render. */
function keepIfSame(before: VariationRun[], after: VariationRun[]): VariationRun[] {
  const isSame =
    before.length === after.length && before.every((run, index) => run === after[index])
  return isSame ? before : after
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
