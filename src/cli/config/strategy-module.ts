/**
 * A strategy of the user's own: a JavaScript module named in the configuration.
 *
 * ```yaml
 * strategy: ./my-strategy.mjs            # its default export, or the only strategy it exports
 * strategy: ./my-strategies.mjs#quoter   # the export of that name
 * ```
 *
 * An export is a strategy, or a function from the columns of the data to one. The module runs with all
 * the rights of the program: it is the user's own code, or code that the user trusts.
 */
import { existsSync, statSync } from 'node:fs'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { StrategyFromData } from '../../backtest/index.ts'
import { InputError } from '../../core/index.ts'
import type { AnyStrategy } from '../../strategy/index.ts'
import { asStrategy } from './module-strategy.ts'
import { thrownBy } from './thrown-by.ts'

export type LoadedStrategy =
  | { readonly strategy: AnyStrategy }
  | { readonly strategyFrom: StrategyFromData }

const EXAMPLE = 'Export a strategy: export default { name, params, onBook(book, context) { ... } }.'

/** A path, rather than the name of a strategy that comes along. */
export const isModulePath = (name: string): boolean =>
  /[\\/]/.test(name) || /\.[cm]?[jt]s(#|$)/.test(name)

/** Loads the module. @throws InputError when there is none, or when it exports no strategy. */
export async function loadStrategyModule(name: string, base: string): Promise<LoadedStrategy> {
  const hash = name.lastIndexOf('#')
  const path = resolve(base, hash < 0 ? name : name.slice(0, hash))
  const wanted = hash < 0 ? undefined : name.slice(hash + 1)
  const place = { file: path, field: 'strategy' }
  if (!existsSync(path)) {
    throw new InputError('no such file', place, 'The path is relative to the configuration.')
  }
  if (!statSync(path).isFile()) throw new InputError('is not a file', place, EXAMPLE)
  const exports = await importedFrom(path)
  const [key, value] = chosenExport(exports, wanted, path)
  if (typeof value !== 'function') return { strategy: asStrategy(value, key, path) }
  const make = value as (markets: unknown) => unknown
  return {
    strategyFrom: (markets) => {
      let made: unknown
      try {
        made = make(markets)
      } catch (error) {
        throw thrownBy(path, `${key}()`, error)
      }
      return asStrategy(made, `what ${key}() returns`, path)
    },
  }
}

type Exports = Readonly<Record<string, unknown>>

async function importedFrom(path: string): Promise<Exports> {
  try {
    return (await import(pathToFileURL(path).href)) as Exports
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (code === 'ERR_UNKNOWN_FILE_EXTENSION') {
      throw new InputError(
        'is of a kind that this version of Node.js does not run',
        { file: path, field: 'strategy' },
        'Give a JavaScript module (.mjs or .js); compile TypeScript first.',
      )
    }
    throw thrownBy(path, 'loading it', error)
  }
}

/** The one that is asked for; else the default; else the only one that could be meant. */
function chosenExport(exports: Exports, wanted: string | undefined, path: string) {
  const names = Object.keys(exports)
  const key = wanted ?? (names.includes('default') ? 'default' : onlyCandidate(exports))
  if (key !== undefined && names.includes(key)) return [key, exports[key]] as const
  const known = names.length === 0 ? 'it exports nothing' : `its exports: ${names.join(', ')}`
  throw new InputError(
    wanted === undefined
      ? `has no default export, and not one strategy that could be meant (${known})`
      : `exports no ${wanted} (${known})`,
    { file: path, field: 'strategy' },
    names.length === 0 ? EXAMPLE : 'Name one with #NAME behind the path, or export one as default.',
  )
}

function onlyCandidate(exports: Exports): string | undefined {
  const candidates = Object.entries(exports).filter(
    ([, value]) => typeof value === 'object' && value !== null && 'name' in value,
  )
  return candidates.length === 1 ? candidates[0]![0] : undefined
}
