/** What a finished sweep leaves beside its log: the tables, for people and for other programs. */
import {
  csvLines,
  type SweepRecord,
  sliceColumns,
  sweepColumns,
  type TableColumn,
} from '../../backtest/index.ts'
import { AtomicTextFile } from '../../io/index.ts'
import type { ParquetWriter } from './parquet.ts'
import type { SweepPaths } from './sweep-folder.ts'

export async function writeTables(
  paths: SweepPaths,
  record: SweepRecord,
  parquet: ParquetWriter | undefined,
): Promise<void> {
  const { trials } = record
  const tables: readonly (readonly [string, string, readonly TableColumn[]])[] = [
    [paths.table, paths.parquet, sweepColumns(record)],
    [paths.slices, paths.slicesParquet, sliceColumns(record)],
  ]
  for (const [csv, columnar, columns] of tables) {
    writeLines(csv, csvLines(columns, trials))
    await parquet?.write(csv, columnar, columns, trials)
  }
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
