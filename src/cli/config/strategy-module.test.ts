import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { backtest } from '../../backtest/index.ts'
import { BUY } from '../../core/index.ts'
import { loadRun } from './load-run.ts'
import { isModulePath, loadStrategyModule } from './strategy-module.ts'

const folder = mkdtempSync(join(tmpdir(), 't2t-modules-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** Every text is a file of its own: a module is loaded once. */
let files = 0
function written(text: string): string {
  const name = `module-${files++}.mjs`
  writeFileSync(join(folder, name), text)
  return name
}
const loaded = (text: string, hash = '') => loadStrategyModule(`./${written(text)}${hash}`, folder)

const BUYER = `{
  name: 'buyer', params: { sizeLots: 2 },
  onBook(book, { orders, position, params }) { if (position === 0) orders.market(1, params.sizeLots) },
}`
const LIMITS =
  '{ positionLotsMax: 9, orderLotsMax: 9, orderValueMax: 1e9, priceCollarBps: 9999, ' +
  'ordersPerSecondMax: 999, ordersBurstMax: 999, dailyLossMax: 1e9 }'

test('paths are told from names', () => {
  for (const path of ['./a.mjs', 'a.mjs', '../a/b', 'C:\\a.js', 'a.ts#b', '/a']) {
    expect(isModulePath(path), path).toBe(true)
  }
  for (const name of ['touch-quoter', 'my strategy', 'js', '.', 'mjs']) {
    expect(isModulePath(name), name).toBe(false)
  }
})

test('a default export, the only strategy, and a named one are all found', async () => {
  for (const [text, hash] of [
    [`export default ${BUYER}`, ''],
    [`export const sizes = 3; export const buyer = ${BUYER}`, ''],
    [`export const a = ${BUYER}, b = ${BUYER.replace("'buyer'", "'other'")}`, '#a'],
  ] as const) {
    const found = await loaded(text, hash)
    expect('strategy' in found && found.strategy.name).toBe('buyer')
  }
})

test('a configuration runs a module beside it, with its parameters changed', async () => {
  const module = written(`export default ${BUYER}`)
  const path = join(folder, 'run.yaml')
  writeFileSync(
    path,
    `strategy: ./${module}\nparams: { sizeLots: 3 }\nfeed: { format: synthetic, ticks: 50 }\nlimits: ${LIMITS}`,
  )
  const { options } = await loadRun(path, {})
  const run = await backtest(options)
  expect([...run.fills].map(({ side, size }) => [side, size])).toEqual([[BUY, 3]])
  await expect(loadRun(path, { set: ['params.lots=1'] })).rejects.toThrow(
    'lots is not a parameter (known: sizeLots)',
  )
})

test('a function is given the columns of the data that the run will see', async () => {
  const module = written(`
    export default ([{ bid, ask, mid, atNanos, instrument }]) => ({
      name: 'from-data', params: { rows: 0 },
      setup: ({ params }) => { params.rows; return { row: -1 } },
      onBook(book, { state, now }) {
        const row = ++state.row
        if (bid[row] !== book.bestPrice(1) || ask[row] !== book.bestPrice(-1)) throw new Error('price')
        if (mid[row] !== book.midPrice || atNanos[row] !== now) throw new Error('mid or time')
      },
      gauges: () => ({ rows: mid.length }),
    })`)
  const path = join(folder, 'columns.yaml')
  writeFileSync(
    path,
    `strategy: ./${module}\nfeed: { format: synthetic, ticks: 50 }\nlatency: { feed: 5ms }\nlimits: ${LIMITS}`,
  )
  const { options, strategyFrom } = await loadRun(path, {})
  expect(strategyFrom).toBeDefined()
  const run = await backtest(options)
  expect(run.markets[0]!.trader.gauges).toEqual({ rows: 50 })
})

const MISTAKES: readonly (readonly [string, string, string])[] = [
  ['export default 5', '', 'default is a number, not a strategy'],
  ['export default null', '', 'default is null, not a strategy'],
  ['const a = 1', '', 'it exports nothing'],
  [`export const a = ${BUYER}, b = ${BUYER}`, '', 'has no default export'],
  [`export const a = ${BUYER}`, '#b', 'exports no b (its exports: a)'],
  ['export default {', '', 'loading it failed: '],
  ["throw new TypeError('no luck')", '', 'line 1: loading it failed: TypeError: no luck'],
  ["import 'not-installed-anywhere'", '', 'What a module imports must be installed where it lies'],
  ["export default { name: '', params: {}, onBook() {} }", '', 'name is no text'],
  [
    "export default { name: 'a', params: { x: [] }, onBook() {} }",
    '',
    'the default of x is no number',
  ],
  ["export default { name: 'a', params: 3, onBook() {} }", '', 'params is not a list of defaults'],
  ["export default { name: 'a', params: {} }", '', 'it has no callback'],
  ["export default { name: 'a', onbook() {} }", '', 'nobody calls onbook'],
  ["export default { name: 'a', onBook: 3 }", '', 'onBook is not a function'],
  ["export default { name: 'a', onTimer() {} }", '', 'onTimer needs timerNanos'],
]

for (const [text, hash, problem] of MISTAKES) {
  test(`refused: ${text.slice(0, 60)}${hash}`, async () => {
    await expect(loaded(text, hash)).rejects.toThrow(problem)
    await expect(loaded(text, hash)).rejects.toHaveProperty('name', 'InputError')
  })
}

test('what is not there, and what is no file, is told', async () => {
  mkdirSync(join(folder, 'inner.mjs'))
  await expect(loadStrategyModule('./gone.mjs', folder)).rejects.toThrow('no such file')
  await expect(loadStrategyModule('./inner.mjs', folder)).rejects.toThrow('is not a file')
})

test('what a module throws while it runs, or makes a strategy, is a mistake with its line', async () => {
  const thrower = await loaded(
    "export default {\n name: 'a',\n onBook() {\n  throw new Error('oh') } }",
  )
  expect(() => 'strategy' in thrower && thrower.strategy.onBook?.(0 as never, 0 as never)).toThrow(
    'line 4: onBook of a failed: Error: oh',
  )
  const maker = await loaded('export default (markets) => markets.nothing.at(1)')
  expect(() => 'strategyFrom' in maker && maker.strategyFrom([])).toThrow(
    'line 1: default() failed: TypeError',
  )
  const empty = await loaded('export default () => 3')
  expect(() => 'strategyFrom' in empty && empty.strategyFrom([])).toThrow(
    'what default() returns is a number, not a strategy',
  )
})
