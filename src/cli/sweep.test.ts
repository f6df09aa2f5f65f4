import { execFileSync, spawn, spawnSync } from 'node:child_process'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { t2t } from './spoken-command.suite.ts'
import { readSweep } from './sweep/index.ts'

const MAIN = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 't2t-sweep-'))
afterAll(() => rmSync(folder, { recursive: true }))
const at = (name: string) => join(folder, name)

const LIMITS = {
  positionLotsMax: 50,
  orderLotsMax: 20,
  orderValueMax: 10_000,
  priceCollarBps: 500,
  ordersPerSecondMax: 1000,
  ordersBurstMax: 100,
  dailyLossMax: 100_000,
}
const CONFIG = {
  strategy: 'z-score-reversion',
  feed: { format: 'synthetic', ticks: 3000 },
  fees: { makerRate: 0.0001, takerRate: 0.0002 },
  limits: LIMITS,
}
const GRID = {
  parameters: {
    'params.lookbackWindow': { from: 20, to: 60, step: 20 },
    'params.threshold': [0.5, 1, 2],
    'latency.entry': [0, '20ms'],
  },
  slices: 20,
}

function config(name: string, sweep: unknown = GRID, changes: object = {}): string {
  writeFileSync(at(name), JSON.stringify({ ...CONFIG, ...changes, sweep }, null, 1))
  return at(name)
}

const table = (name: string) => readFileSync(join(at(name), 'results.csv'), 'utf8')
const slices = (name: string) => readFileSync(join(at(name), 'slices.csv'), 'utf8')

let whole: { code: number; text: string; errors: string }
beforeAll(async () => {
  whole = await t2t('sweep', config('run.json'), '--out', at('whole'), '--workers', '2')
})

test('every combination is a row, in the order of the sweep, with the numbers of a backtest', async () => {
  expect(whole).toMatchObject({ code: 0, errors: '' })
  const rows = table('whole').trimEnd().split('\n')
  expect(rows).toHaveLength(1 + 3 * 3 * 2)
  expect(rows.map((row) => row.split(',')[0])).toEqual(
    ['trial', ...rows.slice(1).keys()].map(String),
  )
  const trial = readSweep(at('whole')).trials[9]!
  expect(trial.values).toEqual([40, 1, '20ms'])
  const { text } = await t2t(
    'backtest',
    at('run.json'),
    ...['--set', 'params.lookbackWindow=40', 'params.threshold=1', 'latency.entry=20ms'],
    ...['--no-analytics', '--json'],
  )
  const summary = JSON.parse(text)
  expect(trial.runHash).toBe(summary.runHash)
  for (const name of ['pnlAfterFees', 'pnlBeforeFees', 'fees', 'maxDrawdown', 'fills'] as const) {
    expect(trial.metrics[name]).toBe(summary[name])
  }
  const sum = trial.slicePnl.reduce((total, pnl) => total + pnl, 0)
  expect(sum).toBeCloseTo(summary.pnlAfterFees, 9)
})

test('no Sharpe ratio stands without its deflated value and the number of trials', () => {
  expect(whole.text).toMatch(/Sharpe\/slice +deflated +of trials\n/)
  expect(whole.text).toMatch(/Sharpe of the best +\S+ a slice, deflated \S+, of 18 trials/)
  expect(whole.text).toContain('overfitting (PBO)')
  const [head = ''] = table('whole').split('\n')
  expect(head).toContain('sharpe_per_slice,deflated_sharpe,trials')
})

test('trials without a value of the objective are counted, not dropped without a word', async () => {
  const sweep = {
    parameters: { 'params.threshold': [1, 1e6, 2e6] },
    objective: 'sharpe',
    slices: 20,
  }
  const words = ['sweep', config('idle.json', sweep), '--out', at('idle'), '--workers', '1']
  expect((await t2t(...words)).text).toContain('2 trials have no sharpe, and no place here')
})

test('the table is the same, byte for byte, for any number of workers', async () => {
  for (const workers of ['1', '3']) {
    const out = `workers-${workers}`
    const { code } = await t2t('sweep', at('run.json'), '--out', at(out), '--workers', workers)
    expect(code).toBe(0)
    expect(table(out)).toBe(table('whole'))
    expect(slices(out)).toBe(slices('whole'))
  }
})

test('the vectorised engine comes to the same table but for the hashes', async () => {
  const words = [
    'sweep',
    at('run.json'),
    '--out',
    at('vectorised'),
    '--engine',
    'vectorised',
    '--workers',
    '1',
  ]
  expect((await t2t(...words)).code).toBe(0)
  const bare = (text: string) => text.replace(/,[0-9a-f]{16},/g, ',,')
  expect(bare(table('vectorised'))).toBe(bare(table('whole')))
  expect(slices('vectorised')).toBe(slices('whole'))
})

