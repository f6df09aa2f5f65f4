/** A JSON or YAML file read with the place of every value, so that errors can point at it. */
import { readFileSync, statSync } from 'node:fs'
import { type Document, isMap, isPair, isScalar, LineCounter, parseDocument } from 'yaml'
import { InputError } from '../../core/index.ts'

const BYTES_MAX = 1024 * 1024

export interface ParsedFile {
  readonly path: string
  readonly value: unknown
  /** The line and column of a key (or list element), of its nearest parent when it is missing. */
  placeOf(keys: readonly (string | number)[]): { line: number; column: number } | undefined
}

/**
 * @param command whose `--help` shows an example of such a file.
 * @throws InputError with line and column for text that is neither JSON nor YAML.
 */
export function parseFile(path: string, command = 'backtest'): ParsedFile {
  const text = readText(path)
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, version: '1.2' })
  const first = document.errors[0]
  if (first !== undefined) {
    const { line, col } = lines.linePos(first.pos[0])
    throw new InputError(
      `is not valid JSON or YAML: ${first.message.split('\n')[0]}`,
      { file: path, line, column: col },
      'Correct the text at this place.',
    )
  }
  return {
    path,
    value: contentOf(document, path, command),
    placeOf(keys) {
      const offset = offsetOf(document, keys)
      if (offset === undefined) return undefined
      const { line, col } = lines.linePos(offset)
      return { line, column: col }
    },
  }
}

function readText(path: string): string {
  const status = statSync(path, { throwIfNoEntry: false })
  if (status === undefined) throw new InputError('no such file', { file: path }, 'Check the path.')
  if (status.isDirectory()) {
    throw new InputError('is a folder, not a file', { file: path }, 'Name a configuration file.')
  }
  if (status.size > BYTES_MAX) {
    throw new InputError(
      `is ${status.size} bytes, too large for a configuration`,
      { file: path },
      'A configuration is a small JSON or YAML file; market data goes to --feed.',
    )
  }
  const bytes = readFileSync(path)
  if (bytes.includes(0)) {
    throw new InputError(
      'is binary, not text',
      { file: path, byte: bytes.indexOf(0) },
      'A configuration is a JSON or YAML file; market data goes to --feed.',
    )
  }
  return bytes.toString('utf8').replace(/^\uFEFF/, '')
}

function contentOf(document: Document, path: string, command: string): unknown {
  const remedy = `See \`t2t ${command} --help\` for an example.`
  let value: unknown
  try {
    value = document.toJS({ maxAliasCount: 100 })
  } catch (error) {
    throw new InputError(
      `cannot be read: ${error instanceof Error ? error.message : String(error)}`,
      { file: path },
      'Correct the anchors and aliases of the file.',
    )
  }
  if (value === null || value === undefined) {
    throw new InputError('is empty', { file: path }, remedy)
  }
  if (typeof value !== 'object' || Array.isArray(value)) {
    throw new InputError(
      `holds ${Array.isArray(value) ? 'a list' : `a ${typeof value}`}, not keys and values`,
      { file: path, line: 1 },
      remedy,
    )
  }
  return value
}

/** Where a key stands; for a missing one, where the innermost existing parent begins. */
function offsetOf(document: Document, keys: readonly (string | number)[]): number | undefined {
  let node: unknown = document.contents
  let offset: number | undefined
  for (const key of keys) {
    if (isMap(node)) {
      const pair = node.items.find((item) => isScalar(item.key) && item.key.value === key)
      if (pair === undefined || !isPair(pair)) return offset
      offset = (pair.key as { range?: [number] }).range?.[0] ?? offset
      node = pair.value
    } else {
      const child = document.getIn(keys.slice(0, keys.indexOf(key) + 1), true) as {
        range?: [number]
      }
      return child?.range?.[0] ?? offset
    }
  }
  return offset
}
