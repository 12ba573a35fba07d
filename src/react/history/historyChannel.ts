/** What one history tells the others of its name, in this tab and in other ones. */
export type HistoryMessage = {
  /** The id of the history that says so, which ignores its own messages. */
  from: string
  /** Runs that are to be read from disk again. */
  changed?: string[]
  /** Runs that are gone. */
  removed?: string[]
  /** Everything is gone. */
  isCleared?: boolean
}

/** Tells all others. Also reaches them from a page that is about to go: nothing has to stay open. */
export function tellOthers(name: string, message: HistoryMessage): void {
  if (typeof BroadcastChannel === 'undefined') return
  const channel = new BroadcastChannel(name)
  channel.postMessage(message)
  channel.close()
}

/** Hears what others tell. Returns a function that stops it. */
export function hearOthers(name: string, onMessage: (message: HistoryMessage) => void): () => void {
  if (typeof BroadcastChannel === 'undefined') return () => {}
  const channel = new BroadcastChannel(name)
  channel.onmessage = ({ data }: MessageEvent<HistoryMessage>) => onMessage(data)
  return () => channel.close()
}
