import fc from 'fast-check'
import { expect, test } from 'vitest'
import { logHead, logLine, outcomeOfLine, planOfHead } from './trial-log.ts'
import {
  failedOutcome,
  plainResult,
  sharpeOf,
  type TrialOutcome,
  trialsOf,
} from './trial-outcome.ts'

const number = fc.double({ noDefaultInfinity: true }).map((value) => value + 0)
const value = fc.oneof(number.filter(Number.isFinite), fc.string(), fc.boolean())
const drawn: fc.Arbitrary<TrialOutcome> = fc.record({
  index: fc.nat(),
  round: fc.nat(9),
  values: fc.array(value, { maxLength: 4 }),
  problem: fc.option(fc.string()),
  metrics: fc.record({
    pnlAfterFees: number,
    pnlBeforeFees: number,
    fees: number,
    maxDrawdown: number,
    fills: number,
    tradedValue: number,
    orderToTradeRatio: number,
    fillRatio: number,
    returnOverTrade: number,
    sharpe: number,
  }),
  slicePnl: fc.array(number, { maxLength: 12 }),
  runHash: fc.string(),
})
const outcomes = drawn.map((outcome) => ({ ...outcome, ...plainResult(outcome) }))

test('a line holds no Sharpe ratio: it follows from the profits by slice', () => {
  const slicePnl = [1, 2, 4]
  const metrics = { ...failedOutcome({ index: 0, round: 0, values: [] }, '').metrics }
  const sharpe = sharpeOf(slicePnl)
  const line = logLine({
    ...{ index: 0, round: 0, values: [], problem: null, slicePnl, runHash: '' },
    metrics: { ...metrics, sharpe },
  })
  expect(sharpe).toBeGreaterThan(1)
  expect(line).not.toContain(String(sharpe).slice(0, 6))
  expect(outcomeOfLine(line.slice(0, -1))!.metrics.sharpe).toBe(sharpe)
})

test('a line gives back the very numbers that were written, those that are none included', () => {
  fc.assert(
    fc.property(outcomes, (outcome) => {
      const line = logLine(outcome)
      expect(line.endsWith('\n') && !line.slice(0, -1).includes('\n')).toBe(true)
      expect(outcomeOfLine(line.slice(0, -1))).toEqual(outcome)
    }),
  )
})

test('a line that was cut or in which a character changed is no trial', () => {
  fc.assert(
    fc.property(outcomes, fc.nat(), (outcome, place) => {
      const line = logLine(outcome).slice(0, -1)
      const at = place % line.length
      expect(outcomeOfLine(line.slice(0, at))).toBeUndefined()
      const other = line[at] === 'x' ? 'y' : 'x'
      expect(outcomeOfLine(line.slice(0, at) + other + line.slice(at + 1))).toBeUndefined()
    }),
  )
})

test('the head of a log names its plan and is no trial', () => {
  const head = logHead('0123456789abcdef').slice(0, -1)
  expect(planOfHead(head)).toBe('0123456789abcdef')
  expect(outcomeOfLine(head)).toBeUndefined()
  expect(planOfHead(head.replace('0123', '0124'))).toBeUndefined()
})

const outcome = (index: number, round: number, slicePnl: number[]): TrialOutcome => ({
  ...failedOutcome({ index, round, values: [index] }, ''),
  problem: null,
  slicePnl,
})

test('a trial is what its last round came to, in the order of the sweep', () => {
  const trials = trialsOf(
    [
      outcome(2, 0, [1]),
      outcome(0, 0, [1]),
      outcome(2, 1, [1, 2, 3]),
      failedOutcome({ index: 1, round: 0, values: [1] }, 'why'),
    ],
    3,
  )
  expect(trials.map(({ index, status }) => [index, status])).toEqual([
    [0, 'halted'],
    [1, 'failed'],
    [2, 'done'],
  ])
  expect(trials[0]!.slicePnl).toEqual([1, Number.NaN, Number.NaN])
  expect(trials.map(({ dataShare }) => dataShare)).toEqual([1 / 3, 0, 1])
  expect(trials[1]!.problem).toBe('why')
})
