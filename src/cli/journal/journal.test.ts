/** t2t journal and t2t backtest --journal as a user types them, and runs killed on their way. */
import {
  appendFileSync,
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { readFixLog } from '../../backtest/journal-export/fix-reader.suite.ts'
import { RandomStream } from '../../core/index.ts'
import { t2t } from '../spoken-command.suite.ts'
import {
  contentOf,
  KILLS,
  KILLS_SEED,
  killed,
  SEGMENT,
  scratchFolder,
  smallRun,
} from './journaled-run.suite.ts'

const at = scratchFolder()

const CONFIG = smallRun(1500)
const config = (name: string, changes: object = {}): string => {
  writeFileSync(at(name), JSON.stringify({ ...CONFIG, ...changes }))
  return at(name)
}

let run = ''
let plainHash = ''
beforeAll(async () => {
  run = config('run.json')
  plainHash = JSON.parse((await t2t('backtest', run, '--json')).text).runHash
  const written = await t2t('backtest', run, '--journal', at('all'), '--journal-market', 'all')
  expect(written.code).toBe(0)
  await t2t('backtest', run, '--journal', at('touch'), '--journal-market', 'touch')
})

/** A copy of the journal `all`, to be damaged. */
function damaged(name: string): string {
  cpSync(at('all'), at(name), { recursive: true })
  return join(at(name), SEGMENT)
}

const bytesOf = (name: string): Buffer => readFileSync(join(at(name), SEGMENT))

test('a run with a journal has the hash of one without, and the journal is whole', async () => {
  const { text, code } = await t2t('journal', 'verify', at('all'), '--json')
  expect(code).toBe(0)
  expect(JSON.parse(text)).toMatchObject({
    status: 'clean',
    isClosed: true,
    statesDisagreed: 0,
    problem: null,
  })
  const { kinds, verdicts } = JSON.parse((await t2t('journal', 'stats', at('all'), '--json')).text)
  expect(kinds.tick).toBe(1500)
  expect(kinds.intent).toBe(verdicts.approved)
  const end = await t2t('journal', 'grep', at('all'), '--kind', 'run end', '--json')
  expect(JSON.parse(end.text).runHash).toBe(plainHash)
})

test('a replay derives every record again, from the journal and from the feed', async () => {
  for (const words of [['all'], ['all', '--from-feed'], ['touch']]) {
    const [name, ...options] = words
    const { text, code } = await t2t('journal', 'replay', at(name!), ...options, '--json')
    expect(code).toBe(0)
    const { isEqual, runHash, marketFrom, states } = JSON.parse(text)
    expect([isEqual, runHash]).toEqual([true, plainHash])
    expect(marketFrom).toBe(words.length === 1 && name === 'all' ? 'journal' : 'feed')
    expect(states[0].journal).toEqual(states[0].run)
  }
})

test('tail, grep and exports tell the same orders', async () => {
  const tail = await t2t('journal', 'tail', at('all'), '-n', '2')
  expect(tail.text).toContain('run end')
  const intents = await t2t('journal', 'grep', at('all'), '--kind', 'intent', '--json')
  const rows = intents.text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
  const order = rows[3].orderId
  const life = await t2t('journal', 'grep', at('all'), '--order', String(order), '--count')
  expect(Number(life.text)).toBeGreaterThanOrEqual(3)
  const nothing = await t2t('journal', 'grep', at('all'), '--reason', 'price collar')
  expect([nothing.code, nothing.text]).toEqual([1, ''])
  const late = rows.at(-1).localNanos / 1e9
  const some = await t2t(
    'journal',
    'grep',
    at('all'),
    '--kind',
    'intent',
    '--from',
    String(late),
    '--count',
  )
  expect(some.text.trim()).toBe('1')
  const csv = await t2t('journal', 'export', at('all'), '--kind', 'intent', '--out', at('i.csv'))
  expect(csv.code).toBe(0)
  expect(readFileSync(at('i.csv'), 'utf8').trim().split('\n')).toHaveLength(rows.length + 1)
  const fix = await t2t('journal', 'export', at('all'), '--format', 'fix')
  const messages = readFixLog(fix.text)
  expect(messages.filter((message) => message.get(35) === 'D')).toHaveLength(rows.length)
  const cat = await t2t('journal', 'export', at('all'), '--format', 'cat')
  const events = cat.text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
  expect(events.filter(({ type }) => type === 'MENO')).toHaveLength(rows.length)
  expect(new Set(events.map(({ type }) => type))).toEqual(new Set(['MENO', 'MEOA', 'MEOT']))
})

test('a journal that is cut is torn, recover cuts the rest off, and only then is it whole', async () => {
  const segment = damaged('cut')
  truncateSync(segment, bytesOf('cut').length - 1000)
  const before = bytesOf('cut')
  const found = await t2t('journal', 'verify', at('cut'))
  expect(found.code).toBe(1)
  expect(found.text).toContain('torn')
  expect(bytesOf('cut')).toEqual(before)
  expect((await t2t('journal', 'recover', at('cut'))).text).toContain('torn bytes cut off')
  expect((await t2t('journal', 'verify', at('cut'))).code).toBe(0)
  expect((await t2t('journal', 'replay', at('cut'), '--json')).text).toContain('"isCutShort": true')
})

test('a changed byte is named by its place, and nothing is cut', async () => {
  const segment = damaged('flipped')
  const bytes = bytesOf('flipped')
  bytes[50_000]! ^= 1
  writeFileSync(segment, bytes)
  const { code, text } = await t2t('journal', 'verify', at('flipped'), '--json')
  expect(code).toBe(1)
  const { problem } = JSON.parse(text)
  expect(problem.segment).toBe(SEGMENT)
  expect(problem.offset).toBeLessThanOrEqual(50_000)
  expect((await t2t('journal', 'recover', at('flipped'))).code).toBe(1)
  expect(bytesOf('flipped')).toEqual(bytes)
  const tail = await t2t('journal', 'tail', at('flipped'))
  expect(tail.errors).toContain('does not fit its checksum')
})

test('what is no journal, or none that can be read here, is told in words and left as it is', async () => {
  const wrong = (name: string, change: (bytes: Buffer) => void) => {
    const segment = damaged(name)
    const bytes = bytesOf(name)
    change(bytes)
    writeFileSync(segment, bytes)
    return at(name)
  }
  mkdirSync(at('empty'))
  mkdirSync(join(at('folders'), SEGMENT), { recursive: true })
  writeFileSync(at('text.txt'), 'this is a text that is no journal at all\n'.repeat(10))
  for (const [path, words] of [
    [wrong('version', (bytes) => bytes.writeInt32LE(9, 4)), 'version 9'],
    [wrong('order', (bytes) => bytes.subarray(0, 4).reverse()), 'another byte order'],
    [at('empty'), 'holds no journal'],
    [at('missing'), 'no such folder'],
    [at('text.txt'), 'does not begin like a journal'],
    [at('folders'), 'folder'],
  ] as const) {
    for (const command of ['verify', 'tail', 'grep', 'stats', 'export', 'replay', 'recover']) {
      const { code, errors } = await t2t('journal', command, path)
      expect([command, path, code]).toEqual([command, path, 2])
      expect(errors).toContain(words)
      expect(errors).not.toContain('bug of tick-to-trade')
    }
  }
  expect((await t2t('journal', 'verify', join(at('all'), SEGMENT))).code).toBe(0)
  for (const [options, words] of [
    [['--durable'], '--journal FOLDER'],
    [['--journal', at('x'), '--journal-market', 'some'], 'Known: none, touch, all'],
    [['--journal', at('all')], 'holds a journal already'],
    [['--journal', at('text.txt')], 'is a file'],
    [['--journal', at('y'), '--engine', 'vectorised'], 'event engine'],
  ] as const) {
    const { code, errors } = await t2t('backtest', run, ...options)
    expect([options, code]).toEqual([options, 2])
    expect(errors).toContain(words)
  }
})

test('the counts of a journal stand in one column, however long a reason is', async () => {
  const limits = { ...CONFIG.limits, priceMin: 0.001, priceMax: 0.01 }
  const refused = config('refused.json', { limits })
  await t2t('backtest', refused, '--journal', at('refused'))
  const { text } = await t2t('journal', 'stats', at('refused'))
  const counts = [...text.matchAll(/^ {2}(\S.*?) {2,}(\d+)$/gm)]
  const columns = new Set(counts.map(([line, , times]) => line.length - times!.length))
  expect(counts.some(([, label]) => label!.length > 20)).toBe(true)
  expect(columns.size).toBe(1)
})

test('a journal is not resumed by another run, and one that is complete stays as it is', async () => {
  const before = bytesOf('touch')
  const other = config('other.json', { latency: { entry: '2ms', response: '1ms' } })
  const words = ['--journal', at('touch'), '--journal-market', 'touch', '--resume']
  const refused = await t2t('backtest', other, ...words)
  expect(refused.code).toBe(2)
  expect(refused.errors).toContain('latency.entry')
  const again = await t2t('backtest', run, ...words)
  expect(again.code).toBe(0)
  expect(bytesOf('touch')).toEqual(before)
})

test('segments and their number are as wanted, and orders may wait for the disk', async () => {
  const small = config('small.json', { feed: { format: 'synthetic', ticks: 300 } })
  const options = ['--journal', at('durable'), '--durable', '--json']
  const durable = await t2t('backtest', small, ...options)
  const plain = await t2t('backtest', small, '--json')
  expect(JSON.parse(durable.text).runHash).toBe(JSON.parse(plain.text).runHash)
  const { batches, kinds } = JSON.parse(
    (await t2t('journal', 'stats', at('durable'), '--json')).text,
  )
  expect(batches).toBeGreaterThanOrEqual(kinds.intent)
  const many = config('many.json', { feed: { format: 'synthetic', ticks: 36_000 } })
  const kept = ['--journal-segment', '1', '--journal-keep', '2']
  await t2t('backtest', many, '--journal', at('kept'), '--journal-market', 'all', ...kept)
  expect(readdirSync(at('kept'))).toEqual(['journal-000002.t2t', 'journal-000003.t2t'])
  expect((await t2t('journal', 'verify', at('kept'))).code).toBe(0)
  expect((await t2t('journal', 'replay', at('kept'))).code).toBe(2)
})

test(
  `a run killed ${KILLS} times ends with the hash and the records of one that was not`,
  async () => {
    const random = RandomStream.named(KILLS_SEED, 'killed runs')
    const long = config('long.json', { feed: { format: 'synthetic', ticks: 20_000 } })
    const words = ['backtest', long, '--journal-market', 'touch', '--no-analytics']
    await t2t(...words, '--journal', at('whole'))
    const wanted = contentOf(at('whole'))
    let kills = 0
    for (let round = 0; kills < KILLS; round++) {
      const journal = at(`killed-${round}`)
      const resumed = [...words, '--journal', journal, '--resume']
      for (let life = 0; life < 3 && kills < KILLS; life++, kills++) {
        await killed(resumed, 250 + random.uniform() * 500)
      }
      const { code } = await t2t(...resumed)
      expect(code).toBe(0)
      expect(contentOf(journal), `round ${round}`).toBe(wanted)
      rmSync(journal, { recursive: true })
    }
    appendFileSync(at('whole/note.txt'), 'files beside the segments are none of a journal')
    expect((await t2t('journal', 'replay', at('whole'))).code).toBe(0)
  },
  120_000 + KILLS * 5_000,
)

test('a replay names the damage of a journal whose first batch is damaged', async () => {
  const file = damaged('first-flip')
  const bytes = readFileSync(file)
  bytes[2_000]! ^= 4
  writeFileSync(file, bytes)
  const { code, errors } = await t2t('journal', 'replay', at('first-flip'))
  expect(code).toBe(2)
  expect(errors).toMatch(/journal-000001\.t2t, byte \d+, sequence \d+: a record does not fit/)
})
