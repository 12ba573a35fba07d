import { act, renderHook, waitFor } from '@testing-library/react'
import {
  useVariationHistory,
  type UseVariationHistoryOptions,
  type VariationRun,
} from 'react-image-variation'
import { StrictMode } from 'react'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { createImage, fixture, watchObjectURLs } from './harness.js'

let count = 0

/** A run whose image is a real one; later runs are younger. */
function runOf(blob: Blob | undefined, part: Partial<VariationRun> = {}): VariationRun {
  count++
  const id = part.id ?? `run-${count}`
  return {
    id,
    status: 'success',
    request: { model: 'local/duotone', n: 1 },
    source: { name: 'photo.jpg', src: '', blob, mimeType: 'image/jpeg' },
    createdAt: new Date(1_700_000_000_000 + count * 1000),
    images: [
      { id: `${id}-0`, runId: id, index: 0, src: '', blob, mimeType: 'image/jpeg' },
      { id: `${id}-1`, runId: id, index: 1, src: '', blob, mimeType: 'image/jpeg' },
    ],
    ...part,
  }
}

function setUp(options: UseVariationHistoryOptions = {}) {
  return renderHook(() => useVariationHistory(options), { wrapper: StrictMode })
}

const uniqueName = () => `test-${crypto.randomUUID()}`
const ids = (runs: readonly VariationRun[]) => runs.map(({ id }) => id)

/** Ids of the runs on disk, as far as `stubDisk` has seen them. */
const onDisk = new Set<string>()
const isRun = (value: unknown): value is VariationRun =>
  typeof value === 'object' && value !== null && 'images' in value

/** Looks at, or rejects, what is written to IndexedDB. */
function stubDisk(look: (store: IDBObjectStore, value: unknown) => void) {
  const { put, delete: remove } = IDBObjectStore.prototype
  onDisk.clear()
  IDBObjectStore.prototype.put = function (value: unknown, key) {
    look(this, value)
    if (isRun(value)) onDisk.add(value.id)
    return put.call(this, value, key)
  }
  IDBObjectStore.prototype.delete = function (key) {
    onDisk.delete(String(key))
    return remove.call(this, key)
  }
  onTestFinished(() => void Object.assign(IDBObjectStore.prototype, { put, delete: remove }))
}

function holdsBlob(value: unknown): boolean {
  if (value instanceof Blob) return true
  return typeof value === 'object' && value !== null && Object.values(value).some(holdsBlob)
}

async function loads(src: string | undefined) {
  const element = new Image()
  element.src = src ?? ''
  await element.decode()
  return element.naturalWidth
}

