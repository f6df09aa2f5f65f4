/** A file of the repository, as text and as a syntax tree, and the finding that a check hands back. */
import { parseSync } from 'vite'

/** A place where a rule is broken, as one line: `src/book/book.ts:12 says what is wrong`. */
export type Finding = string

/** A node of the syntax tree, in the shape of ESTree. */
export interface SyntaxNode {
  readonly type: string
  readonly start: number
  readonly end: number
  readonly [field: string]: unknown
}

export interface Comment {
  readonly type: 'Line' | 'Block'
  readonly value: string
  readonly start: number
  readonly end: number
}

export class SourceFile {
  /** From the root of the repository, with forward slashes. */
  readonly path: string
  readonly text: string
  #parsed: { program: SyntaxNode; comments: readonly Comment[] } | undefined

  constructor(path: string, text: string) {
    this.path = path
    this.text = text
  }

  get program(): SyntaxNode {
    return this.#parse().program
  }
  get comments(): readonly Comment[] {
    return this.#parse().comments
  }
  /** `src/wire/binance/index.ts` lies in `wire`; undefined outside `src` and in `src` itself. */
  get folder(): string | undefined {
    return /^src\/([^/]+)\//.exec(this.path)?.[1]
  }
  get lines(): readonly string[] {
    return this.text.split('\n')
  }
  get isTest(): boolean {
    return /\.(test|suite)\.tsx?$/.test(this.path)
  }

  /** Counts from 1. */
  lineAt(offset: number): number {
    let line = 1
    for (let at = this.text.indexOf('\n'); at >= 0 && at < offset; ) {
      line++
      at = this.text.indexOf('\n', at + 1)
    }
    return line
  }

  finding(offset: number, sentence: string): Finding {
    return `${this.path}:${this.lineAt(offset)} ${sentence}`
  }

  #parse() {
    if (this.#parsed === undefined) {
      const { program, comments, errors } = parseSync(this.path, this.text)
      if (errors.length > 0) throw new SyntaxError(`${this.path}: ${errors[0]!.message}`)
      this.#parsed = { program: program as unknown as SyntaxNode, comments }
    }
    return this.#parsed
  }
}

/** Calls `visit` for every node, parents first. `field` is what the node is to its parent. */
export function walk(
  root: SyntaxNode,
  visit: (node: SyntaxNode, parent: SyntaxNode | undefined, field: string) => void,
): void {
  const stack: (readonly [SyntaxNode, SyntaxNode | undefined, string])[] = [[root, undefined, '']]
  for (let entry = stack.pop(); entry !== undefined; entry = stack.pop()) {
    const [node, parent, field] = entry
    visit(node, parent, field)
    const children: (readonly [SyntaxNode, SyntaxNode, string])[] = []
    for (const [name, value] of Object.entries(node)) {
      for (const child of Array.isArray(value) ? value : [value]) {
        if (isNode(child)) children.push([child, node, name])
      }
    }
    stack.push(...children.reverse())
  }
}

const isNode = (value: unknown): value is SyntaxNode =>
  typeof value === 'object' && value !== null && typeof (value as SyntaxNode).type === 'string'
