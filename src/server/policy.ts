import { limits, type Quality } from '../contract/constants.js'
import type { RequestIssue } from '../contract/issues.js'
import type { ModelOption } from '../contract/ModelOption.js'
import { checkRequest, type Identity, type ParsedSettings } from '../contract/request.js'
import { fieldsToRequest } from '../contract/wire.js'
import { HandlerError, invalidRequest, misconfigured } from './HandlerError.js'
import { coversModel, modelOptionOf, modelsIn } from './models.js'

/** What a caller may spend and in whose name. Set for everybody in the handler's options, for one caller in a {@link Grant}. */
export type Policy = {
  /**
   * Models that a request may name: in `model`, fallbacks and load balancers alike. Exact names, `provider/*` for all of a
   * provider, or `*` for any. An object says more about a model, for `GET …/models` and for the form.
   */
  models: (string | ModelOption)[]
  /** Images per request, from 1 to 10. @default 10 */
  maxImages?: number
  /**
   * Images that one request may be billed for at worst: n × (retries + 1) × (fallbacks + 1). Retries and fallbacks of the
   * request and those of its `orq` are multiplied, because the router may nest them.
   * @default 40
   */
  maxBilledImages?: number
  /** Sizes that a request may ask for. A request without a size gets the first one, if the router's default is not in the list. @default all */
  sizes?: string[]
  /** Qualities that an edit may ask for. An edit without a quality gets the first one. @default all */
  qualities?: Quality[]
  /** Characters of the prompt. @default no limit but the 256 kB of the field */
  maxPromptLength?: number
  /** Allows the router's cache, which gives everybody who sends the same request the same images. @default false */
  cache?: boolean
  /** Ids of the Orq prompts that `orq.prompt` may name. @default [] */
  prompts?: string[]
  /**
   * Who the request is for, as `orq.identity`. Replaces what the browser says; without it no `identity`, `contact` or
   * `user` goes out. `'as-sent'` trusts the browser: for internal tools only.
   */
  identity?: Identity | 'as-sent'
}

/**
 * What `authorize` allows one caller; `{}` allows what the handler's options do. `models`, `maxImages`, `maxBilledImages`,
 * `sizes`, `qualities` and `maxPromptLength` only narrow those; `cache`, `prompts` and `identity` take their place.
 */
export type Grant = Partial<Policy> & {
  /** End-user id of the field `user`. Runs belong to it. @default the identity's id */
  user?: string
}

/** What a request may become. */
export type Decision = {
  /** All that goes to the router. */
  settings: ParsedSettings
  /** What the caller asked for, before the grant's identity took its place. */
  requested: ParsedSettings
}

/** The end user of a grant. */
export function userOf({ user, identity }: Grant): string | undefined {
  return user ?? (identity === 'as-sent' ? undefined : identity?.id)
}

/**
 * Checks the fields of a request against the contract and the policy, and puts the grant's identity into it.
 * Throws {@link HandlerError}.
 */
export function applyPolicy(
  fields: readonly (readonly [name: string, value: string])[],
  policy: Policy,
  grant: Grant,
): Decision {
  const parsed = fieldsToRequest(fields)
  if (!parsed.ok) throw invalidRequest(parsed.issues)
  const requested = parsed.value

  const lists = [policy.models, ...(grant.models ? [grant.models] : [])]
  const models = modelsIn(requested)
  const forbidden = models.find((name) => !lists.every((list) => coversModel(list, name)))
  if (forbidden !== undefined) {
    const message = `The model ${quote(forbidden)} is not allowed.`
    throw new HandlerError(403, 'model_not_allowed', message)
  }
  const issues = [
    ...costIssues(requested, policy, grant),
    ...choiceIssues(requested, policy, grant),
    ...models.flatMap((model) => modelIssues(requested, modelOptionOf(lists, model))),
    ...privilegeIssues(requested, policy, grant),
  ]
  if (issues.length > 0) throw invalidRequest(issues)
  const chosen = withChoices(requested, policy, grant)
  return {
    settings: withIdentity(chosen, grant.identity ?? policy.identity, grant.user),
    requested,
  }
}

