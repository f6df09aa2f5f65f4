/**
 * A CSV file as a Parquet file, by DuckDB where it is installed.
 *
 * The package is 70 MB, and most people never need it: it is an optional companion, looked for when asked
 * for, beside this program and from where the user stands.
 */
import { renameSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { InputError } from '../core/index.ts'

const PACKAGE = '@duckdb/node-api'

/** As much of the package as is used. */
export interface DuckDb {
  readonly DuckDBInstance: {
    create(path: string): Promise<{
      connect(): Promise<{ run(sql: string): Promise<unknown>; closeSync(): void }>
      closeSync(): void
    }>
  }
}

/** @throws InputError when the package is not there. */
export async function loadDuckDb(option: string, otherwise: string): Promise<DuckDb> {
  for (const place of [import.meta.url, join(process.cwd(), 'package.json')]) {
    const file = found(place)
    if (file !== undefined) return (await import(pathToFileURL(file).href)) as DuckDb
  }
  throw new InputError(
    `needs ${PACKAGE}, which is not installed`,
    { field: option },
    `Install it with npm install ${PACKAGE}, or leave the option out: ${otherwise}.`,
  )
}

/** Makes a Parquet file of a CSV file with a header and these columns. */
export async function csvToParquet(
  duckDb: DuckDb,
  from: string,
  to: string,
  typeOf: (column: string) => string,
  columns: readonly string[],
): Promise<void> {
  const partial = `${to}.partial-${process.pid}`
  const types = columns.map((column) => `${quoted(column)}: '${typeOf(column)}'`)
  const table =
    `read_csv(${quoted(from)}, header = true, auto_detect = false, delim = ',', quote = '"', ` +
    `escape = '"', nullstr = '', columns = { ${types.join(', ')} })`
  const instance = await duckDb.DuckDBInstance.create(':memory:')
  try {
    const connection = await instance.connect()
    await connection.run(
      `COPY (SELECT * FROM ${table}) TO ${quoted(partial)} (FORMAT parquet, COMPRESSION zstd)`,
    )
    connection.closeSync()
    renameSync(partial, to)
  } finally {
    instance.closeSync()
    rmSync(partial, { force: true })
  }
}

/** The package as it is seen from a file. */
function found(from: string): string | undefined {
  try {
    return createRequire(from).resolve(PACKAGE)
  } catch {
    return undefined
  }
}

const quoted = (value: string): string => `'${value.replaceAll("'", "''")}'`
