/**
 * The scripts of the Redis run store. Each one is atomic, and can be sent again when its reply was lost. They read the time
 * of Redis, so that the clocks of the processes do not matter. For a prefix `p:` they use these keys:
 *
 * - `p:run:<id>` hash, the record; `token` names the claim, `leaseUntil` says how long a sent run counts as alive
 * - `p:body:<id>` list of the response's chunks
 * - `p:records` sorted set of all ids, by the time at which they expire
 * - `p:bodies` sorted set of the ids with a response, by the time at which it was finished
 * - `p:unclaimed` sorted set of the ids that were cancelled before anybody claimed them, by that time. They cost a caller nothing,
 *   so that they take no place of others'
 * - `p:sizes` hash of the bytes of each id, and `p:total` their sum
 *
 * Every change of a status is published in the channel `p:changes` with the id as its message.
 */
const shared = `
local prefix, maxBytes, id, token = ARGV[1], tonumber(ARGV[2]), ARGV[3], ARGV[4]
local recordBytes, chunkBytes = 1000, 200
local run, body = prefix .. 'run:' .. id, prefix .. 'body:' .. id
local records, bodies = prefix .. 'records', prefix .. 'bodies'
local unclaimed = prefix .. 'unclaimed'
local sizes, total = prefix .. 'sizes', prefix .. 'total'
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)

local function announce(id)
  redis.call('PUBLISH', prefix .. 'changes', id)
end

local function grow(id, bytes)
  redis.call('INCRBY', total, bytes)
  redis.call('HINCRBY', sizes, id, bytes)
end

local function expireIn(ms)
  redis.call('PEXPIRE', run, ms)
  redis.call('PEXPIRE', body, ms)
  redis.call('ZADD', records, now + ms, id)
end

local function isAlive(id)
  local state = redis.call('HMGET', prefix .. 'run:' .. id, 'status', 'leaseUntil')
  return state[1] == 'uploading' or (state[1] == 'running' and tonumber(state[2]) > now)
end

local function dropBody(id)
  redis.call('DEL', prefix .. 'body:' .. id)
  redis.call('ZREM', bodies, id)
  local bytes = redis.call('HGET', sizes, id)
  if bytes then grow(id, recordBytes - bytes) end
end

local function forget(id)
  redis.call('DEL', prefix .. 'run:' .. id, prefix .. 'body:' .. id)
  redis.call('ZREM', bodies, id)
  redis.call('ZREM', records, id)
  redis.call('ZREM', unclaimed, id)
  local bytes = redis.call('HGET', sizes, id)
  if bytes then redis.call('INCRBY', total, -bytes) end
  redis.call('HDEL', sizes, id)
end

local function isFull()
  return tonumber(redis.call('GET', total) or 0) > maxBytes
end

-- Forgets responses, and records only where these alone take all of the memory: who asks for a run that was paid for must
-- not be told that it never was.
local function makeRoom()
  if not isFull() then return end
  for _, old in ipairs(redis.call('ZRANGE', bodies, 0, -1)) do
    if not isFull() then return end
    if not isAlive(old) then
      dropBody(old)
      local key = prefix .. 'run:' .. old
      if redis.call('EXISTS', key) == 1 then
        redis.call('HSET', key, 'status', 'lost')
        redis.call('HDEL', key, 'response')
        announce(old)
      end
    end
  end
  local function areRecordsFew()
    return (redis.call('ZCARD', records) - redis.call('ZCARD', unclaimed)) * recordBytes <= maxBytes
  end
  if areRecordsFew() then return end
  for _, old in ipairs(redis.call('ZRANGE', records, 0, -1)) do
    if areRecordsFew() then return end
    if not isAlive(old) and not redis.call('ZSCORE', unclaimed, old) then
      forget(old)
      announce(old)
    end
  end
end

local function open(status, startedAt, ms)
  for _, old in ipairs(redis.call('ZRANGEBYSCORE', records, '-inf', now)) do forget(old) end
  forget(id)
  redis.call('HSET', run, 'status', status, 'startedAt', startedAt, 'token', token)
  expireIn(ms)
end

-- Nil while this claim holds the run, else why it does not.
local function interruption()
  local state = redis.call('HMGET', run, 'token', 'status')
  if state[1] ~= token then return 'lost' end
  if state[2] == 'cancelled' then return 'cancelled' end
  if state[2] ~= 'uploading' and state[2] ~= 'running' then return 'lost' end
end
`

