/** Where things are, and what the files of the repository hash to. */
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'

export const ROOT = fileURLToPath(new URL('..', import.meta.url))

export const inRepository = (...parts) => join(ROOT, ...parts)

/** The files below the given paths, named from the root with forward slashes, sorted. */
export function namesBelow(paths) {
  return paths
    .flatMap(filesBelow)
    .map((path) => relative(ROOT, path).split(sep).join('/'))
    .sort()
}

/** A hash over the names and bytes of files. */
export function fingerprint(names) {
  const hash = createHash('sha256')
  for (const name of names) {
    const bytes = readFileSync(inRepository(name))
    hash.update(`${name}\0${bytes.length}\0`).update(bytes)
  }
  return hash.digest('hex')
}

/** Every file below a path of the repository, absolute; none when the path is not there. */
export function filesBelow(path) {
  const absolute = join(ROOT, path)
  try {
    return readdirSync(absolute, { withFileTypes: true }).flatMap((entry) =>
      entry.isDirectory() ? filesBelow(join(path, entry.name)) : [join(absolute, entry.name)],
    )
  } catch (error) {
    if (error.code === 'ENOTDIR') return [absolute]
    if (error.code === 'ENOENT') return []
    throw error
  }
}

/** The parsed content of a JSON file of the repository; undefined when there is none. */
export function readJson(...parts) {
  try {
    return JSON.parse(readFileSync(inRepository(...parts), 'utf8'))
  } catch (error) {
    if (error.code === 'ENOENT' || error instanceof SyntaxError) return undefined
    throw error
  }
}