describe('in memory', () => {
  test('runs come newest first, each once, and the oldest go', async () => {
    const { result } = setUp({ maxRuns: 2 })
    const blob = await fixture('cat.webp')
    const [first, second, third] = [runOf(blob), runOf(blob), runOf(blob)]
    act(() => {
      result.current.add(first)
      result.current.add(second)
      result.current.add(second)
    })
    expect(ids(result.current.runs)).toEqual([second.id, first.id])
    act(() => result.current.add(third))
    expect(ids(result.current.runs)).toEqual([third.id, second.id])
    expect(await loads(result.current.runs[0]?.images[0]?.src)).toBe(451)
  })

  test('remove takes an image, its last one the run, and undo brings them back', async () => {
    const { result } = setUp()
    const blob = await fixture('cat.webp')
    const [first, second] = [runOf(blob), runOf(blob)]
    act(() => [first, second].forEach(result.current.add))
    act(() => result.current.remove(`${first.id}-0`))
    expect(result.current.runs[1]?.images.map(({ index }) => index)).toEqual([1])
    act(() => result.current.remove(`${first.id}-1`))
    expect(ids(result.current.runs)).toEqual([second.id])
    act(() => result.current.undo())
    act(() => result.current.undo())
    expect(result.current.canUndo).toBe(false)
    expect(result.current.runs[1]?.images.map(({ index }) => index)).toEqual([0, 1])
    act(() => result.current.clear())
    expect(result.current.runs).toEqual([])
    act(() => result.current.undo())
    expect(ids(result.current.runs)).toEqual([second.id, first.id])
    expect(await loads(result.current.runs[1]?.images[0]?.src)).toBe(451)
  })

  test('what is removed at once is brought back as a whole, however much it is', () => {
    const { result } = setUp({ thumbnails: false })
    const runs = Array.from({ length: 25 }, () => runOf(undefined))
    act(() => runs.forEach(result.current.add))
    act(() => runs.forEach(({ id }) => result.current.remove(id)))
    expect(result.current.runs).toEqual([])
    while (result.current.canUndo) act(() => result.current.undo())
    expect(result.current.runs).toHaveLength(25)
  })

  test('lineage leads from an image to what it came from and what came of it', () => {
    const { result } = setUp()
    const grandparent = runOf(undefined)
    const parent = runOf(undefined, { parentImageId: `${grandparent.id}-1` })
    const child = runOf(undefined, { parentImageId: `${parent.id}-0` })
    act(() => [grandparent, parent, child].forEach(result.current.add))
    const ancestors = result.current.ancestorsOf(`${child.id}-0`)
    expect(ancestors.map(({ image }) => image.id)).toEqual([
      `${parent.id}-0`,
      `${grandparent.id}-1`,
    ])
    expect(ids(result.current.childrenOf(`${grandparent.id}-1`))).toEqual([parent.id])
    expect(result.current.findImage('nothing')).toBe(undefined)
  })

  test('large images get small copies', async () => {
    const { result } = setUp()
    act(() => result.current.add(runOf(undefined)))
    const large = await createImage(1200, 600)
    act(() => result.current.add(runOf(large)))
    await waitFor(() => expect(result.current.runs[0]?.source.thumbnail).toBeDefined())
    const thumbnail = await createImageBitmap(result.current.runs[0]!.images[1]!.thumbnail!)
    expect([thumbnail.width, thumbnail.height]).toEqual([512, 256])
  })

  test('export is a ZIP of the images and a list', async () => {
    const { result } = setUp()
    const blob = await fixture('cat.webp')
    act(() => result.current.add(runOf(blob, { id: 'abcdefgh' })))
    const archive = await result.current.export()
    const text = await archive.text()
    expect(text.startsWith('PK')).toBe(true)
    expect(text).toContain('abcdef/1.jpg')
    expect(text).toContain('"model": "local/duotone"')
    expect(archive.size).toBeGreaterThan(3 * blob.size)
  })

  test('object URLs live as long as a run can come back, and then go', async () => {
    const urls = watchObjectURLs()
    onTestFinished(urls.stop)
    const { result, unmount } = setUp({ thumbnails: false })
    const blob = await fixture('cat.webp')
    act(() => [runOf(blob), runOf(new Blob([blob]))].forEach(result.current.add))
    const sources = result.current.runs.map(({ source }) => source.src)
    expect(new Set(sources).size).toBe(2)
    act(() => result.current.clear())
    for (const src of sources) expect(urls.alive).toContain(src)
    unmount()
    await waitFor(() => expect(urls.alive).toEqual(new Set()))
  })
})

