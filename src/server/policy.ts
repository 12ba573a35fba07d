import { checkRequest, type Identity, type ParsedSettings } from '../contract/request.js'
import { fieldsToRequest } from '../contract/wire.js'
import type { RequestIssue } from '../contract/issues.js'
import { invalidRequest, Refusal } from './Refusal.js'

/** What a caller may spend and in whose name. Set for everybody in the handler's options, for one caller in a {@link Grant}. */
export type Policy = {
  /**
   * Models that may stand anywhere in a request: `model`, fallbacks and load balancers alike. Exact names,
   * `provider/*` for all of a provider, or `*` for any.
   */
  models: string[]
  /** Pictures per request. @default 10 */
  maxImages?: number
  /**
   * Pictures that one request may be billed for at worst: n × (router retries + 1) × (fallbacks + 1).
   * @default 40
   */
  maxBilledImages?: number
  /** Allows the router's cache, whose answers are shared by everybody who sends the same request. @default false */
  cache?: boolean
  /** Ids of the Orq prompts that `orq.prompt` may name. @default [] */
  prompts?: string[]
  /**
   * Who the request is for, as `orq.identity`. Replaces whatever the browser says; without it no `identity`, `contact` or
   * `user` goes out. `'as-sent'` trusts the browser: for internal tools only.
   */
  identity?: Identity | 'as-sent'
}

/**
 * What `authorize` allows one caller; `{}` allows what the handler's options do. `models`, `maxImages` and `maxBilledImages` only
 * narrow those; `cache`, `prompts` and `identity` take their place.
 */
export type Grant = Partial<Policy> & {
  /** End-user id of the field `user`. @default the identity's id */
  user?: string
}

/**
 * Validates the fields of a request against the contract and the policy, and puts the grant's identity into it.
 * What it returns is all that goes to the router. Throws {@link Refusal}.
 */
export function applyPolicy(
  fields: readonly (readonly [name: string, value: string])[],
  policy: Policy,
  grant: Grant,
): ParsedSettings {
  const parsed = fieldsToRequest(fields)
  if (!parsed.ok) throw invalidRequest(parsed.issues)
  const settings = parsed.value

  const lists = [policy.models, ...(grant.models ? [grant.models] : [])]
  const forbidden = modelsOf(settings).find((name) => !lists.every((list) => covers(list, name)))
  if (forbidden !== undefined) {
    throw new Refusal(403, 'model_not_allowed', `The model ${quote(forbidden)} is not allowed.`)
  }
  const issues = [
    ...costIssues(settings, policy, grant),
    ...privilegeIssues(settings, policy, grant),
  ]
  if (issues.length > 0) throw invalidRequest(issues)
  return withIdentity(settings, grant.identity ?? policy.identity, grant.user)
}

/** Every place where a model can stand. */
function modelsOf({ model, fallbacks, loadBalancer, orq }: ParsedSettings): string[] {
  return [
    { model },
    ...(fallbacks ?? []),
    ...(loadBalancer?.models ?? []),
    ...(orq?.fallbacks ?? []),
    ...(orq?.loadBalancer?.models ?? []),
  ].map((place) => place.model)
}

function covers(list: string[], model: string): boolean {
  // Nothing that a router might read as another model, or as two.
  const isPlain = /^[\w.:/@+-]+$/.test(model) && !model.includes('..')
  return list.some(
    (entry) =>
      entry === model ||
      (isPlain && entry === '*') ||
      (isPlain && entry.endsWith('/*') && model.startsWith(entry.slice(0, -1))),
  )
}

function costIssues(settings: ParsedSettings, policy: Policy, grant: Grant): RequestIssue[] {
  const maxImages = Math.min(policy.maxImages ?? 10, grant.maxImages ?? Infinity)
  const maxBilledImages = Math.min(policy.maxBilledImages ?? 40, grant.maxBilledImages ?? Infinity)
  const n = settings.n ?? 1
  const cost = costOf(settings)
  // Every comparison with NaN is false, which would allow all or nothing.
  if (Number.isNaN(maxImages) || Number.isNaN(maxBilledImages)) {
    throw new Error('`maxImages` and `maxBilledImages` must be numbers.')
  }
  if (n > maxImages) return [issue(['n'], `At most ${maxImages} images are allowed at once.`)]
  if (cost <= maxBilledImages) return []
  const message = `With its retries and fallbacks this request could be billed for ${cost} images; at most ${maxBilledImages} are allowed.`
  return [issue(['n'], message)]
}

/** Pictures that a request may be billed for at worst. Where a setting stands twice, both count: which one wins is the router's affair. */
export function costOf({ n, retry, fallbacks = [], orq }: ParsedSettings): number {
  const retries = Math.max(retry?.count ?? 0, orq?.retry?.count ?? 0)
  return (n ?? 1) * (1 + retries) * (1 + fallbacks.length + (orq?.fallbacks?.length ?? 0))
}

function privilegeIssues(settings: ParsedSettings, policy: Policy, grant: Grant): RequestIssue[] {
  const { cache, orq } = settings
  const prompts = grant.prompts ?? policy.prompts ?? []
  const issues: RequestIssue[] = []
  if (!(grant.cache ?? policy.cache)) {
    if (cache) issues.push(issue(['cache'], 'The cache is not allowed here.'))
    if (orq?.cache) issues.push(issue(['orq', 'cache'], 'The cache is not allowed here.'))
  }
  if (orq?.prompt && !prompts.includes(orq.prompt.id)) {
    issues.push(issue(['orq', 'prompt'], 'This Orq prompt is not allowed here.'))
  }
  return issues
}

function withIdentity(
  settings: ParsedSettings,
  identity: Identity | 'as-sent' | undefined,
  user: string | undefined,
): ParsedSettings {
  if (identity === 'as-sent') return user === undefined ? settings : { ...settings, user }
  const { orq, ...kept } = settings
  const { identity: _identity, contact: _contact, ...keptOrq } = orq ?? {}
  const complete = checkRequest({
    ...kept,
    ...(orq || identity ? { orq: { ...keptOrq, ...(identity ? { identity } : {}) } } : {}),
    user: user ?? identity?.id,
  })
  // A session record that `authorize` hands on whole must not reach the router: identities are as strict as all else.
  if (!complete.ok) throw new Error(complete.issues.map(({ message }) => message).join(' '))
  return complete.value
}

function issue(path: (string | number)[], message: string): RequestIssue {
  return { path, message }
}

function quote(text: string): string {
  return JSON.stringify(text.slice(0, 128))
}
