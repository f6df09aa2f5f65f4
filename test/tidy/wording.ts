/** Words that have no place in the project, and tests that are switched off without a reason. */
import { type Finding, type SourceFile, type SyntaxNode, walk } from './source-file.ts'

/** The project speaks of itself alone: not of who typed it, on which machine, behind which proxy. */
const FOREIGN: readonly (readonly [RegExp, string])[] = [
  [/(?<![\w.])[/](?:work|farm|root|home|Users)[/]\w/, 'a path of one machine'],
  [/\b[A-Z]:\\\\?Users\b/, 'a path of one machine'],
  [/registry[.]\w+[.](?:org|com|io|net)/i, 'a registry'],
  [/\b(?:sub-?agents?|language model|chatbot|work order)\b/i, 'who wrote it'],
  [/\bth(?:is|e) session that\b|\bin this session\b|\bnext session will\b/i, 'who wrote it'],
]

export function foreignWords(
  documents: readonly { readonly path: string; readonly text: string }[],
): Finding[] {
  return documents.flatMap(({ path, text }) =>
    text
      .split('\n')
      .flatMap((line, index) =>
        FOREIGN.filter(([pattern]) => pattern.test(line)).map(
          ([, what]) => `${path}:${index + 1} speaks of ${what}: ${line.trim().slice(0, 80)}`,
        ),
      ),
  )
}

const UNFINISHED = /\b(?:TODO|FIXME|XXX|HACK|for now|not implemented|not yet implemented|stub)\b/

export function unfinishedMarks(files: readonly SourceFile[]): Finding[] {
  return files.flatMap((file) =>
    file.comments
      .filter(({ value }) => UNFINISHED.test(value))
      .map(({ start, value }) =>
        file.finding(start, `looks unfinished: ${value.trim().slice(0, 60)}`),
      ),
  )
}

const SWITCHES = new Set(['skip', 'todo', 'fails', 'only'])
const TESTS = new Set(['test', 'it', 'describe', 'bench'])

/**
 * `test.only` never; `test.skip`, `test.todo` and `test.fails` with a comment on the line above.
 * `test.skipIf(condition)` says its reason.
 */
export function silencedTests(files: readonly SourceFile[]): Finding[] {
  const findings: Finding[] = []
  for (const file of files) {
    const reasons = new Set(file.comments.map(({ end }) => file.lineAt(end)))
    walk(file.program, (node) => {
      if (node.type !== 'MemberExpression') return
      const switched = (node.property as SyntaxNode).name as string
      const called = (node.object as SyntaxNode).name as string
      if (!TESTS.has(called) || !SWITCHES.has(switched)) return
      if (switched !== 'only' && reasons.has(file.lineAt(node.start) - 1)) return
      findings.push(file.finding(node.start, `${called}.${switched} without a reason above it`))
    })
  }
  return findings
}

/** A lock file that names a host works only where that host can be reached. */
export function lockedHosts(lockFile: string): Finding[] {
  const { packages } = JSON.parse(lockFile) as {
    packages: Record<string, { readonly resolved?: string }>
  }
  return Object.entries(packages)
    .filter(([, { resolved }]) => resolved !== undefined)
    .map(([path]) => `package-lock.json fetches ${path} from a fixed host`)
}