/** Images that a request may be billed for at worst. */
export function maxBilledImagesOf({ n, retry, fallbacks, orq }: ParsedSettings): number {
  const tries = (1 + (retry?.count ?? 0)) * (1 + (orq?.retry?.count ?? 0))
  const models = (1 + (fallbacks?.length ?? 0)) * (1 + (orq?.fallbacks?.length ?? 0))
  return (n ?? 1) * tries * models
}

function costIssues(settings: ParsedSettings, policy: Policy, grant: Grant): RequestIssue[] {
  const maxImages = smaller(policy.maxImages, grant.maxImages, limits.maxImages)
  const maxBilledImages = smaller(policy.maxBilledImages ?? 40, grant.maxBilledImages)
  if ((settings.n ?? 1) > maxImages) {
    return [issue(['n'], `At most ${maxImages} images are allowed at once.`)]
  }
  const billed = maxBilledImagesOf(settings)
  if (billed <= maxBilledImages) return []
  const message = `With its retries and fallbacks this request could be billed for ${billed} images; at most ${maxBilledImages} are allowed.`
  return [issue(['n'], message)]
}

function choiceIssues(settings: ParsedSettings, policy: Policy, grant: Grant): RequestIssue[] {
  const { size, quality, prompt = '' } = settings
  const sizes = bothLists(policy.sizes, grant.sizes)
  const qualities = bothLists(policy.qualities, grant.qualities)
  const maxPromptLength = smaller(policy.maxPromptLength, grant.maxPromptLength)
  const issues: RequestIssue[] = []
  if (size && sizes && !sizes.includes(size)) {
    issues.push(issue(['size'], `The size must be one of: ${sizes.join(', ')}.`))
  }
  if (quality && qualities && !qualities.includes(quality)) {
    issues.push(issue(['quality'], `The quality must be one of: ${qualities.join(', ')}.`))
  }
  if (prompt.length > maxPromptLength) {
    issues.push(issue(['prompt'], `The prompt may have at most ${maxPromptLength} characters.`))
  }
  return issues
}

function modelIssues(settings: ParsedSettings, option: ModelOption | undefined): RequestIssue[] {
  const issues: RequestIssue[] = []
  if (option?.prompt === 'required' && settings.prompt === undefined) {
    issues.push(issue(['prompt'], `The model ${quote(option.id)} needs a prompt: write one.`))
  }
  if (option?.prompt === 'none' && settings.prompt !== undefined) {
    issues.push(issue(['prompt'], `The model ${quote(option.id)} takes no prompt: leave it out.`))
  }
  if (settings.size && option?.sizes && !option.sizes.includes(settings.size)) {
    const sizes = option.sizes.join(', ')
    issues.push(issue(['size'], `The model ${quote(option.id)} makes these sizes: ${sizes}.`))
  }
  return issues
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

/** With a size and a quality where the policy lists them: what the router takes by itself may not be among them. */
function withChoices(settings: ParsedSettings, policy: Policy, grant: Grant): ParsedSettings {
  const sizes = bothLists(policy.sizes, grant.sizes)
  const qualities = bothLists(policy.qualities, grant.qualities)
  const isEdit = settings.prompt !== undefined
  const needsSize = !settings.size && sizes && (isEdit || !sizes.includes('1024x1024'))
  const needsQuality = !settings.quality && qualities && isEdit
  return {
    ...settings,
    size: needsSize ? sizes[0] : settings.size,
    quality: needsQuality ? qualities[0] : settings.quality,
  }
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
  if (!complete.ok) {
    // The lists of the policy hold something that the contract does not take.
    throw misconfigured(complete.issues.map(({ message }) => message).join(' '))
  }
  return complete.value
}

function smaller(...limits: (number | undefined)[]): number {
  return Math.min(...limits.map((limit) => limit ?? Infinity))
}

/** What both lists allow; undefined if neither says anything. */
function bothLists<T>(first: T[] | undefined, second: T[] | undefined): T[] | undefined {
  return first && second ? second.filter((entry) => first.includes(entry)) : (second ?? first)
}

function issue(path: (string | number)[], message: string): RequestIssue {
  return { path, message }
}

function quote(text: string): string {
  return JSON.stringify(text.slice(0, 128))
}
