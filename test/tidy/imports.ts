/** What files import, and which files nothing reaches. */
import { resolved } from './documentation.ts'
import { type Finding, type SourceFile, type SyntaxNode, walk } from './source-file.ts'

export interface Import {
  readonly file: SourceFile
  /** As written: `../core/index.ts`, `node:fs`, `hono`. */
  readonly specifier: string
  readonly offset: number
}

/** Imports, re-exports and dynamic imports of a constant text. */
export function importsOf(file: SourceFile): readonly Import[] {
  const found: Import[] = []
  walk(file.program, (node) => {
    const source = node.source as SyntaxNode | null | undefined
    if (source?.type === 'Literal' && typeof source.value === 'string') {
      found.push({ file, specifier: source.value, offset: node.start })
    }
  })
  return found
}

export const isRelative = (specifier: string): boolean => /^\.{1,2}\//.test(specifier)

/** Engine folders stand on nothing but each other: no `node:*`, no package. */
export function foreignImports(engine: readonly SourceFile[]): Finding[] {
  return engine
    .filter((file) => !file.isTest)
    .flatMap(importsOf)
    .filter(({ specifier }) => !isRelative(specifier))
    .map(({ file, specifier, offset }) =>
      file.finding(offset, `imports ${specifier}; the engine imports nothing from outside`),
    )
}

/**
 * Files that no entry leads to. A path written as text counts as an import: that is how programs
 * name workers and each other.
 */
export function unreachedFiles(
  files: readonly SourceFile[],
  isEntry: (path: string) => boolean,
): Finding[] {
  const byPath = new Map(files.map((file) => [file.path, file]))
  const reached = new Set(files.map((file) => file.path).filter(isEntry))
  for (const path of reached) {
    for (const target of relativeTexts(byPath.get(path)!)) {
      const found = resolved(path, target)
      if (byPath.has(found)) reached.add(found)
    }
  }
  return files
    .filter((file) => !reached.has(file.path))
    .map((file) => `${file.path} is not imported by anything that runs`)
}

function relativeTexts(file: SourceFile): readonly string[] {
  const texts: string[] = []
  walk(file.program, (node) => {
    const { value } = node as { value?: unknown }
    if (node.type === 'Literal' && typeof value === 'string' && isRelative(value)) texts.push(value)
  })
  return texts
}
