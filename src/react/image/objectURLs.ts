/**
 * The one place where object URLs are made and revoked. A Blob has a URL while at least one scope keeps it: a mounted hook, a
 * history, an element that shows it. The URL is made when somebody first asks for it, and is the same for all.
 */
export type ObjectURLScope = {
  /** Keeps one more Blob, unless the scope is closed. */
  keep(blob: Blob): void
  /** Keeps these Blobs and gives up all others. */
  keepOnly(blobs: Iterable<Blob>): void
  /** Lets a closed scope be used again. Says whether it was closed, so that URLs have died. */
  open(): boolean
  /** Gives up everything. */
  close(): void
}

type Kept = { src?: string; scopes: Set<ObjectURLScope> }

const keptBlobs = new WeakMap<Blob, Kept>()

/** The URL of a Blob that some scope keeps, or undefined. */
export function objectURLOf(blob: Blob | undefined): string | undefined {
  const kept = blob && keptBlobs.get(blob)
  if (kept) kept.src ??= URL.createObjectURL(blob)
  return kept?.src
}

/** Makes an open scope with nothing in it. */
export function createObjectURLScope(): ObjectURLScope {
  const blobs = new Set<Blob>()
  let isOpen = true
  const scope: ObjectURLScope = {
    keep(blob) {
      if (!isOpen) return
      const kept = keptBlobs.get(blob) ?? { scopes: new Set() }
      keptBlobs.set(blob, kept)
      kept.scopes.add(scope)
      blobs.add(blob)
    },
    keepOnly(wanted) {
      const kept = new Set(wanted)
      for (const blob of kept) scope.keep(blob)
      for (const blob of blobs) {
        if (kept.has(blob)) continue
        blobs.delete(blob)
        giveUp(blob, scope)
      }
    },
    open() {
      const wasClosed = !isOpen
      isOpen = true
      return wasClosed
    },
    close() {
      isOpen = false
      scope.keepOnly([])
    },
  }
  return scope
}

/** The last scope to leave revokes, a moment later: a change of page gives up a Blob and asks for it again at once. */
function giveUp(blob: Blob, scope: ObjectURLScope): void {
  const kept = keptBlobs.get(blob)
  if (!kept) return
  kept.scopes.delete(scope)
  queueMicrotask(() => {
    if (kept.scopes.size > 0 || keptBlobs.get(blob) !== kept) return
    keptBlobs.delete(blob)
    if (kept.src !== undefined) URL.revokeObjectURL(kept.src)
  })
}

/** For an effect: runs `onUnmount` after an unmount, but not when StrictMode mounts again at once. */
export function createMount(onUnmount: () => void): () => () => void {
  let mounts = 0
  return () => {
    mounts++
    return () => {
      mounts--
      queueMicrotask(() => {
        if (mounts === 0) onUnmount()
      })
    }
  }
}
