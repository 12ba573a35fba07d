/** A model of the local router, in the words of `GET {endpoint}/models`. */
export type LocalModel = {
  /** What a request names as its `model`. */
  id: string
  /** What a list of models shows. */
  label: string
}

/** The delay of `local/slow` in milliseconds: long enough to reload the page meanwhile. */
export const slowModelDelayMs = 8000

/**
 * The local router's models that paint for visitors. Any other name paints too, in one of these styles, always the same one.
 *
 * | model | what it does |
 * |---|---|
 * | `local/watercolor`, `local/pencil`, `local/pop-art`, `local/duotone` | paints in its style |
 * | `local/slow` | waits 8 seconds, then paints: to see a run survive a reload |
 * | `local/slow-<ms>` | waits so many milliseconds, then paints |
 * | `local/fail-<status>` | fails with that status, from 400 to 599 |
 * | `local/flaky-<times>` | fails with 503 that many times for the same image and prompt, then paints |
 * | `local/retired` | fails like a retired model: 404 with an empty body |
 * | `local/partial` | returns half of the images that were asked for |
 * | `local/square-only` | rejects images that are not square |
 */
export const localModels: readonly LocalModel[] = [
  { id: 'local/watercolor', label: 'Watercolor' },
  { id: 'local/pencil', label: 'Pencil' },
  { id: 'local/pop-art', label: 'Pop art' },
  { id: 'local/duotone', label: 'Duotone' },
  { id: 'local/slow', label: `Slow (${slowModelDelayMs / 1000} seconds)` },
]
