const maxBytes = 100_000_000

/** Answers by exact key, each for its own time; the oldest makes room. */
export function createAnswerCache({ now }: { now: () => number }) {
  const answers = new Map<string, { answer: Blob; expiresAt: number }>()
  let bytes = 0

  function drop(key: string) {
    bytes -= answers.get(key)?.answer.size ?? 0
    answers.delete(key)
  }

  return {
    get(key: string): Blob | undefined {
      const entry = answers.get(key)
      if (entry && entry.expiresAt <= now()) drop(key)
      return answers.get(key)?.answer
    },
    set(key: string, answer: Blob, ttlSeconds: number): void {
      drop(key)
      answers.set(key, { answer, expiresAt: now() + ttlSeconds * 1000 })
      bytes += answer.size
      for (const oldest of answers.keys()) {
        if (bytes <= maxBytes) break
        drop(oldest)
      }
    },
  }
}
