/**
 * Tables as Parquet files, written by DuckDB where it is installed.
 *
 * The package is 70 MB, and most people never need it: it is an optional companion, looked for when asked
 * for, beside this program and from where the user stands.
 */
import { renameSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { TableColumn, Trial } from '../../backtest/index.ts'
import { InputError } from '../../core/index.ts'

const PACKAGE = '@duckdb/node-api'

/** As much of the package as is used. */
interface DuckDb {
  readonly DuckDBInstance: {
    create(path: string): Promise<{
      connect(): Promise<{ run(sql: string): Promise<unknown>; closeSync(): void }>
      closeSync(): void
    }>
  }
}

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
  const duckDb = await load()
  return {
    async write(from, to, columns, trials) {
      const partial = `${to}.partial-${process.pid}`
      const types = columns.map((column) => `${text(column.name)}: '${typeOf(column, trials)}'`)
      const table =
        `read_csv(${text(from)}, header = true, auto_detect = false, delim = ',', quote = '"', ` +
        `escape = '"', nullstr = '', columns = { ${types.join(', ')} })`
      const instance = await duckDb.DuckDBInstance.create(':memory:')
      try {
        const connection = await instance.connect()
        await connection.run(
          `COPY (SELECT * FROM ${table}) TO ${text(partial)} (FORMAT parquet, COMPRESSION zstd)`,
        )
        connection.closeSync()
        renameSync(partial, to)
      } finally {
        instance.closeSync()
        rmSync(partial, { force: true })
      }
    },
  }
}

async function load(): Promise<DuckDb> {
  for (const place of [import.meta.url, join(process.cwd(), 'package.json')]) {
    const file = found(place)
    if (file !== undefined) return (await import(pathToFileURL(file).href)) as DuckDb
  }
  throw new InputError(
    `needs ${PACKAGE}, which is not installed`,
    { field: '--parquet' },
    `Install it with npm install ${PACKAGE}, or leave the option out: results.csv holds the same.`,
  )
}

/** The package as it is seen from a file. */
function found(from: string): string | undefined {
  try {
    return createRequire(from).resolve(PACKAGE)
  } catch {
    return undefined
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

const text = (value: string): string => `'${value.replaceAll("'", "''")}'`
