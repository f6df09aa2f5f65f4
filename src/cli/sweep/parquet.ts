/** Tables of a sweep as Parquet files. */
import type { TableColumn, Trial } from '../../backtest/index.ts'
import { csvToParquet, loadDuckDb } from '../parquet-file.ts'

export interface ParquetWriter {
  /** Makes a Parquet file of a CSV file that holds these columns of these trials. */
  write(
    from: string,
    to: string,
    columns: readonly TableColumn[],
    trials: readonly Trial[],
  ): Promise<void>
}

/** @throws InputError when the package is not there. */
export async function parquetWriter(): Promise<ParquetWriter> {
  const duckDb = await loadDuckDb('--parquet', 'results.csv holds the same')
  return {
    async write(from, to, columns, trials) {
      const types = new Map(columns.map((column) => [column.name, typeOf(column, trials)]))
      const names = columns.map(({ name }) => name)
      await csvToParquet(duckDb, from, to, (name) => types.get(name) ?? 'VARCHAR', names)
    },
  }
}

/** The type that holds every value of a column. */
function typeOf({ cell, isText }: TableColumn, trials: readonly Trial[]): string {
  if (isText === true) return 'VARCHAR'
  let found: string | undefined
  for (const trial of trials) {
    const value = cell(trial)
    if (value === null) continue
    if (found !== undefined && found !== typeof value) return 'VARCHAR'
    found = typeof value
  }
  return found === 'boolean' ? 'BOOLEAN' : found === 'string' ? 'VARCHAR' : 'DOUBLE'
}
