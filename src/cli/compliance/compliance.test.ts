import {
  appendFileSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { t2t } from '../spoken-command.suite.ts'
import { readDaemons } from './clock-measurement.ts'

const folder = mkdtempSync(join(tmpdir(), 't2t-compliance-'))
const at = (name: string) => join(folder, name)
const register = at('algorithms.jsonl')

const STRATEGY = `export default {
  name: 'always', params: { sizeLots: 1 },
  onBook(book, { params, orders }) { if (book.isTwoSided) orders.enter({ side: 1, size: params.sizeLots, type: 'market' }) },
}`

function configure(name: string, more: object = {}): string {
  const config = {
    strategy: 'z-score-reversion',
    feed: { format: 'synthetic', ticks: 2_000, volatility: 0.002 },
    cash: 10_000,
    limits: {
      positionLotsMax: 200,
      orderLotsMax: 3,
      orderValueMax: 1e6,
      priceCollarBps: 1_000,
      ordersPerSecondMax: 1_000,
      ordersBurstMax: 1_000,
      dailyLossMax: 1e6,
    },
    ...more,
  }
  writeFileSync(at(name), JSON.stringify(config))
  return at(name)
}

const jsonOf = (name: string) => JSON.parse(readFileSync(at(name), 'utf8'))

beforeAll(async () => {
  configure('run.json')
  const words = ['backtest', at('run.json'), '--journal', at('journal'), '--save', at('saved.json')]
  expect((await t2t(...words)).code).toBe(0)
}, 60_000)
afterAll(() => rmSync(folder, { recursive: true }))

test('a journal, a saved run and a configuration tell of the same refusals and ratios', async () => {
  const made = []
  for (const name of ['journal', 'saved.json', 'run.json']) {
    const words = ['report', 'compliance', at(name), '--json', at(`${name}.report`)]
    const { code, errors } = await t2t(...words)
    expect([code, errors]).toEqual([0, ''])
    made.push(jsonOf(`${name}.report`))
  }
  const [journal, saved, config] = made
  expect(journal.journal).toMatchObject({ status: 'clean', isClosed: true })
  expect(journal.journal.headHash).toMatch(/^[0-9a-f]{64}$/)
  for (const other of [saved, config]) {
    expect(other.run.runHash).toBe(journal.run.runHash)
    expect(other.actions.byReason).toEqual(journal.actions.byReason)
    expect(other.orderToTrade.rows[0].byNumber).toBe(journal.orderToTrade.rows[0].byNumber)
    expect(other.orderToTrade.rows[0].orders).toBe(journal.orderToTrade.rows[0].orders)
    expect(other.controls.map(({ isOn }: { isOn: boolean }) => isOn)).toEqual(
      journal.controls.map(({ isOn }: { isOn: boolean }) => isOn),
    )
    expect(other.journal).toBeNull()
  }
  expect(config.actions.rows).toHaveLength(journal.actions.rows.length)
  expect(saved.actions.rows).toEqual([])
  expect(saved.unknown.join(' ')).toContain('not when and what')
}, 30_000)

test("surveillance in a report has the thresholds of the run's configuration, and says so", async () => {
  const section = {
    surveillance: {
      rules: ['order-to-trade'],
      'order-to-trade': { ratioMax: 0.1, messagesMin: 5 },
    },
  }
  // Alerts that a run raised are in its journal: this one is not watched while it runs.
  const watched = configure('watched.json', section)
  const report = async (path: string) => {
    const { text } = await t2t('report', 'compliance', path, '--json', '-')
    return JSON.parse(text).surveillance
  }
  const plain = await report(at('journal'))
  expect(plain.alerts).toEqual([])
  expect(plain.thresholds).toBe('defaults: the configuration of the run has none')
  const found = await report(watched)
  expect(found.thresholds).toBe("of the run's configuration")
  expect(found.alerts.length).toBeGreaterThan(0)
  await t2t('backtest', watched, '--journal', at('watched'))
  const live = await report(at('watched'))
  expect([live.source, live.alerts.length]).toEqual(['journal', found.alerts.length])
}, 20_000)

test('page and data appear, the same to the byte each time, and never over an input', async () => {
  const words = ['report', 'compliance', at('journal'), '--html', at('a.html')]
  const { code, text } = await t2t(...words)
  expect(code).toBe(0)
  expect(text).toContain('not legal advice')
  const first = readFileSync(at('a.html'), 'utf8')
  await t2t(...words)
  expect(readFileSync(at('a.html'), 'utf8')).toBe(first)
  const before = readFileSync(at('run.json'), 'utf8')
  const refused = await t2t('report', 'compliance', at('run.json'), '--json', at('run.json'))
  expect([refused.code, readFileSync(at('run.json'), 'utf8') === before]).toEqual([2, true])
})

test('a damaged journal is reported as damaged, with exit code 1', async () => {
  const words = ['backtest', at('run.json'), '--journal', at('broken')]
  expect((await t2t(...words)).code).toBe(0)
  const file = join(at('broken'), 'journal-000001.t2t')
  const bytes = readFileSync(file)
  bytes[2_000] = bytes[2_000]! ^ 1
  writeFileSync(file, bytes)
  const { code } = await t2t('report', 'compliance', at('broken'), '--json', at('broken.report'))
  expect([code, jsonOf('broken.report').journal.status]).toEqual([1, 'corrupt'])
})

test('the kill switch is tested on request, the test keeps its own journal, and says who made it', async () => {
  const words = ['report', 'compliance', at('journal'), '--json', '-', '--by', 'Ada']
  const { code, text } = await t2t(...words, '--test-kill', at('test'))
  expect([code, JSON.parse(text).killSwitch.test.passed]).toEqual([0, true])
  const { text: records } = await t2t('journal', 'grep', at('test'), '--kind', 'operator')
  expect(
    records
      .trimEnd()
      .split('\n')
      .filter((line) => line.includes('Ada')),
  ).toHaveLength(3)
  expect((await t2t('journal', 'verify', at('test'))).code).toBe(0)
}, 30_000)

test('an algorithm is registered, approved, named in a run and found in its report', async () => {
  const add = ['register', 'add', at('run.json'), '--id', 'z', '--algorithm-version', '1']
  const rest = ['--owner', 'Ada', '--run', at('journal'), at('saved.json'), '--register', register]
  const added = await t2t(...add, ...rest)
  expect([added.code, added.errors]).toEqual([0, ''])
  const named = configure('named.json', { algorithm: 'z@1', register })
  const warned = await t2t('backtest', named)
  expect(warned.text).toContain('warning: z@1 is registered and not approved')
  const strict = configure('strict.json', { algorithm: 'z@1', register, requireRegistered: true })
  expect((await t2t('backtest', strict)).code).toBe(2)
  const sign = ['--by', 'Bo', '--why', 'tested', '--register', register]
  expect((await t2t('register', 'approve', 'z', ...sign)).code).toBe(0)
  const run = await t2t('backtest', strict, '--journal', at('flagged'))
  expect([run.code, run.text.includes('z@1')]).toEqual([0, false])
  const words = ['report', 'compliance', at('flagged'), '--json', '-', '--register', register]
  const { algorithms } = JSON.parse((await t2t(...words)).text)
  expect(algorithms).toHaveLength(1)
  expect(algorithms[0]).toMatchObject({ number: 1, problem: '', entry: { identifier: 'z' } })
  expect(algorithms[0].entry.evidence.runs).toHaveLength(2)
  expect((await t2t('journal', 'replay', at('flagged'))).code).toBe(0)
  const changed = await t2t('backtest', strict, '--set', 'params.threshold=9')
  expect([changed.code, changed.errors.includes('params.threshold is 9')]).toEqual([2, true])
}, 60_000)

test("a strategy of one's own is another algorithm when its file, or one it imports, changes", async () => {
  writeFileSync(at('size.mjs'), 'export const size = 1\n')
  writeFileSync(at('mine.mjs'), `import { size } from './size.mjs'\n${STRATEGY}\nvoid size\n`)
  const config = configure('mine.json', { strategy: './mine.mjs', algorithm: 'mine', register })
  const add = ['register', 'add', config, '--id', 'mine', '--algorithm-version', '1']
  expect((await t2t(...add, '--owner', 'Ada', '--register', register)).code).toBe(0)
  const sign = ['--by', 'Bo', '--why', 'x', '--register', register]
  expect((await t2t('register', 'approve', 'mine', ...sign)).code).toBe(0)
  const report = () => t2t('report', 'compliance', config, '--json', at('mine.report'))
  const before = await report()
  expect([before.code, before.text.includes('as registered and approved')]).toEqual([0, true])
  appendFileSync(at('size.mjs'), '// changed\n')
  const after = await t2t('backtest', config, '--set', 'feed.ticks=10')
  expect(after.text).toContain('warning: the code of the strategy is not the one')
}, 30_000)

test('a register that was touched, or is none, is refused by line', async () => {
  const text = readFileSync(register, 'utf8')
  for (const [content, words] of [
    [text.replace('Ada', 'Eve'), 'line 1: was changed'],
    [text.slice(0, -1), 'ends within a line'],
    [text.split('\n').slice(1).join('\n'), 'line 1'],
    ['hello\n', 'line 1: is not JSON'],
    ['{}\n', 'is no line of a register'],
  ] as const) {
    writeFileSync(at('touched.jsonl'), content)
    const { code, errors } = await t2t('register', 'list', '--register', at('touched.jsonl'))
    expect([code, errors.includes(words)]).toEqual([2, true])
  }
  expect(existsSync(`${register}.lock`)).toBe(false)
})

test('what a time daemon says is read, and silence is not taken for time', () => {
  const chrony = `Reference ID    : A29FC87B (time.example)
System time     : 0.000012345 seconds slow of NTP time
Root delay      : 0.002000000 seconds
Root dispersion : 0.000500000 seconds
Leap status     : Normal
`
  expect(readDaemons({ chrony })).toMatchObject({
    divergenceNanos: -12_345,
    doubtNanos: 1_500_000,
    isSynchronised: true,
  })
  expect(readDaemons({ timesync: 'NTPMessage={ Leap=0, Offset=+1.5ms }' })).toMatchObject({
    divergenceNanos: 1_500_000,
    doubtNanos: null,
  })
  expect(
    readDaemons({ adjtimex: '  offset: 250\n status: 8256\n maxerror: 16000\n' }),
  ).toMatchObject({
    divergenceNanos: 250,
    doubtNanos: 16_000_000,
    isSynchronised: false,
  })
  expect(readDaemons({ systemd: 'NTPSynchronized=no\n' })).toMatchObject({
    divergenceNanos: null,
    isSynchronised: false,
  })
  expect(readDaemons({})).toMatchObject({ divergenceNanos: null, isSynchronised: null })
})

test('a self-assessment is written from the register and runs', async () => {
  const words = ['report', 'self-assessment', '--register', register, '--runs', at('journal')]
  const { code, text } = await t2t(...words, '--html', at('self.html'))
  expect(code).toBe(0)
  expect(text).toContain('z@1')
  expect(readFileSync(at('self.html'), 'utf8')).toContain('Not legal advice')
})
