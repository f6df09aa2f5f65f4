/** pandas and vectorbt in an environment of their own, outside the repository, made once from PyPI. */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export const VECTORBT_VERSION = '1.2.0'
const PYTHONS = ['python3.11', 'python3.12', 'python3.13', 'python3.10', 'python3']

/** Where the environment and the column files lie. */
export const PEER_FOLDER = join(tmpdir(), 't2t-peers', 'vectorbt')

/** Makes the environment unless it is there, and answers its Python. */
export function installedPython(): string {
  const python = join(PEER_FOLDER, 'bin', 'python')
  const installed = join(PEER_FOLDER, `installed-${VECTORBT_VERSION}`)
  if (existsSync(installed)) return python
  const base = PYTHONS.find((name) => spawnSync(name, ['-c', 'import venv']).status === 0)
  if (base === undefined) throw new Error(`none of ${PYTHONS.join(', ')} is here with venv`)
  mkdirSync(PEER_FOLDER, { recursive: true })
  mustRun(base, ['-m', 'venv', PEER_FOLDER])
  const options = ['--quiet', '--disable-pip-version-check']
  mustRun(python, ['-m', 'pip', 'install', ...options, `vectorbt==${VECTORBT_VERSION}`])
  writeFileSync(installed, '')
  return python
}

function mustRun(program: string, words: readonly string[]): void {
  const { status } = spawnSync(program, words, { stdio: ['ignore', 'inherit', 'inherit'] })
  if (status !== 0) throw new Error(`${program} ${words.join(' ')} failed`)
}
