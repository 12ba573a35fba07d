import { resolve } from 'node:path'
import ts from 'typescript-5'

/** A name that an editor shows, such as `ImageVariationForm.model`, and the sentence that it shows with it. */
export type ShownName = { name: string; sentence: string }

/**
 * What an editor says about every export of a `.d.ts`, about every prop of its components and every option of its functions:
 * the same text as TypeScript's quick info. Names that are declared elsewhere, such as React's attributes, are left out.
 */
export function declaredDocs(file: string): ShownName[] {
  const program = ts.createProgram([resolve(file)], {
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    jsx: ts.JsxEmit.ReactJSX,
    strict: true,
    skipLibCheck: true,
    types: [],
  })
  const checker = program.getTypeChecker()
  const source = program.getSourceFile(resolve(file))
  const module = source && checker.getSymbolAtLocation(source)
  if (!source || !module) throw new Error(`${file} is no module. Run \`npm run build\` first.`)

  const isOurs = (symbol: ts.Symbol) =>
    symbol.declarations?.some(({ parent }) => parent.getSourceFile().fileName.includes('/dist/'))
  const sentenceOf = (symbol: ts.Symbol) =>
    ts.displayPartsToString(symbol.getDocumentationComment(checker)).trim()

  return checker.getExportsOfModule(module).flatMap((exported): ShownName[] => {
    const symbol =
      exported.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(exported) : exported
    const shown = [{ name: exported.name, sentence: sentenceOf(symbol) }]
    if (!(symbol.flags & (ts.SymbolFlags.Function | ts.SymbolFlags.Variable))) return shown
    const type = checker.getTypeOfSymbol(symbol)
    const parameters = type.getCallSignatures().flatMap(({ parameters }) => parameters.slice(0, 1))
    const options = parameters.flatMap((parameter) => {
      const declared = checker.getTypeOfSymbol(parameter)
      // Blobs and lists have properties of the platform.
      return checker.getPropertiesOfType(checker.getNonNullableType(declared)).filter(isOurs)
    })
    const seen = new Set<string>()
    for (const option of options) {
      if (seen.has(option.name)) continue
      seen.add(option.name)
      shown.push({ name: `${exported.name}.${option.name}`, sentence: sentenceOf(option) })
    }
    return shown
  })
}