/** Memory for cancelled runs that were never claimed, beside the rest. */
const unclaimedShare = 0.1

/** For scripts of a claim: they return why it is over, or go on. */
const own = `${shared}
local why = interruption()
if why then return why end
`

export const redisScripts = {
  /** startedAt, leaseMs → 1 if claimed */
  claim: `${shared}
    if redis.call('EXISTS', run) == 1 then
      return redis.call('HGET', run, 'token') == token and 1 or 0
    end
    open('uploading', ARGV[5], ARGV[6])
    grow(id, recordBytes)
    makeRoom()
    return 1`,

  /** fingerprint, leaseMs, ttlMs */
  markSent: `${own}
    redis.call('HSET', run, 'status', 'running', 'fingerprint', ARGV[5], 'leaseUntil', now + ARGV[6])
    expireIn(ARGV[6] + ARGV[7])
    announce(id)`,

  /** leaseMs, ttlMs */
  renew: `${own}
    local isSent = redis.call('HGET', run, 'status') ~= 'uploading'
    redis.call('HSET', run, 'leaseUntil', now + ARGV[5])
    expireIn(isSent and ARGV[5] + ARGV[6] or ARGV[5])`,

  /** chunk, number of chunks before it → 'full' if there is no room for the response */
  write: `${own}
    local index = tonumber(ARGV[6])
    if redis.call('LLEN', body) > index then return end
    redis.call('RPUSH', body, ARGV[5])
    grow(id, #ARGV[5] + chunkBytes)
    if index == 0 then
      redis.call('PEXPIRE', body, redis.call('PTTL', run))
      redis.call('ZADD', bodies, now, id)
    end
    makeRoom()
    if isFull() then
      dropBody(id)
      return 'full'
    end`,

  /** forgets what was written */
  drop: `${own}
    dropBody(id)`,

  /** response's status and headers as JSON, number of chunks (-1 for a body that is not kept), ttlMs */
  finish: `${shared}
    local state = redis.call('HMGET', run, 'token', 'status')
    if state[1] == token and state[2] == 'finished' then return end
    local why = interruption()
    if why then return why end
    if redis.call('LLEN', body) == tonumber(ARGV[6]) then
      redis.call('HSET', run, 'status', 'finished', 'response', ARGV[5], 'chunks', ARGV[6])
      if ARGV[6] ~= '0' then redis.call('ZADD', bodies, now, id) end
    else
      dropBody(id)
      redis.call('HSET', run, 'status', 'lost')
    end
    expireIn(ARGV[7])
    makeRoom()
    announce(id)`,

  release: `${own}
    forget(id)
    announce(id)`,

  /** startedAt of a run that nobody has claimed, ttlMs */
  cancel: `${shared}
    local status = redis.call('HGET', run, 'status')
    if status == 'cancelled' then return end
    if status then
      dropBody(id)
      redis.call('HSET', run, 'status', 'cancelled')
      redis.call('HDEL', run, 'response')
      expireIn(ARGV[6])
    else
      if redis.call('ZCARD', unclaimed) * recordBytes >= maxBytes * ${unclaimedShare} then
        forget(redis.call('ZPOPMIN', unclaimed)[1])
      end
      open('cancelled', ARGV[5], ARGV[6])
      redis.call('ZADD', unclaimed, now, id)
    end
    announce(id)`,

  /** → status, startedAt, fingerprint, response, milliseconds after which the status may change by itself */
  get: `${shared}
    local state = redis.call('HMGET', run, 'status', 'startedAt', 'fingerprint', 'response', 'leaseUntil')
    if not state[1] then return end
    local changesIn = redis.call('PTTL', run)
    if state[1] == 'running' then
      if isAlive(id) then changesIn = state[5] - now else state[1] = 'lost' end
    end
    return { state[1], state[2], state[3] or '', state[4] or '', changesIn }`,

  /** first chunk, last chunk → number of all chunks, and those; nil if there is no response to read */
  read: `${shared}
    local state = redis.call('HMGET', run, 'status', 'chunks')
    if state[1] ~= 'finished' then return end
    return { state[2], unpack(redis.call('LRANGE', body, ARGV[5], ARGV[6])) }`,
}
