/**
 * Whether the installed packages are those of the lock file, as far as this platform can use them.
 *
 * npm writes a list of its own when an installation is complete. Comparing the lists, and looking for
 * each package, tells a stale or a damaged installation from a good one that somebody else made.
 */
import { existsSync } from 'node:fs'
import { inRepository, readJson } from './repository.mjs'

export function isInstalled() {
  const wanted = readJson('package-lock.json')?.packages ?? {}
  const found = readJson('node_modules', '.package-lock.json')?.packages
  if (found === undefined) return false
  return Object.entries(wanted).every(([path, entry]) => {
    if (path === '' || !isForThisPlatform(entry)) return true
    // Without a platform of its own, an optional package serves another that we do not need.
    if (found[path] === undefined) return entry.optional === true && entry.os === undefined
    return found[path].version === entry.version && existsSync(inRepository(path, 'package.json'))
  })
}

function isForThisPlatform({ os, cpu, libc }) {
  if (os !== undefined && !os.includes(process.platform)) return false
  if (cpu !== undefined && !cpu.includes(process.arch)) return false
  return libc === undefined || libc.includes(systemLibrary())
}

let knownLibrary

/** The C library of a Linux, as npm calls it. */
function systemLibrary() {
  knownLibrary ??= process.report.getReport().header.glibcVersionRuntime ? 'glibc' : 'musl'
  return knownLibrary
}
