import { limits, qualities } from '../contract/constants.js'
import { checkRequest } from '../contract/request.js'
import { isObject } from '../platform/isObject.js'
import { misconfigured } from './HandlerError.js'
import type { Grant } from './policy.js'

/** Says what is wrong with a value and what to write; undefined if it is right. */
type Check = (value: unknown) => string | undefined
type Checks = Record<string, Check>

const isText = (value: unknown): value is string => typeof value === 'string' && value !== ''

const yesOrNo: Check = (value) =>
  typeof value === 'boolean' ? undefined : 'must be true or false, not text'
const aFunction: Check = (value) => (typeof value === 'function' ? undefined : 'must be a function')
const aLimit: Check = (value) =>
  typeof value === 'number' && value > 0 ? undefined : 'must be a number above 0'
const texts: Check = (value) =>
  Array.isArray(value) && value.every(isText) ? undefined : 'must be a list of texts'
const whole =
  (min: number, max = Infinity): Check =>
  (value) =>
    value === max || (Number.isSafeInteger(value) && Number(value) >= min && Number(value) <= max)
      ? undefined
      : `must be a whole number ${max === Infinity ? `from ${min}` : `from ${min} to ${max}`}`

const identity: Check = (value) => {
  if (value === 'as-sent') return undefined
  if (!isObject(value)) return "must be an object with an id, or 'as-sent'; leave it out for nobody"
  const checked = checkRequest({ model: 'any', orq: { identity: value } })
  if (checked.ok) return undefined
  // Keys only: the values are a user's.
  const keys = checked.issues.map(({ path }) => path.slice(1).join('.'))
  return `is not what the router takes: look at ${keys.join(', ')}`
}

const models: Check = (value) => {
  if (!Array.isArray(value) || value.length === 0)
    return 'must list the models that callers may use'
  for (const entry of value as unknown[]) {
    const id = isObject(entry) ? entry['id'] : entry
    if (!isText(id))
      return `holds ${JSON.stringify(entry)}, where a name such as "provider/model" belongs`
    const star = id.indexOf('*')
    if (star >= 0 && id !== '*' && !(star === id.length - 1 && /[^/]\/\*$/.test(id))) {
      return `holds ${JSON.stringify(id)}: write "provider/*" for all of a provider, "*" for any model, or a model's whole name`
    }
    const wrong = isObject(entry) ? findProblem(entry, modelChecks, 'A model') : undefined
    if (wrong) return `holds ${JSON.stringify(id)}, where something is wrong. ${wrong}`
  }
  return undefined
}

const modelChecks: Checks = {
  id: (value) => (isText(value) ? undefined : 'must be a name such as "provider/model"'),
  label: (value) => (isText(value) ? undefined : 'must be text'),
  square: yesOrNo,
  sizes: texts,
  prompt: (value) =>
    ['required', 'optional', 'none'].includes(value as string)
      ? undefined
      : "must be 'required', 'optional' or 'none'",
  pricePerImage: (value) =>
    typeof value === 'number' && value >= 0 ? undefined : 'must be a number',
}

const policyChecks: Checks = {
  models,
  maxImages: whole(1, limits.maxImages),
  maxBilledImages: whole(1),
  sizes: (value) =>
    texts(value) ?? (Array.isArray(value) && value.length > 0 ? undefined : 'must not be empty'),
  qualities: (value) =>
    Array.isArray(value) &&
    value.length > 0 &&
    value.every((one) => qualities.includes(one as never))
      ? undefined
      : `must list some of: ${qualities.join(', ')}`,
  maxPromptLength: whole(1),
  cache: yesOrNo,
  prompts: texts,
  identity,
}

const grantChecks: Checks = {
  ...policyChecks,
  user: (value) => (isText(value) ? undefined : 'must be text'),
}

const origin: Check = (value) => {
  if (!Array.isArray(value)) return 'must be a list of origins'
  for (const entry of value as unknown[]) {
    if (!isOrigin(entry)) {
      return `holds ${JSON.stringify(entry)}, which is no origin: write "https://app.example.com", one entry for each host, without a path and without "*"`
    }
  }
  return undefined
}

/** As browsers write it: of the schemes that have hosts, and of those that apps and extensions use. */
function isOrigin(value: unknown): boolean {
  if (typeof value !== 'string' || !URL.canParse(value)) return false
  const { protocol, host, origin } = new URL(value)
  if (/^https?:$/.test(protocol)) return origin === value && !host.includes('*')
  return /^[a-z][a-z0-9+.-]*:\/\/[a-z0-9.:-]+$/i.test(value) && !/^(file|data|blob):/i.test(value)
}

