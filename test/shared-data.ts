/** Finds the recorded market data that tests use when it is there, and do without when it is not. */
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const besideTheRepository = fileURLToPath(new URL('../../shared', import.meta.url))

/** The path of a file below the folder `T2T_SHARED` names; undefined when it is not there. */
export function sharedFile(relativePath: string): string | undefined {
  const path = `${process.env.T2T_SHARED ?? besideTheRepository}/${relativePath}`
  return existsSync(path) ? path : undefined
}