test('a sweep that was killed goes on to the same table, and computes nothing twice', async () => {
  const words = [
    'sweep',
    config('long.json', GRID, { feed: { format: 'synthetic', ticks: 10_000 } }),
  ]
  expect((await t2t(...words, '--out', at('long'), '--workers', '1')).code).toBe(0)
  const log = join(at('killed'), 'trials.log')
  const child = spawn(process.execPath, [MAIN, ...words, '--out', at('killed')], {
    stdio: 'ignore',
  })
  const ended = new Promise((resolve) => child.on('exit', (_code, signal) => resolve(signal)))
  while (!existsSync(log) || linesOf(log) < 5)
    await new Promise((resolve) => setTimeout(resolve, 5))
  child.kill('SIGKILL')
  expect(await ended).toBe('SIGKILL')
  const finished = readFileSync(log, 'utf8')
  expect(existsSync(join(at('killed'), 'results.csv'))).toBe(false)

  const resumed = await t2t(...words, '--out', at('killed'), '--resume', '--workers', '1')
  expect(resumed.code).toBe(0)
  expect(table('killed')).toBe(table('long'))
  expect(slices('killed')).toBe(slices('long'))
  const text = readFileSync(log, 'utf8')
  expect(text.startsWith(finished.slice(0, finished.lastIndexOf('\n') + 1))).toBe(true)
  expect(linesOf(log)).toBe(1 + 18)
})

const linesOf = (path: string) => readFileSync(path, 'utf8').split('\n').length - 1

test('Ctrl-C keeps what is finished and says the command that goes on', () => {
  const words = [MAIN, 'sweep', at('long.json'), '--out', at('stopped dir'), '--workers', '1']
  const script = `
    const { spawn } = require('node:child_process'), fs = require('node:fs')
    const child = spawn(process.execPath, ${JSON.stringify(words)}, { stdio: ['ignore', 1, 2] })
    const log = ${JSON.stringify(join(at('stopped dir'), 'trials.log'))}
    const wait = setInterval(() => {
      if (fs.existsSync(log) && fs.readFileSync(log, 'utf8').split('\\n').length > 3) {
        clearInterval(wait)
        child.kill('SIGINT')
      }
    }, 5)
    child.on('exit', (code) => process.exit(code))`
  const { status, stderr } = spawnSync(process.execPath, ['-e', script], { encoding: 'utf8' })
  expect(status).toBe(130)
  expect(stderr).toMatch(/interrupted: \d+ of 18 trials are kept\. Go on with:/)
  expect(stderr).toContain(`--out '${at('stopped dir')}' --resume`)
  expect(readdirSync(at('stopped dir')).sort()).toEqual(['sweep.json', 'trials.log'])
  expect(readSweep(at('stopped dir')).warnings.at(-1)).toContain('of 18 trials have ended')
})

test('broken lines are named, their trials run again, and the log as it was is kept', async () => {
  const log = join(at('workers-1'), 'trials.log')
  const lines = readFileSync(log, 'utf8').split('\n')
  lines[3] = lines[3]!.replace('"round":0', '"round":1')
  const damaged = `${lines.slice(0, -2).join('\n')}\n${lines.at(-2)!.slice(0, 30)}`
  writeFileSync(log, damaged)
  rmSync(join(at('workers-1'), 'results.csv'))
  const { code, errors } = await t2t(
    'sweep',
    at('run.json'),
    '--out',
    at('workers-1'),
    '--resume',
    '--workers',
    '1',
  )
  expect(code).toBe(0)
  expect(errors).toContain(`${log}, line 4: broken: its trial is lost, the others are kept`)
  expect(errors).toContain(`${log}: the last line was cut off by an interruption`)
  expect(readFileSync(`${log}.damaged-1`, 'utf8')).toBe(damaged)
  expect(table('workers-1')).toBe(table('whole'))
  expect(linesOf(log)).toBe(1 + 18)
})

test('a damaged plan is written anew when the log is of this sweep', async () => {
  const head = join(at('workers-3'), 'sweep.json')
  const text = readFileSync(head, 'utf8')
  writeFileSync(head, text.slice(0, 200))
  const { code, errors } = await t2t('sweep', at('run.json'), '--out', at('workers-3'), '--resume')
  expect(code).toBe(0)
  expect(errors).toContain('sweep.json was cut short or changed: it is written anew')
  expect(readSweep(at('workers-3')).trials).toHaveLength(18)
})