const hosts: Check = (value) =>
  Array.isArray(value) && value.every((host) => isText(host) && /^[^/@\s*]+$/.test(host))
    ? undefined
    : 'must be a list of host names, such as "app.example.com" or "localhost:3000"'

const address: Check = (value) =>
  value instanceof URL ||
  (typeof value === 'string' && /^\w+:\/\//.test(value) && URL.canParse(value))
    ? undefined
    : `must be a whole address with https://, not ${JSON.stringify(value)}`

const paths: Check = (value) =>
  isObject(value)
    ? findProblem(value, { variations: path, edits: path }, 'paths')
    : 'must be an object with variations and edits'
const path: Check = (value) =>
  isText(value) && !/^(\w+:|\/\/)/.test(value)
    ? undefined
    : 'must be a path on `serverURL`, such as "/v1/images/edits"'

const store: Check = (value) =>
  value === false ||
  (isObject(value) &&
    ['claim', 'get', 'waitWhile', 'read', 'cancel'].every(
      (name) => typeof value[name] === 'function',
    ))
    ? undefined
    : 'must be a run store, such as createMemoryRunStore(), or false'

const optionChecks: Checks = {
  ...policyChecks,
  authorize: aFunction,
  apiKey: (value) =>
    typeof value === 'function' || isText(value)
      ? undefined
      : 'must be text, or a function that gets it',
  upstream: aFunction,
  serverURL: address,
  paths,
  maxBytes: aLimit,
  maxResponseBytes: aLimit,
  timeoutMs: aLimit,
  uploadTimeoutMs: aLimit,
  idleTimeoutMs: aLimit,
  runTtlMs: aLimit,
  maxConcurrentUploads: whole(1),
  allowedOrigins: origin,
  allowedHosts: hosts,
  runs: store,
  reserve: aFunction,
  onEvent: aFunction,
  waitUntil: aFunction,
}

/** Throws an error that says what to write if the handler is set up wrongly. */
export function checkOptions(options: unknown): void {
  if (!isObject(options)) {
    throw new Error(
      'createVariationHandler needs options: at least `authorize`, `models`, and `apiKey` or `upstream`.',
    )
  }
  if (options['authorize'] === undefined) {
    throw new Error(
      'createVariationHandler needs `authorize`: without it anybody could spend the key.',
    )
  }
  if (options['models'] === undefined) {
    throw new Error('createVariationHandler needs `models`: the models that callers may use.')
  }
  if (!options['apiKey'] && !options['upstream']) {
    throw new Error(
      'createVariationHandler needs `apiKey` or `upstream`. Set ORQ_API_KEY, and where the key is known only at run time, pass a function: `apiKey: () => process.env.ORQ_API_KEY`.',
    )
  }
  const problem = findProblem(options, optionChecks, 'createVariationHandler')
  if (problem) throw new Error(problem)
}

/** The same for what `authorize` returned. Throws {@link HandlerError}, whose caller learns no more than that. */
export function checkGrant(grant: Record<string, unknown>): asserts grant is Grant {
  const problem = findProblem(grant, grantChecks, 'The grant of `authorize`')
  if (problem) {
    const hint = 'id' in grant ? ' A user is named as { identity: { id } }.' : ''
    throw misconfigured(`${problem}${hint}`)
  }
}

/** The first thing that is wrong. An option that is undefined is one that was left out. */
function findProblem(values: Record<string, unknown>, checks: Checks, owner: string) {
  for (const [name, value] of Object.entries(values)) {
    if (value === undefined) continue
    if (!Object.hasOwn(checks, name)) {
      const near = nearest(name, Object.keys(checks))
      return `${owner} has no option ${JSON.stringify(name)}${near ? `; did you mean "${near}"?` : `; it takes ${Object.keys(checks).join(', ')}.`}`
    }
    const problem = checks[name]?.(value)
    if (problem) return `${owner}: \`${name}\` ${problem}`.replace(/[.]?$/, '.')
  }
  return undefined
}

/** The known name that was most likely meant. */
function nearest(name: string, known: string[]): string | undefined {
  if (name === 'maxCost') return 'maxBilledImages'
  const lower = name.toLowerCase()
  const scored = known
    .map((each) => ({ each, distance: distanceOf(lower, each.toLowerCase()) }))
    .sort((a, b) => a.distance - b.distance)
  const [best] = scored
  return best && best.distance <= Math.max(2, Math.floor(name.length / 3)) ? best.each : undefined
}

/** Letters to insert, remove or replace. */
function distanceOf(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, replaced))
    }
    row = next
  }
  return row[b.length] ?? 0
}
