import { relative, resolve } from 'node:path'
import ts from 'typescript-5'

/** A prop, an option or a field of a result, as an editor shows it. */
export type ApiField = {
  name: string
  /** As its author wrote it. */
  type: string
  isRequired: boolean
  /** What its docstring says. */
  sentence: string
  /** The text of its `@default`. */
  defaultValue?: string
}

/** An exported name. */
export type ApiName = {
  name: string
  /** What its docstring says. */
  sentence: string
  /** The code of its `@example`. */
  example?: string
  /** Props of a component, options of a function, or fields of a type. */
  fields: ApiField[]
  /** Fields of the object that a hook or function returns. */
  result: ApiField[]
}

/** All names, by entry point. */
export type Api = { [entryPoint: string]: ApiName[] }

const root = resolve(import.meta.dirname, '..')

/** What each entry point in `src`, or in a built `dist`, says about its names. React's and the platform's are left out. */
export function describeApi<EntryPoint extends string>(
  folder: 'src' | 'dist',
  entryPoints: readonly EntryPoint[],
): { [entryPoint in EntryPoint]: ApiName[] } {
  const { config } = ts.readConfigFile(resolve(root, 'tsconfig.json'), (file) =>
    ts.sys.readFile(file),
  ) as { config: { compilerOptions: object } }
  const { options } = ts.parseJsonConfigFileContent(
    { compilerOptions: { ...config.compilerOptions, types: [] }, files: [] },
    ts.sys,
    root,
  )
  const fileOf = (name: string) =>
    resolve(root, folder, folder === 'src' ? `${name}.ts` : `${name}.d.ts`)
  const program = ts.createProgram(entryPoints.map(fileOf), options)
  const checker = program.getTypeChecker()

  const isOurs = ({ declarations = [] }: ts.Symbol) =>
    declarations.some((node) =>
      relative(root, node.getSourceFile().fileName).startsWith(`${folder}/`),
    )
  const sentenceOf = (symbol: ts.Symbol) =>
    ts.displayPartsToString(symbol.getDocumentationComment(checker)).trim()
  const tagOf = (symbol: ts.Symbol, name: string) => {
    const tag = symbol.getJsDocTags(checker).find((one) => one.name === name)
    return tag && ts.displayPartsToString(tag.text).trim()
  }

  /** The type as its author wrote it, which is shorter than what it stands for. */
  function typeTextOf(symbol: ts.Symbol): string {
    const [node] = symbol.declarations ?? []
    const written = node && ts.isPropertySignature(node) ? node.type?.getText() : undefined
    if (written) return written.replace(/\s+/g, ' ').replace(/ \| undefined$/, '')
    return checker.typeToString(checker.getNonNullableType(checker.getTypeOfSymbol(symbol)))
  }

  function fieldsOf(type: ts.Type): ApiField[] {
    const parts = type.isUnion() ? type.types : [type]
    if (!parts.every(({ flags }) => flags & (ts.TypeFlags.Object | ts.TypeFlags.Intersection))) {
      return []
    }
    const symbols = new Map<string, ts.Symbol>()
    for (const symbol of parts.flatMap((part) => checker.getPropertiesOfType(part))) {
      const known = symbols.get(symbol.name)
      if (!known || !sentenceOf(known)) symbols.set(symbol.name, symbol)
    }
    const fields = [...symbols.values()].filter(isOurs).map((symbol) => ({
      name: symbol.name,
      type: typeTextOf(symbol),
      isRequired: !(symbol.flags & ts.SymbolFlags.Optional),
      sentence: sentenceOf(symbol),
      defaultValue: tagOf(symbol, 'default'),
    }))
    return fields.flatMap((field) => [field, ...controlledBy(field, symbols)])
  }

  /** The same with the fields of its groups, as `form.submit`. */
  function nestedFieldsOf(type: ts.Type): ApiField[] {
    return fieldsOf(type).flatMap((group) => {
      const symbol = checker.getPropertyOfType(type, group.name)
      const fields = symbol ? fieldsOf(checker.getTypeOfSymbol(symbol)) : []
      if (fields.length === 0) return [group]
      return fields.map((field) => ({ ...field, name: `${group.name}.${field.name}` }))
    })
  }

  function describe(exported: ts.Symbol): ApiName {
    const isAlias = exported.flags & ts.SymbolFlags.Alias
    const symbol = isAlias ? checker.getAliasedSymbol(exported) : exported
    const isFunction = symbol.flags & (ts.SymbolFlags.Function | ts.SymbolFlags.Variable)
    const type = isFunction
      ? checker.getTypeOfSymbol(symbol)
      : checker.getDeclaredTypeOfSymbol(symbol)
    const shown = {
      name: exported.name,
      sentence: sentenceOf(symbol),
      example: tagOf(symbol, 'example'),
    }
    if (exported.name === 'LabelSentences') {
      return { ...shown, fields: nestedFieldsOf(type), result: [] }
    }
    const [signature] = type.getCallSignatures()
    if (!signature) return { ...shown, fields: isFunction ? [] : fieldsOf(type), result: [] }
    const [parameter] = signature.parameters
    const takes = parameter && checker.getNonNullableType(checker.getTypeOfSymbol(parameter))
    return {
      ...shown,
      fields: takes ? fieldsOf(takes) : [],
      result: fieldsOf(signature.getReturnType()),
    }
  }

  return Object.fromEntries(
    entryPoints.map((name) => {
      const source = program.getSourceFile(fileOf(name))
      const module = source && checker.getSymbolAtLocation(source)
      if (!module) throw new Error(`${fileOf(name)} is no module.`)
      return [name, checker.getExportsOfModule(module).map(describe)]
    }),
  ) as { [entryPoint in EntryPoint]: ApiName[] }
}

/** `defaultN` and `onNChange` of a setting `n`, which are mapped types without a docstring of their own. */
function controlledBy(field: ApiField, symbols: ReadonlyMap<string, ts.Symbol>): ApiField[] {
  const { name, type } = field
  const capitalized = name.charAt(0).toUpperCase() + name.slice(1)
  const mapped = [
    {
      ...field,
      name: `default${capitalized}`,
      sentence: `The first value of \`${name}\`, which the visitor may change.`,
    },
    {
      ...field,
      name: `on${capitalized}Change`,
      type: `(${name}: ${type}) => void`,
      sentence: `The visitor changed \`${name}\`.`,
      defaultValue: undefined,
    },
  ]
  return mapped.filter(
    (one) => symbols.get(one.name)?.declarations === undefined && symbols.has(one.name),
  )
}
