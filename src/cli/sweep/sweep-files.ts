/** What a finished sweep leaves beside its log: the tables, for people and for other programs. */
import { csvLines, type SweepRecord, sliceColumns, sweepColumns } from '../../backtest/index.ts'
import { AtomicTextFile } from '../../io/index.ts'
import type { SweepPaths } from './sweep-folder.ts'

export function writeTables(paths: SweepPaths, record: SweepRecord): void {
  writeLines(paths.table, csvLines(sweepColumns(record), record.trials))
  writeLines(paths.slices, csvLines(sliceColumns(record), record.trials))
}

function writeLines(path: string, lines: Iterable<string>): void {
  const file = new AtomicTextFile(path)
  try {
    for (const line of lines) file.write(line)
    file.commit()
  } finally {
    file.discard()
  }
}