test('a folder with another sweep is refused with what differs, and left as it is', async () => {
  const before = readdirSync(at('whole')).map((name) => readFileSync(join(at('whole'), name)))
  const again = await t2t('sweep', at('run.json'), '--out', at('whole'))
  expect(again).toMatchObject({ code: 2, text: '' })
  expect(again.errors).toContain('holds a sweep already')
  const other = await t2t(
    ...['sweep', at('run.json'), '--out', at('whole'), '--resume', '--seed', '2'],
    ...['--set', 'sweep.slices=10'],
  )
  expect(other.code).toBe(2)
  expect(other.errors).toMatch(
    /is of another sweep: seed was 1, is 2; sweep.slices was 20, is 10; data/,
  )
  expect(readdirSync(at('whole')).map((name) => readFileSync(join(at('whole'), name)))).toEqual(
    before,
  )
})

test.skipIf(process.platform === 'win32')(
  'a disk that takes no more costs no finished trial',
  async () => {
    const command = `ulimit -f 8; exec "$0" "$@"`
    const words = [MAIN, 'sweep', at('run.json'), '--out', at('full'), '--workers', '1']
    const { status, stderr } = spawnSync('bash', ['-c', command, process.execPath, ...words], {
      encoding: 'utf8',
    })
    expect(status).toBe(2)
    expect(stderr).toContain('trials.log: cannot be written: a file may not be as large here')
    expect(stderr).toMatch(/\d+ trials are kept: when this is put right, go on with:\n.* --resume/)
    const kept = readSweep(at('full')).trials.length
    expect(kept).toBeGreaterThan(2)
    expect(kept).toBeLessThan(18)
    expect(
      (await t2t('sweep', at('run.json'), '--out', at('full'), '--resume', '--workers', '1')).code,
    ).toBe(0)
    expect(table('full')).toBe(table('whole'))
  },
)

test('a trial that fails, and a thread that dies, cost no other trial', async () => {
  mkdirSync(at('module'))
  const module = join(at('module'), 'crash.mjs')
  writeFileSync(
    module,
    `export default {
      name: 'crash',
      params: { kind: 0 },
      onBook(book, { params }) {
        if (params.kind === 1) throw new Error('thought too hard')
        if (params.kind === 2) process.exit(7)
      },
    }`,
  )
  const path = config(
    'crash.json',
    { parameters: { 'params.kind': [0, 1, 2, 3, 4] } },
    {
      strategy: './module/crash.mjs',
    },
  )
  for (const workers of ['1', '2']) {
    const { code, text } = await t2t(
      'sweep',
      path,
      '--out',
      at(`crash-${workers}`),
      '--workers',
      workers,
    )
    expect(code).toBe(0)
    expect(text).toContain('5 trials, 2 of them failed')
    const { trials } = readSweep(at(`crash-${workers}`))
    expect(trials.map(({ status }) => status)).toEqual(['done', 'failed', 'failed', 'done', 'done'])
    expect(trials[1]!.problem).toContain('thought too hard')
    expect(trials[2]!.problem).toBe('its thread ended twice: exit code 7')
  }
  expect(table('crash-1')).toBe(table('crash-2'))
})

test('a sweep of which nothing is left says why, and its answer is no', async () => {
  const path = config('barren.json', { parameters: { 'params.lookbackWindow': [0, 1] } })
  const { code, text } = await t2t('sweep', path, '--out', at('barren'))
  expect(code).toBe(1)
  expect(text).toContain('2 trials, 2 of them failed')
  expect(text).toMatch(/failed +2 .*lookbackWindow/)
  expect(text).toContain('Undecided: no trial was completed')
})

test('successive halving: the halted saw less, count as trials, and what resumes agrees', async () => {
  const path = config('halving.json', { ...GRID, halving: { keep: 0.333, start: 0.1 } })
  const { code, text } = await t2t('sweep', path, '--out', at('halving'), '--workers', '1')
  expect(code).toBe(0)
  expect(text).toContain('18 trials, 16 of them halted early')
  expect(text).toMatch(/of 18 trials; luck alone/)
  const shares = readSweep(at('halving')).trials.map(({ dataShare }) => dataShare)
  expect([0.1, 0.35, 1].map((share) => shares.filter((one) => one === share).length)).toEqual([
    12, 4, 2,
  ])
  const log = join(at('halving'), 'trials.log')
  const before = table('halving')
  writeFileSync(log, readFileSync(log, 'utf8').split('\n').slice(0, 20).join('\n'))
  expect(
    (await t2t('sweep', path, '--out', at('halving'), '--resume', '--workers', '1')).code,
  ).toBe(0)
  expect(table('halving')).toBe(before)
})

const wrong = async (sweep: unknown, changes: object = {}) => {
  const { code, text, errors } = await t2t(
    'sweep',
    config('wrong.json', sweep, changes),
    '--out',
    at('no'),
  )
  expect(code).toBe(2)
  expect(text).toBe('')
  expect(existsSync(at('no'))).toBe(false)
  return errors.replaceAll(at('wrong.json'), 'wrong.json')
}

