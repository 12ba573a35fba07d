import { useSyncExternalStore } from 'react'

/** State that lives outside of React. */
export type Store<State> = {
  get: () => State
  set: (next: State) => void
  subscribe: (listener: () => void) => () => void
  /** What a server renders and a browser hydrates. */
  getFirst: () => State
}

/** Makes a store that {@link useStore} reads. */
export function createStore<State>(first: State): Store<State> {
  const listeners = new Set<() => void>()
  let state = first
  return {
    get: () => state,
    set(next) {
      state = next
      for (const listener of listeners) listener()
    },
    subscribe(listener) {
      listeners.add(listener)
      return () => {
        listeners.delete(listener)
      }
    },
    getFirst: () => first,
  }
}

/** What a store holds, as it changes. */
export function useStore<State>({ subscribe, get, getFirst }: Store<State>): State {
  return useSyncExternalStore(subscribe, get, getFirst)
}
