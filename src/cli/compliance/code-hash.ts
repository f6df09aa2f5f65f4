/**
 * What makes the decisions of a run, as two hashes: the strategy's code, and the product's.
 *
 * A strategy of the user's own is its module with every file that it imports, requires or names in a URL
 * by a relative path; what it imports by name is a package, and not looked at. A strategy that comes along
 * is the product's folders of strategies and models. The product is every folder of the engine.
 */
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { CodeHash } from '../../backtest/index.ts'
import { isModulePath } from '../config/strategy-module.ts'

const ENGINE_FOLDERS = [
  'core',
  'wire',
  'market-data',
  'book',
  'models',
  'strategy',
  'risk',
  'execution',
  'exchange',
  'simulation',
  'backtest',
]
const STRATEGY_FOLDERS = ['models', 'strategy']
const RELATIVE_IMPORT = /\b(?:from|import|require|URL)\s*\(?\s*['"`](\.{1,2}\/[^'"`]+)['"`]/g

/** Of several strategies together; alone it is that strategy's own. */
export function codeHashOf(strategies: readonly string[], base: string): CodeHash {
  const [first, ...others] = strategies.map((strategy) => codeHash(strategy, base))
  if (others.length === 0) return first!
  const all = createHash('sha256')
  for (const { strategy } of [first!, ...others]) all.update(strategy)
  return { strategy: all.digest('hex'), product: first!.product }
}

/** `strategy`: as a configuration names it; `base`: the folder that a module's path is relative to. */
function codeHash(strategy: string, base: string): CodeHash {
  const root = fileURLToPath(new URL('../../', import.meta.url))
  const folders = (names: readonly string[]) => names.map((name) => join(root, name))
  const product = hashOf(root, folders(ENGINE_FOLDERS).flatMap(codeFiles))
  if (!isModulePath(strategy)) {
    return { strategy: hashOf(root, folders(STRATEGY_FOLDERS).flatMap(codeFiles)), product }
  }
  const path = resolve(base, strategy.replace(/#[^#/\\]*$/, ''))
  return { strategy: hashOf(dirname(path), moduleFiles(path)), product }
}

/** Names and contents, in the order of the names: where the files lie does not matter. */
function hashOf(root: string, paths: readonly string[]): string {
  const hash = createHash('sha256')
  const named = paths.map((path) => [relative(root, path).replaceAll('\\', '/'), path] as const)
  for (const [name, path] of named.sort(([a], [b]) => (a < b ? -1 : 1))) {
    const bytes = readFileSync(path)
    hash.update(`${name}\0${bytes.length}\0`).update(bytes)
  }
  return hash.digest('hex')
}

function codeFiles(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((each) => {
    const path = join(folder, each.name)
    if (each.isDirectory()) return codeFiles(path)
    const isCode =
      /\.[cm]?[jt]s$/.test(each.name) && !/\.(?:d|test|suite)\.[cm]?ts$/.test(each.name)
    return isCode && !/\.(?:test|suite)\.js$/.test(each.name) ? [path] : []
  })
}

function moduleFiles(first: string): string[] {
  const found = new Set([first])
  // A set that grows while it is gone through: imports of imports are met, too.
  for (const path of found) {
    for (const [, imported] of readFileSync(path, 'utf8').matchAll(RELATIVE_IMPORT)) {
      const target = resolve(dirname(path), imported!)
      if (existsSync(target) && statSync(target).isFile()) found.add(target)
    }
  }
  return [...found]
}
