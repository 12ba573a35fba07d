import { limits } from '../contract/constants.js'
import { authorizeCaller } from './authorizeCaller.js'
import { checkOptions } from './checkOptions.js'
import { createExchange, type Exchange } from './createExchange.js'
import { createRunner } from './createRunner.js'
import { createUpstream, type UpstreamOptions } from './createUpstream.js'
import { listModels } from './models.js'
import { checkHost, checkOrigin, corsHeaders, isPreflight, preflightResponse } from './origin.js'
import { copyResponse, toErrorResponse } from './responses.js'
import { setDeadline } from './responseDeadline.js'
import { printCauses } from './printCauses.js'
import type { Grant, Policy } from './policy.js'
import { routeOf } from './route.js'
import { createMemoryRunStore } from './runs/createMemoryRunStore.js'
import type { RunStore } from './runs/RunStore.js'
import type { PlannedRun, Reservation, VariationEvent } from './VariationEvent.js'
import { warnOfInstances } from './warnOfInstances.js'

type Awaitable<T> = T | Promise<T>

/** Who may use the handler, for what, and where their requests go. */
export type VariationHandlerOptions<Context = unknown> = Policy &
  UpstreamOptions & {
    /**
     * Decides who may use the router, before the body is read; it must not read that itself. Returns a grant (`{}` for
     * all that the options allow), null for 401, or a `Response` of its own, such as 429 with `Retry-After`. It is asked for
     * every request, and browsers repeat some on their own: count runs in `reserve`, which is called once for each.
     *
     * @param context what the host passed along: Next's params, or Node's request from `toNodeListener`
     */
    authorize: (
      request: Request,
      context: Context | undefined,
    ) => Awaitable<Grant | Response | null | undefined>
    /**
     * Called once for each run, when all of it is known and allowed and before the router can have the whole request. A
     * `Response` rejects the run (402, 429); a `Reservation` is told how the run ended. If it throws, nothing is sent.
     */
    reserve?: (
      run: PlannedRun,
      context: Context | undefined,
    ) => Awaitable<Reservation | Response | void>
    /**
     * Where runs are kept that have an `Idempotency-Key`. Use `createRedisRunStore` for several processes; false switches
     * keys off. @default createMemoryRunStore(), with a warning on hosts that start several instances
     */
    runs?: RunStore | false
    /** How long a finished run can be collected, in milliseconds. @default 3600000, one hour */
    runTtlMs?: number
    /**
     * Keeps a serverless instance alive until a run is stored and settled: `waitUntil` of Vercel, `ctx.waitUntil` of
     * Cloudflare, `after` of Next.js.
     */
    waitUntil?: (promise: Promise<unknown>, context: Context | undefined) => void
    /** Bytes of the image. @default 49999999, the router's limit */
    maxBytes?: number
    /** Bytes of the router's response. @default 134217728 */
    maxResponseBytes?: number
    /** Uploads at the same time; one more is answered 503 with `Retry-After`. @default no limit */
    maxConcurrentUploads?: number
    /** Other origins whose pages may call, as `https://app.example.com` or `capacitor://localhost`. @default none but the handler's own */
    allowedOrigins?: string[]
    /** Host names that this handler answers to, against DNS rebinding. @default any */
    allowedHosts?: string[]
    /** One deadline over upload, wait and response, in milliseconds. @default 300000 */
    timeoutMs?: number
    /** Longest wait for the caller's bytes in all, in milliseconds. @default 120000 */
    uploadTimeoutMs?: number
    /** Longest wait for the caller's next bytes, and for a caller that does not read its response, in milliseconds. @default 15000 */
    idleTimeoutMs?: number
    /**
     * Hears of a run when it is admitted, and of every request when it is over. What it throws is printed and changes
     * nothing. @default prints what went wrong on the server's side, each cause once
     */
    onEvent?: (event: VariationEvent, context: Context | undefined) => unknown
  }

/**
 * Makes a handler that lets browsers use the router without seeing the key, and nobody else: a request goes out only with a
 * grant, only if the policy allows all of it, and only as rebuilt here. It takes the endpoint and all paths below it.
 *
 * Throws at once if it is set up wrongly; the handler itself never throws.
 *
 * @example
 * const handler = createVariationHandler({
 *   apiKey: () => process.env.ORQ_API_KEY,
 *   models: ['openai/gpt-image-2'],
 *   authorize: async (request) => {
 *     const user = await readSession(request)
 *     return user && { identity: { id: user.id }, maxImages: 4 }
 *   },
 * })
 */
export function createVariationHandler<Context = unknown>(
  options: VariationHandlerOptions<Context>,
): (request: Request, context?: NoInfer<Context>) => Promise<Response> {
  checkOptions(options)
  if (options.runs === undefined) warnOfInstances()
  const settings = {
    ...options,
    maxBytes: options.maxBytes ?? limits.maxImageBytes,
    maxResponseBytes: options.maxResponseBytes ?? 134_217_728,
    timeoutMs: options.timeoutMs ?? 300_000,
    uploadTimeoutMs: options.uploadTimeoutMs ?? 120_000,
    idleTimeoutMs: options.idleTimeoutMs ?? 15_000,
    runTtlMs: options.runTtlMs ?? 3_600_000,
    runs: options.runs ?? createMemoryRunStore(),
    onEvent: options.onEvent ?? printCauses(),
  }
  const { allowedOrigins = [], allowedHosts, models } = options
  const runner = createRunner(settings, createUpstream(options))

  async function respond(
    request: Request,
    context: Context | undefined,
    exchange: Exchange,
  ): Promise<Response> {
    checkHost(request, allowedHosts)
    if (isPreflight(request) && allowedOrigins.length > 0) {
      checkOrigin(request, allowedOrigins)
      return preflightResponse(request)
    }
    const route = routeOf(request)
    checkOrigin(request, allowedOrigins)
    exchange.isQuiet = route.action !== 'create'
    if (route.action === 'create') runner.checkHeaders(request)
    const grant = await authorizeCaller(options.authorize, request, context, exchange)
    if (route.action === 'collect') return runner.collect(route.runId, grant, exchange)
    if (route.action === 'cancel') return runner.cancel(route.runId, grant)
    if (route.action === 'create') {
      return runner.create({ request, context, exchange, grant, operation: route.operation })
    }
    return Response.json({ models: listModels(grant.models ? [models, grant.models] : [models]) })
  }

  return async (request, context) => {
    const exchange = createExchange(request, { ...settings, context })
    const response = await Promise.race([respond(request, context, exchange), exchange.failed])
      .then((response) => copyResponse(response, {}))
      .catch((error: unknown) => toErrorResponse(error, exchange))
    if (!exchange.isRelaying) {
      exchange.event.status = response.status
      void exchange.body.drain(settings.maxBytes)
      exchange.end()
    }
    const headers = {
      ...corsHeaders(request, allowedOrigins),
      'x-request-id': exchange.event.requestId,
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
    }
    return setDeadline(copyResponse(response, headers), exchange.deadline)
  }
}
