import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import {
  createVariationClient,
  VariationError,
  type ImageVariationRequest,
  type ImageVariationResponse,
} from 'react-image-variation/client'
import { createLocalRouter } from 'react-image-variation/local'
import { StrictMode, type ReactNode } from 'react'

/** A client that talks to a local router of its own, every request that reached it, and a gate that holds responses back. */
export function createTestClient() {
  const router = createLocalRouter()
  const requests: Request[] = []
  let gate: Promise<void> | undefined
  const client = createVariationClient({
    endpoint: 'https://router.test/',
    fetch: async (input, init) => {
      const request = new Request(input, init)
      // The router stands in for the handler, but keeps no runs.
      if (request.method !== 'POST') return new Response(null, { status: 404 })
      requests.push(request)
      const form = await request.clone().formData()
      fields.push(Object.fromEntries([...form].filter(([name]) => name !== 'image')))
      const response = await router(request)
      await gate
      if (response.status < 400) return response
      // In the words of our handler, which tells what is safe to repeat.
      const { error } = await response.json()
      return Response.json({ error: { ...error, sent: false } }, { status: response.status })
    },
  })
  const fields: Record<string, FormDataEntryValue>[] = []
  return {
    client,
    requests,
    /** What each request said, without its image. */
    fields,
    /** Holds all responses back until the returned function is called. */
    closeGate() {
      let open = () => {}
      gate = new Promise((resolve) => {
        open = resolve
      })
      return () => open()
    },
  }
}

/** Runs by their ids, as a server keeps them: a run goes on when its caller leaves. Images come from a local router. */
export function createRunServer() {
  const { client: router } = createTestClient()
  let open = () => {}
  const gate = new Promise<void>((resolve) => {
    open = resolve
  })
  const runs = new Map<string, Promise<ImageVariationResponse>>()
  const server = {
    /** Ids, as they came. */
    created: [] as string[],
    collected: [] as string[],
    cancelled: [] as string[],
    onCreate: () => {},
    /** Rejects the next `create`, although the run goes on. */
    failNext: undefined as Error | undefined,
    /** Lets all runs finish. */
    finish: () => open(),
    client: {
      async create(
        request: ImageVariationRequest,
        options: { idempotencyKey?: string; signal?: AbortSignal } = {},
      ) {
        const { idempotencyKey: id = '', signal } = options
        server.created.push(id)
        server.onCreate()
        const { failNext } = server
        server.failNext = undefined
        const run = gate.then(() => router.create(request))
        runs.set(id, run)
        if (failNext) throw failNext
        return Promise.race([run, aborted(signal)])
      },
      async collect(id: string, { signal }: { signal?: AbortSignal } = {}) {
        server.collected.push(id)
        const run = runs.get(id)
        if (run) return Promise.race([run, aborted(signal)])
        throw new VariationError('http', 'There is no such run.', {
          status: 404,
          details: { code: 'run_not_found' },
        })
      },
      async cancel(id: string) {
        server.cancelled.push(id)
        runs.delete(id)
      },
    },
  }
  return server
}

function aborted(signal: AbortSignal | undefined): Promise<never> {
  return new Promise((_, reject) => {
    signal?.addEventListener('abort', () => reject(signal.reason as Error))
  })
}

/** A query client whose defaults are those that a paid request must not inherit. */
export function createEagerQueryClient(): QueryClient {
  return new QueryClient({ defaultOptions: { mutations: { retry: 3, retryDelay: 1 } } })
}

export function withQueryClient(queryClient = createEagerQueryClient()) {
  return ({ children }: { children: ReactNode }) => (
    <StrictMode>
      <QueryClientProvider client={queryClient}>{children}</QueryClientProvider>
    </StrictMode>
  )
}

const fixtures = import.meta.glob<string>('../fixtures/*.*', {
  eager: true,
  query: '?url',
  import: 'default',
})

/** A real file, with the type that a browser would give it unless told otherwise. */
export async function fixture(name: string, type?: string): Promise<File> {
  const response = await fetch(fixtures[`../fixtures/${name}`] ?? name)
  const blob = await response.blob()
  return new File([blob], name, { type: type ?? blob.type })
}

/** An image of the given size. */
export async function createImage(
  width: number,
  height: number,
  { type = 'image/jpeg', noise = 0 }: { type?: string; noise?: number } = {},
): Promise<File> {
  const canvas = new OffscreenCanvas(width, height)
  const context = canvas.getContext('2d')
  if (!context) throw new Error('no canvas')
  const gradient = context.createLinearGradient(0, 0, width, height)
  gradient.addColorStop(0, 'crimson')
  gradient.addColorStop(1, 'navy')
  context.fillStyle = gradient
  context.fillRect(0, 0, width, height)
  for (let index = 0; index < noise; index++) {
    context.fillStyle = `hsl(${(index * 47) % 360} 80% 50%)`
    context.fillRect((index * 7919) % width, (index * 104_729) % height, 40, 40)
  }
  const blob = await canvas.convertToBlob({ type, quality: 0.92 })
  return new File([blob], `image.${type.slice(6)}`, { type })
}

/** Counts object URLs from now on. */
export function watchObjectURLs() {
  const alive = new Set<string>()
  const { createObjectURL, revokeObjectURL } = URL
  URL.createObjectURL = (object) => {
    const url = createObjectURL.call(URL, object)
    alive.add(url)
    return url
  }
  URL.revokeObjectURL = (url) => {
    alive.delete(url)
    revokeObjectURL.call(URL, url)
  }
  return {
    alive,
    stop() {
      Object.assign(URL, { createObjectURL, revokeObjectURL })
    },
  }
}

/**
 * The longest task of the page while it did `work`, in milliseconds; tasks below 50 count as 0. Other programs can only make
 * it longer, so the best of a few attempts counts.
 */
export async function longestTask(work: () => Promise<void>, attempts = 4): Promise<number> {
  let best = Infinity
  for (let attempt = 0; attempt < attempts && best > 0; attempt++) {
    const tasks: number[] = [0]
    const collect = (entries: PerformanceEntryList) =>
      tasks.push(...entries.map(({ duration }) => duration))
    const observer = new PerformanceObserver((list) => collect(list.getEntries()))
    observer.observe({ entryTypes: ['longtask'] })
    await work()
    // An entry comes a moment after its task: with the frame that follows.
    await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)))
    collect(observer.takeRecords())
    observer.disconnect()
    best = Math.min(best, Math.max(...tasks))
  }
  return best
}
