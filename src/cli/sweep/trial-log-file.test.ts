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
import { afterAll, expect, test } from 'vitest'
import { failedOutcome, type TrialOutcome } from '../../backtest/index.ts'
import { InputError } from '../../core/index.ts'
import { readSweep, sweepPaths } from './sweep-folder.ts'
import { type SweepHead, writeSweepHead } from './sweep-head.ts'
import { readTrialLog, TrialLogFile } from './trial-log-file.ts'

const folder = mkdtempSync(join(tmpdir(), 't2t-trial-log-'))
afterAll(() => rmSync(folder, { recursive: true }))
const paths = sweepPaths(folder)

/** Profit and loss in turn: a ratio of zero, and none where both are nothing. */
function outcome(index: number): TrialOutcome {
  const failed = failedOutcome({ index, round: 0, values: [index, '5ms'] }, '')
  const sharpe = index === 0 ? Number.NaN : 0
  const metrics = { ...failed.metrics, sharpe }
  return { ...failed, metrics, problem: null, slicePnl: [index, -index + 0] }
}

function writeLog(count: number): string[] {
  rmSync(paths.log, { force: true })
  const log = new TrialLogFile(paths.log, 'abc')
  for (let index = 0; index < count; index++) log.add(outcome(index))
  log.close()
  return readFileSync(paths.log, 'utf8').split('\n').slice(0, -1)
}

test('a log that is opened again goes on where it ended', () => {
  writeLog(2)
  const log = new TrialLogFile(paths.log, 'abc')
  log.add(outcome(2))
  log.close()
  const read = readTrialLog(paths.log)
  expect(read).toEqual({
    plan: 'abc',
    outcomes: [outcome(0), outcome(1), outcome(2)],
    brokenLines: [],
    isCutShort: false,
  })
})

test('broken lines are named and cost no other trial', () => {
  const lines = writeLog(5)
  lines[2] = lines[2]!.replace('"trial":1', '"trial":3')
  lines[4] = 'no line of ours'
  writeFileSync(paths.log, `${lines.join('\n')}\n`)
  const read = readTrialLog(paths.log)
  expect(read.brokenLines).toEqual([3, 5])
  expect(read.outcomes.map(({ index }) => index)).toEqual([0, 2, 4])
})

test('a log cut anywhere keeps every line that is whole', () => {
  const lines = writeLog(3)
  const whole = readFileSync(paths.log)
  const ends = [...whole.keys()].filter((at) => whole[at] === 10)
  expect(ends).toHaveLength(lines.length)
  for (let bytes = 0; bytes <= whole.length; bytes += 7) {
    writeFileSync(paths.log, whole.subarray(0, bytes))
    const { outcomes, brokenLines, isCutShort } = readTrialLog(paths.log)
    const kept = ends.filter((end) => end < bytes).length
    expect(outcomes).toHaveLength(Math.max(0, kept - 1))
    expect(brokenLines).toEqual([])
    expect(isCutShort).toBe(bytes > 0 && whole[bytes - 1] !== 10)
  }
})

test('bytes of any kind are no trials, and nothing hangs', () => {
  writeFileSync(paths.log, Buffer.alloc(3_000_000, 0))
  expect(readTrialLog(paths.log)).toMatchObject({ outcomes: [], isCutShort: true })
  appendFileSync(paths.log, '\n')
  expect(readTrialLog(paths.log).brokenLines).toEqual([1])
})

test.skipIf(!existsSync('/dev/full'))('a full disk is told with the file and the remedy', () => {
  expect(() => new TrialLogFile('/dev/full', 'abc')).toThrow(
    '/dev/full: cannot be written: the disk is full',
  )
})

const head: SweepHead = {
  product: '1.2.3',
  command: 't2t sweep run.yaml',
  strategy: 'touch-quoter',
  configuration: [{ key: 'strategy', value: 'touch-quoter', isGiven: true }],
  data: [{ name: 'a', symbol: 'A', records: 10, hash: '00' }],
  epochNanos: '0',
  firstNanos: 0,
  lastNanos: 1e9,
  engine: 'event',
  sampling: 'grid',
  seed: 1,
  objective: 'sharpe',
  isObjectiveMinimised: false,
  axes: [
    { key: 'params.sizeLots', values: [1, 2], range: null, isLogarithmic: false },
    { key: 'latency.entry', values: ['5ms'], range: null, isLogarithmic: false },
  ],
  slices: 2,
  warnings: [],
  trialsPlanned: 3,
}

test('a sweep is read back, finished or not', () => {
  writeSweepHead(paths.head, head)
  writeLog(3)
  const { trialsPlanned, ...about } = head
  const record = readSweep(folder)
  expect(record).toMatchObject(about)
  expect(record.trials.map(({ index, status }) => [index, status])).toEqual([
    [0, 'done'],
    [1, 'done'],
    [2, 'done'],
  ])
  writeLog(1)
  expect(readSweep(folder).warnings).toEqual([
    `unfinished: 1 of ${trialsPlanned} trials have ended; --resume runs the others`,
  ])
})

test('what is wrong with a folder is said with the file', () => {
  const problemOf = (attempt: () => unknown): string => {
    try {
      attempt()
    } catch (error) {
      expect(error).toBeInstanceOf(InputError)
      return (error as InputError).message
    }
    return 'none'
  }
  expect(problemOf(() => readSweep(join(folder, 'nowhere')))).toContain(
    'nowhere: is not the folder',
  )
  const text = readFileSync(paths.head, 'utf8')
  for (const [wrong, problem] of [
    [text.slice(0, text.length >> 1), 'was cut short or changed'],
    [text.replace('"slices":2', '"slices":3'), 'was cut short or changed'],
    [text.replace('"version":1', '"version":7'), 'is a sweep of version 7'],
    ['{}', 'is no sweep'],
    ['', 'is no sweep'],
  ] as const) {
    writeFileSync(paths.head, wrong)
    expect(problemOf(() => readSweep(folder))).toContain(`sweep.json: ${problem}`)
  }
})
