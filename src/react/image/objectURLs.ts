/**
 * The one place where object URLs are made and revoked. A Blob's URL is good while at least one scope has asked for it: a
 * mounted hook, a history, an element that shows the Blob. All scopes share one URL for each Blob.
 */
export type ObjectURLScope = {
  /** The URL of a Blob, good until the scope gives it up. Empty while the scope is closed and no other one has the Blob. */
  urlOf(blob: Blob): string
  /** Gives up all Blobs but these. */
  keepOnly(blobs: Iterable<Blob>): void
  /** Lets a closed scope be used again. Says whether it was closed, so that its URLs may be dead. */
  open(): boolean
  /** Gives up everything. */
  close(): void
}

type Shared = { src: string; scopes: Set<ObjectURLScope> }

const sharedURLs = new WeakMap<Blob, Shared>()

/** The URL of a Blob that some scope keeps, or undefined. */
export function objectURLOf(blob: Blob | undefined): string | undefined {
  return blob && sharedURLs.get(blob)?.src
}

/** Makes an open scope with nothing in it. */
export function createObjectURLScope(): ObjectURLScope {
  const blobs = new Set<Blob>()
  let isOpen = true
  const scope: ObjectURLScope = {
    urlOf(blob) {
      if (!isOpen) return objectURLOf(blob) ?? ''
      const shared = sharedURLs.get(blob) ?? { src: URL.createObjectURL(blob), scopes: new Set() }
      sharedURLs.set(blob, shared)
      shared.scopes.add(scope)
      blobs.add(blob)
      return shared.src
    },
    keepOnly(kept) {
      const wanted = new Set(kept)
      for (const blob of blobs) {
        if (wanted.has(blob)) continue
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
  const shared = sharedURLs.get(blob)
  if (!shared) return
  shared.scopes.delete(scope)
  queueMicrotask(() => {
    if (shared.scopes.size > 0 || sharedURLs.get(blob) !== shared) return
    sharedURLs.delete(blob)
    URL.revokeObjectURL(shared.src)
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
