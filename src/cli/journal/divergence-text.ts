/** The first record in which a run and its journal differ, with both told. */
import {
  type DivergedRun,
  EntryRows,
  entryLine,
  entryOf,
  type InstrumentFacts,
  jsonOf,
  type RecordImage,
} from '../../backtest/index.ts'
import { JOURNAL_INSTRUMENT, JOURNAL_RUN_BEGIN } from '../../core/index.ts'

export interface DivergenceContext {
  readonly epochNanos: bigint
  readonly instruments: readonly (InstrumentFacts | undefined)[]
}

const NOTHING: DivergenceContext = { epochNanos: 0n, instruments: [] }

export function divergenceText(
  { sequence, journaled, derived }: DivergedRun,
  context: DivergenceContext = NOTHING,
): string {
  const rows = new EntryRows(context)
  const line = (image: RecordImage | undefined, end: string): string =>
    image === undefined ? end : entryLine(rows.row(entryFrom(image, sequence)))
  const lines = [
    `the first record that differs is sequence ${sequence}`,
    `  journal  ${line(journaled, 'ends here')}`,
    `  run      ${line(derived, 'ends here')}`,
    ...keyLines(journaled, derived),
  ]
  return lines.join('\n')
}

export const entryFrom = (image: RecordImage, sequence: number) =>
  entryOf(image.tape, 0, sequence, { text: image.text, isCut: false })

/** Which keys differ, where both records are descriptions. */
function keyLines(journaled: RecordImage | undefined, derived: RecordImage | undefined): string[] {
  if (journaled === undefined || derived === undefined) return []
  const { kind } = entryFrom(journaled, 0)
  if (kind !== entryFrom(derived, 0).kind) return []
  if (kind !== JOURNAL_RUN_BEGIN && kind !== JOURNAL_INSTRUMENT) return []
  const a = leaves(jsonOf(journaled.text[0]))
  const b = leaves(jsonOf(derived.text[0]))
  return [...new Set([...a.keys(), ...b.keys()])]
    .filter((key) => a.get(key) !== b.get(key))
    .map(
      (key) =>
        `  ${key}: ${a.get(key) ?? 'nothing'} in the journal, ${b.get(key) ?? 'nothing'} now`,
    )
}

/** Every value of plain data by the path to it. */
function leaves(value: unknown, path = '', found = new Map<string, string>()): Map<string, string> {
  if (typeof value !== 'object' || value === null) {
    if (value !== undefined) found.set(path, JSON.stringify(value))
    return found
  }
  for (const [key, inner] of Object.entries(value)) {
    leaves(inner, path === '' ? key : `${path}.${key}`, found)
  }
  return found
}
