import { useMemo, useState, useSyncExternalStore } from 'react'
import { favoritesKeyOf } from '../image/favorites.js'
import { useEvent } from '../ui/useEvent.js'

/**
 * Ids of favorite images, with `isPersistent` in the browser's local storage under the name of the history. Where the browser
 * keeps nothing, they last as long as the page.
 */
export function useFavorites(
  historyName: string,
  isPersistent: boolean,
): [favoriteIds: readonly string[], setFavoriteIds: (ids: readonly string[]) => void] {
  const key = favoritesKeyOf(historyName)
  const [own, setOwn] = useState<readonly string[]>([])
  const stored = useSyncExternalStore(
    subscribe,
    () => (isPersistent ? read(key) : null),
    () => null,
  )
  const ids = useMemo(() => (stored === null ? own : parse(stored)), [stored, own])
  const change = useEvent((next: readonly string[]) => {
    setOwn(next)
    if (isPersistent) write(key, JSON.stringify(next))
  })
  return [ids, change]
}

/** Other tabs change them too. */
function subscribe(onChange: () => void): () => void {
  addEventListener('storage', onChange)
  return () => removeEventListener('storage', onChange)
}

function read(key: string): string | null {
  try {
    return localStorage.getItem(key)
  } catch {
    return null
  }
}

function write(key: string, value: string): void {
  try {
    localStorage.setItem(key, value)
  } catch {
    // A private window or a full disk: they stay until the page goes.
  }
}

function parse(stored: string): readonly string[] {
  try {
    const ids: unknown = JSON.parse(stored)
    return Array.isArray(ids) ? ids.filter((id) => typeof id === 'string') : []
  } catch {
    return []
  }
}
