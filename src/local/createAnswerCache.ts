const maxAnswers = 32

/** Answers by exact key, each for its own time; the oldest makes room. */
export function createAnswerCache<T>({ now }: { now: () => number }) {
  const answers = new Map<string, { answer: T; expiresAt: number }>()
  return {
    get(key: string): T | undefined {
      const entry = answers.get(key)
      return entry && entry.expiresAt > now() ? entry.answer : undefined
    },
    set(key: string, answer: T, ttlSeconds: number): void {
      answers.delete(key)
      answers.set(key, { answer, expiresAt: now() + ttlSeconds * 1000 })
      for (const oldest of answers.keys()) {
        if (answers.size <= maxAnswers) break
        answers.delete(oldest)
      }
    },
  }
}
