/** The engine reads no clock, no chance and no environment, and computes the same bits everywhere. */
import { type Finding, type SourceFile, type SyntaxNode, walk } from './source-file.ts'

/** Names of the outside world that an engine file must not mention. */
const OUTSIDE = new Set([
  'Buffer',
  'Date',
  'Temporal',
  'clearInterval',
  'clearTimeout',
  'console',
  'crypto',
  'fetch',
  'performance',
  'process',
  'queueMicrotask',
  'require',
  'setImmediate',
  'setInterval',
  'setTimeout',
])

/** Functions of `Math` whose last digits differ between versions of Node, and chance. */
const INEXACT = new Set(
  (
    'acos acosh asin asinh atan atan2 atanh cbrt cos cosh exp expm1 hypot log log10 log1p log2 ' +
    'pow random sin sinh tan tanh'
  ).split(' '),
)

export function outsideWorld(engine: readonly SourceFile[]): Finding[] {
  return engine.flatMap((file) => {
    const own = declaredNames(file)
    return inEach([file], (_, node, parent, field) => {
      const name = node.name as string
      if (node.type !== 'Identifier' || !OUTSIDE.has(name) || own.has(name)) return undefined
      if (isMereName(parent, field) || isCalendar(name, parent)) return undefined
      return file.finding(node.start, `uses ${name}; the engine is handed what it needs`)
    })
  })
}

/** Parameters and variables: a `process` of our own is not that of Node. */
function declaredNames(file: SourceFile): ReadonlySet<string> {
  const names = new Set<string>()
  walk(file.program, (node, parent, field) => {
    if (node.type !== 'Identifier' || parent === undefined) return
    const isVariable = parent.type === 'VariableDeclarator' && field === 'id'
    if (isVariable || field === 'params') names.add(node.name as string)
  })
  return names
}

/** `Date.UTC(...)`, `Date.parse(text)` and `new Date(millis)` compute; only `now` looks at a clock. */
function isCalendar(name: string, parent: SyntaxNode | undefined): boolean {
  if (name !== 'Date' || parent === undefined) return false
  if (parent.type === 'NewExpression') return (parent.arguments as unknown[]).length > 0
  const member = (parent.property as SyntaxNode | undefined)?.name
  return member === 'UTC' || member === 'parse'
}

export function inexactMath(engine: readonly SourceFile[]): Finding[] {
  return inEach(engine, (file, node) => {
    if (node.type === 'BinaryExpression' && node.operator === '**' && !isConstantPower(node)) {
      return file.finding(node.start, 'uses **, which differs between versions of Node')
    }
    if (node.type !== 'MemberExpression') return undefined
    const object = node.object as SyntaxNode
    const name = (node.property as SyntaxNode).name as string
    if (object.name !== 'Math' || !INEXACT.has(name)) return undefined
    return file.finding(node.start, `uses Math.${name}, which differs between versions of Node`)
  })
}

/** A whole power of two or ten written out: exact wherever it is computed. */
function isConstantPower(node: SyntaxNode): boolean {
  const isWhole = (part: unknown): boolean => {
    const { type, value, argument } = part as SyntaxNode
    return type === 'UnaryExpression' ? isWhole(argument) : Number.isInteger(value)
  }
  return isWhole(node.left) && isWhole(node.right)
}

/** Nothing on the way of an event waits: one `await` costs more than the whole book. */
export function asynchronousCode(eventPath: readonly SourceFile[]): Finding[] {
  return inEach(eventPath, (file, node) => {
    const waits =
      node.async === true ||
      node.await === true ||
      node.type === 'AwaitExpression' ||
      (node.type === 'Identifier' && node.name === 'Promise')
    return waits ? file.finding(node.start, 'waits on the event path') : undefined
  })
}

function inEach(
  files: readonly SourceFile[],
  judge: (
    file: SourceFile,
    node: SyntaxNode,
    parent: SyntaxNode | undefined,
    field: string,
  ) => Finding | undefined,
): Finding[] {
  const findings: Finding[] = []
  for (const file of files) {
    if (file.isTest) continue
    walk(file.program, (node, parent, field) => {
      const finding = judge(file, node, parent, field)
      if (finding !== undefined) findings.push(finding)
    })
  }
  return findings
}

/** `order.process` and `{ process: 1 }` only share the word. */
function isMereName(parent: SyntaxNode | undefined, field: string): boolean {
  if (parent === undefined || parent.computed === true) return false
  return (
    (field === 'property' && parent.type === 'MemberExpression') ||
    (field === 'key' && parent.shorthand !== true)
  )
}
