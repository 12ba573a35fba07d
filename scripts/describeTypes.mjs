// Writes the descriptions of zod schemas into their `.d.ts`, as the comments that an editor shows: TypeScript drops the comments
// of inferred types, and a description is already there for the JSON Schema.
import { readFileSync, writeFileSync } from 'node:fs'
import ts from 'typescript-5'

/**
 * @param {string} file a `.d.ts`
 * @param {Record<string, object>} schemas the JSON Schema of each constant in it that holds a zod schema
 */
export function describeTypes(file, schemas) {
  const code = readFileSync(file, 'utf8')
  const comments = []

  function visit(node, schema) {
    if (!schema) return
    if (!ts.isTypeLiteralNode(node)) {
      ts.forEachChild(node, (child) => visit(child, schema))
      return
    }
    for (const member of node.members) {
      if (!ts.isPropertySignature(member) || !member.type) continue
      const property = contentOf(schema).properties?.[member.name.text]
      const description = property && descriptionOf(property)
      if (description) comments.push({ at: member.getStart(), description })
      visit(member.type, property)
    }
  }

  const source = ts.createSourceFile(file, code, ts.ScriptTarget.Latest, true)
  for (const statement of source.statements) {
    if (!ts.isVariableStatement(statement)) continue
    for (const { name, type } of statement.declarationList.declarations) {
      if (type && Object.hasOwn(schemas, name.text)) visit(type, schemas[name.text])
    }
  }
  let described = code
  for (const { at, description } of comments.sort((one, other) => other.at - one.at)) {
    const indent = / *$/.exec(described.slice(0, at))?.[0] ?? ''
    described = `${described.slice(0, at)}/** ${description} */\n${indent}${described.slice(at)}`
  }
  writeFileSync(file, described)
  return comments.length
}

/** The schema of what a list or a nullable value holds. */
function contentOf(schema) {
  const variants = schema.anyOf ?? schema.oneOf
  if (variants) return contentOf(variants.find(({ type }) => type !== 'null') ?? {})
  return schema.items ? contentOf(schema.items) : schema
}

/** With the default, which an editor shows as a tag. */
function descriptionOf(schema) {
  const content = schema.description ? schema : (schema.anyOf ?? []).find((one) => one.description)
  if (!content) return undefined
  const value = schema.default ?? content.default
  return value === undefined
    ? content.description
    : `${content.description} @default ${JSON.stringify(value)}`
}
