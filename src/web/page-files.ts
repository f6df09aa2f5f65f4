/**
 * The files of the built page, read once: a request can name one of them, and nothing else.
 *
 * There is no path to climb out of, because no request is ever turned into a path.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { extname, join, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { InputError } from '../core/index.ts'

export interface PageFile {
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly type: string
  /** Named after its content: it may be kept for ever. */
  readonly isImmutable: boolean
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
}

/** Where the build puts the page, seen from the sources and from the build alike. */
export function builtPageFolder(): string {
  const here = import.meta.url.endsWith('.ts') ? '../../dist/web/app/' : './app/'
  return fileURLToPath(new URL(here, import.meta.url))
}

/**
 * The files by the path of their URL; the page itself as `/`.
 * @throws InputError when the page is not built.
 */
export function readPageFiles(folder: string): ReadonlyMap<string, PageFile> {
  const files = new Map<string, PageFile>()
  for (const path of filesBelow(folder)) {
    const type = TYPES[extname(path)]
    if (type === undefined) continue
    const name = relative(folder, path).split(sep).join('/')
    const isImmutable = name.startsWith('assets/')
    files.set(`/${name}`, { bytes: new Uint8Array(readFileSync(path)), type, isImmutable })
  }
  const page = files.get('/index.html')
  if (page === undefined) {
    throw new InputError('the page is not built', { file: folder }, 'Run npm run build first.')
  }
  return files.set('/', page)
}

function filesBelow(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
      entry.isDirectory() ? filesBelow(join(folder, entry.name)) : [join(folder, entry.name)],
    )
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return []
    throw error
  }
}