describe('on disk', () => {
  test('runs survive a reload with images, small copies and settings', async () => {
    const options = { persist: true, name: uniqueName() }
    const before = setUp(options)
    expect(before.result.current.isLoading).toBe(true)
    await waitFor(() => expect(before.result.current.isLoading).toBe(false))
    const run = runOf(await createImage(800, 600), { parentImageId: 'older-0', durationMs: 12 })
    act(() => before.result.current.add(run))
    await waitFor(() => expect(before.result.current.runs[0]?.source.thumbnail).toBeDefined())
    before.unmount()

    const urls = watchObjectURLs()
    onTestFinished(urls.stop)
    const after = setUp(options)
    await waitFor(() => expect(after.result.current.runs).toHaveLength(1))
    const [kept] = after.result.current.runs
    // Object URLs are made for what is shown.
    expect(urls.alive).toEqual(new Set())
    const { src } = kept!.source
    expect(urls.alive).toEqual(new Set([src]))
    expect(kept).toMatchObject({
      id: run.id,
      request: run.request,
      createdAt: run.createdAt,
      parentImageId: 'older-0',
      durationMs: 12,
    })
    expect(await loads(kept?.images[1]?.src)).toBe(800)
    expect(await loads(kept?.source.src)).toBe(800)
    expect(kept?.images[0]?.thumbnail?.type).toBe('image/webp')
  })

  test('what is removed is gone after a reload, what was brought back is there', async () => {
    const options = { persist: true, name: uniqueName() }
    const before = setUp(options)
    const [gone, partly, back] = [runOf(undefined), runOf(undefined), runOf(undefined)]
    act(() => [gone, partly, back].forEach(before.result.current.add))
    act(() => before.result.current.remove(gone.id))
    act(() => before.result.current.remove(`${partly.id}-0`))
    act(() => before.result.current.remove(back.id))
    act(() => before.result.current.undo())
    before.unmount()
    const after = setUp(options)
    // The removals may still be on their way to the disk.
    await waitFor(() => {
      expect(ids(after.result.current.runs)).toEqual([back.id, partly.id])
      expect(after.result.current.runs[1]?.images).toHaveLength(1)
    })
  })

  test('the cap holds on disk as well', async () => {
    const options = { persist: true, name: uniqueName(), maxRuns: 2 }
    const before = setUp(options)
    const runs = [runOf(undefined), runOf(undefined), runOf(undefined)]
    act(() => runs.forEach(before.result.current.add))
    before.unmount()
    const after = setUp({ ...options, maxRuns: 10 })
    await waitFor(() => expect(ids(after.result.current.runs)).toEqual([runs[2]?.id, runs[1]?.id]))
  })

  test('tabs keep in step', async () => {
    const options = { persist: true, name: uniqueName() }
    const [one, other] = [setUp(options), setUp(options)]
    await waitFor(() => expect(other.result.current.isLoading).toBe(false))
    const blob = await fixture('cat.webp')
    const run = runOf(blob)
    act(() => one.result.current.add(run))
    await waitFor(() => expect(ids(other.result.current.runs)).toEqual([run.id]))
    expect(await loads(other.result.current.runs[0]?.images[0]?.src)).toBe(451)
    act(() => other.result.current.remove(`${run.id}-0`))
    await waitFor(() => expect(one.result.current.runs[0]?.images).toHaveLength(1))
    act(() => one.result.current.clear())
    await waitFor(() => expect(other.result.current.runs).toEqual([]))
    act(() => one.result.current.undo())
    await waitFor(() => expect(other.result.current.runs).toHaveLength(1))
  })

  test('a link is kept as bytes where its host allows, else it is expired when its time is over', async () => {
    const options = { persist: true, name: uniqueName() }
    const before = setUp(options)
    const expiresAt = new Date(Date.now() + 60_000)
    const link = { runId: 'links', expiresAt }
    const readable = {
      ...link,
      id: 'links-0',
      index: 0,
      src: URL.createObjectURL(await fixture('cat.webp')),
    }
    const closed = { ...link, id: 'links-1', index: 1, src: 'https://closed.invalid/a.png' }
    act(() =>
      before.result.current.add(runOf(undefined, { id: 'links', images: [readable, closed] })),
    )
    await waitFor(() => expect(before.result.current.runs[0]?.images[0]?.blob).toBeDefined())
    expect(before.result.current.runs[0]?.images[0]).not.toHaveProperty('expiresAt')
    before.unmount()

    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 120_000 })
    onTestFinished(() => void vi.useRealTimers())
    const after = setUp(options)
    await waitFor(() => expect(after.result.current.runs).toHaveLength(1))
    const [kept, dead] = after.result.current.runs[0]!.images
    expect(await loads(kept?.src)).toBe(451)
    expect(dead).toMatchObject({ src: '', problem: 'expired' })
  })

  test('a full disk is reported, and the run stays usable', async () => {
    const { result } = setUp({ persist: true, name: uniqueName() })
    await waitFor(() => expect(result.current.isLoading).toBe(false))
    const { put } = IDBObjectStore.prototype
    IDBObjectStore.prototype.put = () => {
      throw new DOMException('The disk is full.', 'QuotaExceededError')
    }
    onTestFinished(() => void (IDBObjectStore.prototype.put = put))
    act(() => result.current.add(runOf(undefined)))
    await waitFor(() => expect(result.current.problem?.code).toBe('quota'))
    expect(result.current.runs).toHaveLength(1)
  })

  test('a run that a full disk did not take is written with the next one', async () => {
    const options = { persist: true, name: uniqueName(), thumbnails: false }
    const { result, unmount } = setUp(options)
    await waitFor(() => expect(result.current.isLoading).toBe(false))
    const { put } = IDBObjectStore.prototype
    onTestFinished(() => void (IDBObjectStore.prototype.put = put))
    IDBObjectStore.prototype.put = () => {
      throw new DOMException('The disk is full.', 'QuotaExceededError')
    }
    const [first, second] = [runOf(undefined), runOf(undefined)]
    act(() => result.current.add(first))
    await waitFor(() => expect(result.current.problem?.code).toBe('quota'))
    IDBObjectStore.prototype.put = put
    act(() => result.current.add(second))
    await waitFor(() => expect(result.current.problem).toBe(null))
    unmount()
    const after = setUp(options)
    await waitFor(() => expect(after.result.current.runs).toHaveLength(2))
  })

  test('on a full disk the newest runs are kept and the oldest go', async () => {
    const options = { persist: true, name: uniqueName(), thumbnails: false }
    const { result, unmount } = setUp(options)
    await waitFor(() => expect(result.current.isLoading).toBe(false))
    const runs = [runOf(undefined), runOf(undefined), runOf(undefined)]
    stubDisk((store, value) => {
      if (store.name === 'runs' && isRun(value) && onDisk.size >= 2 && !onDisk.has(value.id)) {
        throw new DOMException('The disk is full.', 'QuotaExceededError')
      }
    })
    for (const run of runs) {
      act(() => result.current.add(run))
      await waitFor(() => expect(onDisk.has(run.id)).toBe(true))
    }
    expect(result.current.problem?.code).toBe('quota')
    // Usable until a reload.
    expect(result.current.runs).toHaveLength(3)
    unmount()
    const after = setUp(options)
    await waitFor(() => expect(ids(after.result.current.runs)).toEqual([runs[2]?.id, runs[1]?.id]))
  })

  test('where a Blob cannot be stored its bytes are', async () => {
    const options = { persist: true, name: uniqueName() }
    stubDisk((_, value) => {
      if (holdsBlob(value)) throw new DOMException('No blobs here.', 'DataCloneError')
    })
    const before = setUp(options)
    const blob = await createImage(800, 400)
    const run = runOf(blob)
    act(() => before.result.current.add(run))
    await waitFor(() => expect(before.result.current.runs[0]?.source.thumbnail).toBeDefined())
    await waitFor(() => expect(onDisk.has(run.id)).toBe(true))
    before.unmount()
    const after = setUp(options)
    await waitFor(() => expect(after.result.current.runs).toHaveLength(1))
    const [kept] = after.result.current.runs
    expect(await loads(kept?.images[1]?.src)).toBe(800)
    expect(kept?.source.blob).toMatchObject({ type: 'image/jpeg', size: blob.size })
    expect(after.result.current.problem).toBe(null)
  })

  test('a browser without databases is reported, and runs stay in memory', async () => {
    const { open } = IDBFactory.prototype
    IDBFactory.prototype.open = () => {
      throw new DOMException('A private window.', 'InvalidStateError')
    }
    onTestFinished(() => void (IDBFactory.prototype.open = open))
    const { result } = setUp({ persist: true, name: uniqueName() })
    await waitFor(() => expect(result.current.problem?.code).toBe('unavailable'))
    act(() => result.current.add(runOf(undefined)))
    expect(result.current).toMatchObject({ isLoading: false, runs: { length: 1 } })
  })

  test('a run that arrives after the unmount is kept', async () => {
    const options = { persist: true, name: uniqueName() }
    const before = setUp(options)
    await waitFor(() => expect(before.result.current.isLoading).toBe(false))
    before.unmount()
    await new Promise((resolve) => setTimeout(resolve))
    const late = runOf(undefined)
    before.result.current.add(late)
    const after = setUp(options)
    await waitFor(() => expect(ids(after.result.current.runs)).toEqual([late.id]))
  })
})
