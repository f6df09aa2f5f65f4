/**
 * Which of the three tables a file is, and where its columns stand: told by its header.
 *
 * Columns may stand in any order, and those that nothing is done with are passed over.
 */
import { InputError } from '../../core/index.ts'

export type SseTableKind = 'orders' | 'trades' | 'snapshots'

export interface SseTable {
  readonly kind: SseTableKind
  /** Names of the header, in its order. */
  readonly names: readonly string[]
}

/** A column that only this table has. */
const MARKS: readonly (readonly [SseTableKind, string])[] = [
  ['orders', 'OrderNO'],
  ['trades', 'TradeBuyNo'],
  ['snapshots', 'NumOrdersB1'],
]

/** The table that a first line heads; undefined when it heads none of them. */
export function sseTable(header: string): SseTable | undefined {
  const names = header.split(',').map((name) => name.trim().replace(/^"(.*)"$/, '$1'))
  const mark = MARKS.find(([, name]) => names.includes(name))
  return mark === undefined ? undefined : { kind: mark[0], names }
}

/** Where a column stands. @throws InputError when the table has none of that name. */
export function columnOf({ names, kind }: SseTable, name: string): number {
  const at = names.indexOf(name)
  if (at >= 0) return at
  throw new InputError(`the table of ${kind} has no column ${name}`, { line: 1 })
}
