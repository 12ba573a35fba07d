import type { ModelOption } from '../contract/ModelOption.js'
import type { ParsedSettings } from '../contract/request.js'

type ModelList = readonly (string | ModelOption)[]

/** Every place where a model can be named. */
export function modelsIn({ model, fallbacks, loadBalancer, orq }: ParsedSettings): string[] {
  return [
    { model },
    ...(fallbacks ?? []),
    ...(loadBalancer?.models ?? []),
    ...(orq?.fallbacks ?? []),
    ...(orq?.loadBalancer?.models ?? []),
  ].map((place) => place.model)
}

/** Parts between slashes, none of which a router could read as another place: no `@`, no `.` or `..`. */
const plainPath = /^(?!\.{1,2}(\/|$))[\w.:+-]+(\/(?!\.{1,2}(\/|$))[\w.:+-]+)*$/

/** True if an entry of the list allows the model: by its exact name, as one of a provider, or as any. */
export function coversModel(list: ModelList, model: string): boolean {
  return list.some((entry) => {
    const id = idOf(entry)
    if (id === model) return true
    if (id === '*') return isPlain(model.replace(/^[\w.-]+@/, ''))
    if (!id.endsWith('/*')) return false
    const provider = id.slice(0, -1)
    return model.startsWith(provider) && isPlain(model.slice(provider.length))
  })
}

function isPlain(path: string): boolean {
  return plainPath.test(path) && !path.includes('..')
}

export function isWildcard(id: string): boolean {
  return id.endsWith('*')
}

/** What the lists say about a model; a later list goes first. */
export function modelOptionOf(lists: readonly ModelList[], id: string): ModelOption | undefined {
  const options = lists.flatMap((list) =>
    list.filter((entry): entry is ModelOption => typeof entry !== 'string' && entry.id === id),
  )
  return options.length > 0 ? Object.assign({}, ...options) : undefined
}

/** The models that all lists allow, each once. Wildcards name no model and are left out. */
export function listModels(lists: readonly ModelList[]): ModelOption[] {
  const ids = new Set(lists.flatMap((list) => list.map(idOf)).filter((id) => !isWildcard(id)))
  return [...ids]
    .filter((id) => lists.every((list) => coversModel(list, id)))
    .map((id) => modelOptionOf(lists, id) ?? { id })
}

export function idOf(entry: string | ModelOption): string {
  return typeof entry === 'string' ? entry : entry.id
}
