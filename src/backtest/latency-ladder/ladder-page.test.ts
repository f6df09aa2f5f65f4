import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  brokenMarkup,
  oddNumbers,
  outsideReferences,
  shownText,
} from '../report/page-check.suite.ts'
import { IDLE, ladderOf, rungAt } from './drawn-ladder.suite.ts'
import { ladderNotes } from './ladder-notes.ts'
import { ladderPage } from './ladder-page.ts'
import { LatencyAxis } from './latency-axis.ts'
import type { LadderRung } from './latency-ladder.ts'
import { breakEvenSentence, slownessSentence } from './price-of-slowness.ts'
import { bandAt, LATENCY_BANDS, STANDARD_RUNGS } from './rungs.ts'

test('any ladder makes a whole page that asks nobody for anything', () => {
  for (const rungs of [
    STANDARD_RUNGS.map((nanos) => rungAt(nanos)),
    STANDARD_RUNGS.map((nanos) => rungAt(nanos, IDLE)),
    [rungAt(0)],
    [rungAt(5e6)],
    [rungAt(0), rungAt(1)],
    [rungAt(5e6, { killSwitch: 'maximum daily loss' }), rungAt(6e6, IDLE)],
  ]) {
    const page = ladderPage(ladderOf(rungs), "t2t latency 'my run.yaml'")
    expect(brokenMarkup(page)).toEqual([])
    expect(outsideReferences(page)).toEqual([])
    expect(oddNumbers(page)).toEqual([])
    expect(page).not.toContain('<b>file</b>')
    const text = shownText(page)
    for (const note of ladderNotes(ladderOf(rungs))) expect(text).toContain(note.slice(0, 30))
    expect(ladderPage(ladderOf(rungs), "t2t latency 'my run.yaml'")).toBe(page)
  }
})

test('what the slowest rung costs is said in money, whichever way it goes', () => {
  const say = (...rungs: LadderRung[]) => slownessSentence(ladderOf(rungs))
  expect(say(rungAt(0), rungAt(2e7))).toBe(
    'The price of being slow: 20 ms (cloud) comes out 20.00 worse than zero latency over 1 d, which is 20.00 a day; for every million traded, 20.00 worse.',
  )
  expect(say(rungAt(1e3), rungAt(2e3, { pnlAfterFees: 200 }))).toMatch(
    /comes out 100\.00 better than 1 µs/,
  )
  expect(say(rungAt(0), rungAt(1e6, { pnlAfterFees: 100 }))).toMatch(
    /^Being slow costs nothing here/,
  )
  expect(say(rungAt(0))).toBe('One rung has nothing to be compared with.')
  expect(say(rungAt(0, IDLE), rungAt(1, IDLE))).toMatch(/^Nothing was traded/)
  expect(say(rungAt(0), rungAt(1e6, IDLE))).toMatch(/which is 100\.00 a day\.$/)
  const even = (...rungs: LadderRung[]) => breakEvenSentence(ladderOf(rungs))
  expect(even(rungAt(0), rungAt(2e7), rungAt(1e8))).toBe(
    'It earns up to 20 ms, and no more at 100 ms.',
  )
  expect(even(rungAt(0), rungAt(2e7))).toBe('It earns on every rung.')
  expect(even(rungAt(0, { pnlAfterFees: -1 }), rungAt(1))).toMatch(
    /^It loses money on the fastest rung/,
  )
  expect(even(rungAt(0, IDLE))).toBe('')
})

test('notes warn of zero, of rungs that data cannot tell apart, and of what ended early', () => {
  const notes = (rungs: LadderRung[]) => ladderNotes(ladderOf(rungs)).join('\n')
  expect(notes([rungAt(0), rungAt(1e6)])).toContain('Zero is a physical impossibility')
  expect(notes([rungAt(1e3), rungAt(1e6)])).not.toContain('impossibility')
  const same = { pnlAfterFees: 5 }
  expect(notes([rungAt(0, same), rungAt(1e3, same), rungAt(1e4, same), rungAt(1e6)])).toContain(
    'All rungs from 1 µs to 10 µs came to the same',
  )
  expect(notes([rungAt(1e3), rungAt(1e4)])).not.toContain('came to the same')
  expect(notes([rungAt(5e6, { killSwitch: 'maximum daily loss' })])).toContain('early at 5 ms')
  expect(notes([rungAt(5e6)])).toContain('Nobody in it races us')
})

test('places on the axis grow with latency and stay on it', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 6e10 })), {
        minLength: 1,
        maxLength: 12,
      }),
      (drawn) => {
        const rungs = drawn.sort((a, b) => a - b)
        const axis = new LatencyAxis(rungs)
        const places = rungs.map((nanos) => axis.percent(nanos))
        for (const [k, place] of places.entries()) {
          expect(place).toBeGreaterThanOrEqual(2.9)
          expect(place).toBeLessThanOrEqual(97.1)
          if (k > 0) expect(place).toBeGreaterThan(places[k - 1]!)
        }
        expect(axis.marks.length).toBeLessThanOrEqual(10)
        for (const { fromPercent, toPercent } of axis.bands) {
          expect(fromPercent).toBeLessThan(toPercent)
          expect(fromPercent).toBeGreaterThanOrEqual(2.9)
          expect(toPercent).toBeLessThanOrEqual(97.1)
        }
      },
    ),
  )
})

test('every standard rung lies in the band that it stands for', () => {
  expect(STANDARD_RUNGS.map((nanos) => bandAt(nanos)?.key)).toEqual(
    LATENCY_BANDS.flatMap(({ key }) => Array.from({ length: key === 'zero' ? 1 : 3 }, () => key)),
  )
  expect(bandAt(1e6)).toBeUndefined()
})
