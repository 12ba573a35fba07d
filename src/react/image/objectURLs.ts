/**
 * The one place where object URLs are made and revoked. A URL lives while somebody holds its Blob: a hook its results, a
 * history its runs, a gallery its tiles. Whoever holds must release.
 */
type Held = { src: string; holders: number }

const heldBlobs = new WeakMap<Blob, Held>()

/** The URL of a Blob that somebody holds, or undefined. */
export function objectURLOf(blob: Blob | undefined): string | undefined {
  return blob && heldBlobs.get(blob)?.src
}

/** Makes the Blob's URL, or shares the one that exists. Every call needs its {@link releaseBlob}. */
export function holdBlob(blob: Blob): string {
  const held = heldBlobs.get(blob) ?? { src: URL.createObjectURL(blob), holders: 0 }
  held.holders++
  heldBlobs.set(blob, held)
  return held.src
}

/** Gives a Blob back. The last one out revokes, a moment later: StrictMode and a change of page release and hold at once. */
export function releaseBlob(blob: Blob): void {
  const held = heldBlobs.get(blob)
  if (!held) return
  held.holders--
  queueMicrotask(() => {
    if (held.holders > 0 || heldBlobs.get(blob) !== held) return
    heldBlobs.delete(blob)
    URL.revokeObjectURL(held.src)
  })
}
