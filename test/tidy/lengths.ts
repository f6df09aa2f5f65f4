/** Files and functions that are too long to be one idea. */
import { type Finding, type SourceFile, type SyntaxNode, walk } from './source-file.ts'

/** Longest that pass, in lines; the aims are 300 and 70. */
export const FILE_LINES_MAX = 500
export const FUNCTION_LINES_MAX = 70

const FUNCTIONS = new Set(['ArrowFunctionExpression', 'FunctionDeclaration', 'FunctionExpression'])

/** @param allowed path, and the reason why this one is better whole. */
export function longFiles(
  files: readonly SourceFile[],
  allowed: ReadonlyMap<string, string>,
): Finding[] {
  return files
    .filter((file) => file.lines.length - 1 > FILE_LINES_MAX && !allowed.has(file.path))
    .map((file) => `${file.path} has ${file.lines.length - 1} lines`)
}

/** @param allowed `path function`, and the reason why this one is better whole. */
export function longFunctions(
  files: readonly SourceFile[],
  allowed: ReadonlyMap<string, string>,
): Finding[] {
  const findings: Finding[] = []
  for (const file of files) {
    // The body of a `describe` or a suite is a list of tests, not a function.
    if (file.isTest) continue
    walk(file.program, (node, parent) => {
      if (!FUNCTIONS.has(node.type)) return
      const lines = file.lineAt(node.end) - file.lineAt(node.start) + 1
      const name = nameOf(node, parent)
      if (lines <= FUNCTION_LINES_MAX || allowed.has(`${file.path} ${name}`)) return
      findings.push(file.finding(node.start, `${name} has ${lines} lines`))
    })
  }
  return findings
}

/** Allowances that nothing needs any more: exceptions must not outlive their reason. */
export function staleAllowances(
  allowed: ReadonlyMap<string, string>,
  withoutAllowances: readonly Finding[],
): Finding[] {
  return [...allowed.keys()]
    .filter((key) => {
      const [path = '', name = ''] = key.split(' ')
      return !withoutAllowances.some(
        (finding) => finding.startsWith(path) && finding.includes(name),
      )
    })
    .map((key) => `${key} is allowed to be long, and is not`)
}

function nameOf(node: SyntaxNode, parent: SyntaxNode | undefined): string {
  const named = (node.id ?? parent?.key ?? parent?.id) as SyntaxNode | null | undefined
  return (named?.name as string | undefined) ?? 'a function'
}
