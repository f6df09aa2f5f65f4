/** The files of the repository: what is committed, and what is new and not ignored. */
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { SourceFile } from './source-file.ts'

export const ROOT = fileURLToPath(new URL('../../', import.meta.url))

/** Paths from the root, sorted. */
export function repositoryPaths(): readonly string[] {
  const words = ['ls-files', '-z', '--cached', '--others', '--exclude-standard']
  const listed = execFileSync('git', words, { cwd: ROOT, encoding: 'utf8' })
  const paths = new Set(listed.split('\0').filter((path) => path !== ''))
  return [...paths].filter((path) => existsSync(ROOT + path)).sort()
}

export const readText = (path: string): string => readFileSync(ROOT + path, 'utf8')

/** The code among the files: TypeScript and JavaScript. */
export function codeFiles(paths: readonly string[]): readonly SourceFile[] {
  return paths
    .filter((path) => /\.(ts|tsx|mjs|js)$/.test(path))
    .map((path) => new SourceFile(path, readText(path)))
}