test('everything that is wrong with a sweep is told at once, with its line, before anything runs', async () => {
  const errors = await wrong({
    parameters: {
      'params.treshold': [1],
      'params.lookbackWindow': [20, 'many'],
      'params.threshold': [1, 1],
      'latency.entrance': ['1ms'],
      'latency.entry': ['1ms', 'soon'],
      'feed.ticks': [10],
      queue: ['fastest'],
      'fees.makerRate': { from: 1, to: 0, step: 0.1 },
      seed: [1, 2],
    },
    sampling: 'grid',
  })
  for (const part of [
    'wrong.json: 9 problems',
    /line \d+, sweep.parameters.params.threshold: .*expected different values, 1 is there twice/,
    /line \d+, sweep.parameters.params.treshold: treshold is not a parameter \(known: lookbackWindow/,
    /line \d+, sweep.parameters.params.lookbackWindow: lookbackWindow is a number, found "many"/,
    /line \d+, sweep.parameters.latency.entrance: latency.entrance: unknown key/,
    /line \d+, sweep.parameters.latency.entry: latency.entry: found "soon", expected a duration/,
    /line \d+, sweep.parameters.feed.ticks: would change the data/,
    /line \d+, sweep.parameters.queue: queue: found "fastest", expected one of "conservative"/,
    /line \d+, sweep.parameters.fees.makerRate: .*expected from below to, found 1 and 0/,
    /line \d+, sweep.parameters.seed: would change the data/,
  ]) {
    expect(errors).toMatch(part)
  }
})

test('an empty grid, and one that nobody can wait for, are refused with what to do', async () => {
  expect(await wrong(null)).toContain('has no sweep section')
  expect(await wrong({ parameters: {} })).toContain('this grid is empty')
  expect(await wrong({ parameters: { 'params.threshold': [] } })).toContain('this grid is empty')
  const axis = { from: 1, to: 1000, step: 1 }
  const keys = ['params.threshold', 'params.lookbackWindow', 'slippageTicks', 'cash']
  expect(await wrong({ parameters: Object.fromEntries(keys.map((key) => [key, axis])) })).toMatch(
    /this grid has 1000 x 1000 x 1000 x 1000 = 1,000,000,000,000: try fewer values, or draw/,
  )
  expect(await wrong({ parameters: [1] })).toContain('sweep.parameters: found [1], expected')
  expect(await wrong({ ...GRID, samplng: 'sobol' })).toContain(
    'unknown key (did you mean sampling?)',
  )
  expect(await wrong(GRID, { strategy: 'nobody' })).toContain('strategy: found "nobody"')
})

test('a sweep without costs says so in its record', async () => {
  const path = config(
    'free.json',
    { parameters: { 'params.threshold': [1, 2] } },
    { fees: undefined, feed: { ...CONFIG.feed, spreadCost: 0 } },
  )
  const { text } = await t2t('sweep', path, '--out', at('free'), '--workers', '1')
  expect(text).toContain('costs are off')
  expect(readSweep(at('free')).warnings[0]).toContain('costs are off')
})

test('other commands run the configuration as if the sweep were not there', async () => {
  const { code, text } = await t2t('backtest', at('run.json'), '--json', '--no-analytics')
  expect(code).toBe(0)
  expect(JSON.parse(text).params.threshold).toBe(1.5)
})

test('what is printed for programs has the best trials and how far to believe them', async () => {
  const words = ['sweep', at('run.json'), '--out', at('whole'), '--resume', '--json']
  const json = JSON.parse((await t2t(...words)).text)
  expect(json.trials).toEqual({ run: 18, done: 18, halted: 0, failed: 0 })
  expect(json.best[0].sharpePerSlice.trials).toBe(18)
  expect(json.best[0].metrics.sharpe).toBeUndefined()
  expect(json.significance.overfitting.probability).toBeGreaterThanOrEqual(0)
})

const hasDuckDb = (() => {
  try {
    execFileSync(process.execPath, ['-e', "require('@duckdb/node-api')"], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
})()

test.skipIf(hasDuckDb)(
  'without DuckDB installed, Parquet is refused before anything runs',
  async () => {
    const { code, errors } = await t2t('sweep', at('run.json'), '--out', at('parquet'), '--parquet')
    expect(code).toBe(2)
    expect(errors).toContain('--parquet: needs @duckdb/node-api, which is not installed')
    expect(existsSync(at('parquet'))).toBe(false)
  },
)

test.skipIf(!hasDuckDb)('with DuckDB installed, the tables are Parquet files too', async () => {
  const { code } = await t2t('sweep', at('run.json'), '--out', at('parquet'), '--parquet')
  expect(code).toBe(0)
  for (const name of ['results.parquet', 'slices.parquet']) {
    expect(
      readFileSync(join(at('parquet'), name))
        .subarray(0, 4)
        .toString(),
    ).toBe('PAR1')
  }
})
