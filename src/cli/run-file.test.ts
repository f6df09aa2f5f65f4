import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { RunRecord } from '../backtest/index.ts'
import { InputError, RunHash } from '../core/index.ts'
import { AtomicTextFile } from '../io/index.ts'
import { loadRun } from './config/load-run.ts'
import { runRecorded } from './recorded-run.ts'
import { ROOMY_LIMITS } from './roomy-limits.suite.ts'
import { isRunFile, readRunFile, writeRunFile } from './run-file.ts'

const folder = mkdtempSync(join(tmpdir(), 't2t-run-file-'))
const at = (name: string) => join(folder, name)
afterAll(() => rmSync(folder, { recursive: true }))

const CONFIG = {
  strategy: 'z-score-reversion',
  feed: { format: 'synthetic', ticks: 2_000, volatility: 0.01 },
  cash: 10_000,
  limits: { ...ROOMY_LIMITS, positionLotsMax: 100 },
}

let record: RunRecord
let text: string
beforeAll(async () => {
  writeFileSync(at('run.json'), JSON.stringify(CONFIG))
  const recorded = await runRecorded(await loadRun(at('run.json'), {}), {}, () => {})
  record = recorded.record({ product: '1.2.3', command: 't2t backtest run.json' })
  const file = new AtomicTextFile(at('saved.json'))
  writeRunFile(file, record)
  file.commit()
  text = readFileSync(at('saved.json'), 'utf8')
})

test('what is read is what was written, numbers that are none included', () => {
  expect(record.summary.fills).toBeGreaterThan(10)
  expect(record.summary.analytics.markets[0]!.volume.takenShare).toBeNaN()
  expect(readRunFile(at('saved.json'))).toEqual(record)
})

test('a run file says what it is, a configuration does not', () => {
  expect(isRunFile(at('saved.json'))).toBe(true)
  expect(isRunFile(at('run.json'))).toBe(false)
  expect(() => readRunFile(at('run.json'))).toThrow('is not a run file')
})

const problemOf = (content: string): string => {
  writeFileSync(at('wrong.json'), content)
  try {
    readRunFile(at('wrong.json'))
  } catch (error) {
    expect(error).toBeInstanceOf(InputError)
    return (error as InputError).problem
  }
  return 'accepted'
}

/** A file whose checksum is right and whose content was made by somebody else. */
function forged(change: (record: Record<string, never>) => void): string {
  const body = JSON.parse(JSON.stringify(record))
  change(body)
  const run = JSON.stringify(body)
  const hash = new RunHash()
  hash.addText(run)
  return `{"format":"tick-to-trade run","version":1,"checksum":"${hash.digest()}","run":${run}}\n`
}

test('a file that was cut short anywhere is refused', () => {
  for (let share = 1; share < 20; share++) {
    const cut = problemOf(text.slice(0, Math.floor((text.length * share) / 20)))
    expect(cut).toBe('is a run file that was cut short or changed')
  }
  expect(problemOf(text.slice(0, 10))).toBe('is not a run file')
  expect(problemOf('')).toBe('is not a run file')
})

test('a single changed character is noticed', () => {
  const middle = text.indexOf('"pnlAfterFees":') + 16
  const digit = text[middle] === '1' ? '2' : '1'
  expect(problemOf(text.slice(0, middle) + digit + text.slice(middle + 1))).toContain('changed')
})

test('another version is named', () => {
  expect(problemOf(text.replace('"version":1', '"version":2'))).toBe(
    'is a run file of version 2; this program reads version 1',
  )
  expect(problemOf(text.replace('"version":1', '"version":"x"'))).toBe('is not a run file')
})

test('a file made by hand is read only when every part has its shape', () => {
  expect(problemOf(forged(() => {}))).toBe('accepted')
  const wrongs: ((body: never) => void)[] = [
    (body: { summary: unknown }) => (body.summary = null),
    (body: { summary: { fills: unknown } }) => (body.summary.fills = 'many'),
    (body: { fills: { price: unknown[] } }) => body.fills.price.push(1),
    (body: { fills: { price: unknown[] } }) => (body.fills.price[0] = '<b>'),
    (body: { epochNanos: unknown }) => (body.epochNanos = 'today'),
    (body: { curves: { intervalNanos: unknown } }) => (body.curves.intervalNanos = 0),
    (body: { curves: { equity: { low: unknown } } }) => (body.curves.equity.low = []),
    (body: { data: unknown }) => (body.data = []),
    (body: { summary: { analytics: { markets: unknown } } }) =>
      (body.summary.analytics.markets = []),
  ]
  for (const wrong of wrongs) {
    expect(problemOf(forged(wrong as never))).toMatch(/^does not hold a run: /)
  }
})

test('a file that is not there is the system’s problem, and says so', () => {
  expect(() => readRunFile(at('nowhere.json'))).toThrow('ENOENT')
})
