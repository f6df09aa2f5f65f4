/** Queue models fitted to queues whose law is known, and to too little. */
import { expect, test } from 'vitest'
import { InputError, Instrument, lots, ticks } from '../../core/index.ts'
import { ConservativeQueue, powerQueue3 } from '../../exchange/index.ts'
import { LevelTrace } from './level-trace.ts'
import { type FlowLaw, orderFlow } from './order-flow.suite.ts'
import { PlacementSampler } from './placement-sampler.ts'
import { fitQueue, lossOn, waitsOf } from './queue-fit.ts'

const instrument = new Instrument({ symbol: 'TEST', tick: '1', lot: '1' })

function tracesOf(law: FlowLaw, placements = 500): readonly LevelTrace[] {
  const sampler = new PlacementSampler({
    instrument,
    placements,
    records: law.events,
    seed: law.seed,
    horizonNanos: 100e6,
  })
  sampler.push(orderFlow(law))
  sampler.finish()
  return sampler.traces
}

for (const { family, n } of [
  { family: 'power-1', n: 2 },
  { family: 'power-2', n: 0.4 },
  { family: 'power-3', n: 3 },
] as const) {
  test(`${family} with n = ${n} is found, within the interval that is told`, () => {
    const traces = tracesOf({ family, n, seed: 3, events: 40_000 })
    const { fits, placements } = fitQueue(traces, { lotStep: 1, seed: 3 })
    const [best] = fits
    expect(placements).toBeGreaterThan(300)
    expect(best?.family).toBe(family)
    expect(best?.nLow).toBeLessThan(n)
    expect(best?.nHigh).toBeGreaterThan(n)
    expect(best!.nHigh / best!.nLow).toBeLessThan(1.6)
    expect(best?.isAtEdge).toBe(false)
    // What it predicts comes nearer to what happened than the cautious reading does.
    const cautious = fits.find((fit) => fit.family === 'conservative')!
    expect(best!.waits.lotsApart).toBeLessThan(cautious.waits.lotsApart)
    expect(best!.loss).toBeLessThan(0.8 * cautious.loss)
  })
}

test('the same seed gives the same figures, another seed others', () => {
  const traces = tracesOf({ family: 'power-3', n: 2, seed: 5, events: 6000 })
  const fitted = (seed: number) => fitQueue(traces, { lotStep: 1, seed }).fits[0]
  expect(fitted(1)).toEqual(fitted(1))
  expect(fitted(1)?.nLow).not.toBe(fitted(2)?.nLow)
})

/** Ten lots ahead; five withdrawn from the front, then five trade. */
function drawnTrace(): LevelTrace {
  const place = { side: 1, price: ticks(99), startNanos: 0 } as const
  const trace = new LevelTrace({ ...place, shownLots: lots(10), sizeLots: lots(1) })
  trace.addDepth(1e9, 10, 15, 10)
  trace.addDepth(2e9, 15, 10, 5)
  trace.addTrade(3e9, 5, 5)
  trace.addDepth(3e9, 10, 5, 0)
  return trace
}

test('the loss of a drawn trace is the one that is worked out by hand', () => {
  // Conservative: 10, 10, 5, 5 ahead; truly 10, 5, 5, 0. Misses of 0, 5, 0, 5 of ten.
  expect(lossOn(drawnTrace(), new ConservativeQueue())).toBeCloseTo((0.25 + 0.25) / 4, 12)
})

test('waits are measured until nobody stands ahead, or the order is left', () => {
  expect(waitsOf([drawnTrace()], new ConservativeQueue())).toEqual({
    trueShare: 1,
    modelShare: 0,
    trueNanos: 3e9,
    modelNanos: 3e9,
    trueLots: 5,
    modelLots: 5,
    lotsApart: 0,
  })
  const { modelShare } = waitsOf([drawnTrace()], powerQueue3(0.01))
  expect(modelShare).toBe(1)
})

test('too few orders that tell something are refused with how many it takes', () => {
  const traces = tracesOf({ family: 'power-3', n: 2, seed: 5, events: 500 }, 30)
  expect(() => fitQueue(traces, { lotStep: 1, seed: 1 })).toThrow(InputError)
  expect(() => fitQueue(traces, { lotStep: 1, seed: 1 })).toThrow('At least 200 are needed')
})
