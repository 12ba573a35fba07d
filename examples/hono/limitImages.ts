import { RateLimiterMemory, RateLimiterRedis } from 'rate-limiter-flexible'
import type { PlannedRun, Reservation } from 'react-image-variation/server'
import type { RedisClientType } from 'redis'

const secondsPerDay = 86_400

/**
 * A `reserve` that lets each user have so many images a day. The worst case of a run is taken before anything is sent, so
 * that no number of parallel requests gets past the limit, and given back where it surely cost nothing.
 *
 * Without Redis it counts in this process alone.
 */
export function limitImages({ perDay, redis }: { perDay: number; redis?: RedisClientType }) {
  const options = { keyPrefix: 'images', points: perDay, duration: secondsPerDay }
  const limiter = redis
    ? new RateLimiterRedis({ ...options, storeClient: redis, useRedisPackage: true })
    : new RateLimiterMemory(options)

  return async ({ user, maxBilledImages }: PlannedRun): Promise<Reservation | Response> => {
    // The day is part of the key: what is given back after midnight must not add to the next day.
    const key = `${user}:${new Date().toISOString().slice(0, 10)}`
    const giveBack = () => limiter.reward(key, maxBilledImages)
    try {
      await limiter.consume(key, maxBilledImages)
    } catch (error) {
      // Redis failed: the handler answers 500, and nothing is sent.
      if (error instanceof Error) throw error
      await giveBack()
      return limitReached(perDay)
    }
    return {
      async settle({ billed }) {
        // Not if it is unknown: then it may have been billed.
        if (billed === 'no') await giveBack()
      },
    }
  }
}

function limitReached(perDay: number): Response {
  const message = `You can make ${perDay} images a day. Come back tomorrow.`
  const seconds = secondsPerDay - (Math.floor(Date.now() / 1000) % secondsPerDay)
  return Response.json(
    { error: { code: 'image_limit_reached', message, sent: false } },
    { status: 429, headers: { 'Retry-After': String(seconds) } },
  )
}
