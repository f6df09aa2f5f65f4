/** Plans become models: streams that do not disturb each other, kinds, feeds, and pinned draws. */
import { expect, test } from 'vitest'
import {
  CANCEL_ORDER,
  ENTER_ORDER,
  InvariantError,
  micros,
  millis,
  nanos,
  REPLACE_ORDER,
  RunHash,
} from '../../core/index.ts'
import { LaneLatency } from './lane-latency.ts'
import { ConstantLatency, type LatencyModel } from './latency.ts'
import type { DelaySpec, LatencyPlan, SampledSpec } from './latency-plan.ts'

const KINDS = [ENTER_ORDER, CANCEL_ORDER, REPLACE_ORDER]
const AT = nanos(1e9)

const entries = (model: LatencyModel, kinds = [0, 0, 0, 0].map(() => ENTER_ORDER)) =>
  kinds.map((kind) => model.entry(AT, kind))
const responses = (model: LatencyModel) => [0, 0, 0, 0].map(() => model.response(AT))

const normal = { model: 'normal', mean: millis(5), deviation: millis(1) } as const
const gamma = { model: 'gamma', shape: 2, scale: millis(1), floor: micros(100) } as const

test('no plan, and an empty one, are no latency at all', () => {
  for (const latency of [new LaneLatency(), new LaneLatency({})]) {
    expect(KINDS.map((kind) => latency.orders.entry(AT, kind))).toEqual([0, 0, 0])
    expect(latency.orders.response(AT)).toBe(0)
    expect([latency.feed, latency.compute]).toEqual([undefined, undefined])
  }
})

test('a ready model stands for its order lines', () => {
  const model = new ConstantLatency({ entry: millis(2), response: millis(3) })
  expect(new LaneLatency(model).orders).toBe(model)
})

test('every kind of request has a latency of its own', () => {
  const { orders } = new LaneLatency({
    entry: { new: millis(1), cancel: micros(500), replace: { model: 'constant', latency: AT } },
    response: millis(3),
  })
  expect(KINDS.map((kind) => orders.entry(AT, kind))).toEqual([1e6, 5e5, 1e9])
  expect(orders.response(AT)).toBe(3e6)
})

test('the same plan gives the same latencies to every run, another seed gives others', () => {
  const plan: LatencyPlan = { seed: 'day', entry: gamma, response: normal, compute: gamma }
  const draw = (given: LatencyPlan) => {
    const { orders, compute } = new LaneLatency(given)
    return [...entries(orders), ...responses(orders), compute?.draw(AT)]
  }
  expect(draw(plan)).toEqual(draw(plan))
  expect(draw(plan)).not.toEqual(draw({ ...plan, seed: 'night' }))
})

test('a model that is added changes no draws of the others', () => {
  const alone = new LaneLatency({ seed: 3, entry: gamma }).orders
  const busy = new LaneLatency({
    seed: 3,
    feed: normal,
    entry: gamma,
    response: normal,
    compute: gamma,
    spikes: { above: 1, window: millis(1), add: millis(9) },
  })
  const mixed: number[] = []
  for (let k = 0; k < 4; k++) {
    busy.compute?.draw(AT)
    busy.orders.response(AT)
    mixed.push(busy.orders.entry(AT, ENTER_ORDER))
  }
  expect(mixed).toEqual(entries(alone))
})

test('kinds draw from streams of their own, so that a cancel does not shift the next entry', () => {
  const plan: LatencyPlan = { seed: 3, entry: { new: gamma, cancel: gamma, replace: gamma } }
  const only = entries(new LaneLatency(plan).orders)
  const { orders } = new LaneLatency(plan)
  const cancels: number[] = []
  const mixed = only.map(() => {
    cancels.push(orders.entry(AT, CANCEL_ORDER))
    return orders.entry(AT, ENTER_ORDER)
  })
  expect(mixed).toEqual(only)
  expect(cancels).not.toEqual(only)
})

test('lanes draw differently from each other, and the first as if it were alone', () => {
  const plan: LatencyPlan = { seed: 3, entry: gamma }
  const at = (index: number) => entries(new LaneLatency(plan, { index, epochShiftNanos: 0 }).orders)
  expect(at(0)).toEqual(entries(new LaneLatency(plan).orders))
  expect(at(1)).not.toEqual(at(0))
  expect(at(2)).not.toEqual(at(1))
})

test('proportional lines follow the newest feed latency that was told, and nothing else', () => {
  const { orders } = new LaneLatency({
    entry: { model: 'proportional', factor: 4, offset: nanos(7) },
    response: { model: 'proportional', factor: 2.5 },
  })
  const both = () => [orders.entry(AT, ENTER_ORDER), orders.response(AT)]
  expect(both()).toEqual([7, 0])
  orders.watch?.onFeedLatency(nanos(100))
  orders.watch?.onActivity(nanos(5000))
  expect(both()).toEqual([407, 250])
  orders.watch?.onFeedLatency(nanos(3))
  expect(both()).toEqual([19, 8])
  orders.watch?.onFeedLatency(nanos(2000e9))
  expect(both()).toEqual([3600e9, 3600e9])
})

test('recorded rows move to the epoch of the run', () => {
  const rows = {
    requested: Float64Array.of(1000, 2000),
    received: Float64Array.of(1100, 2300),
    answered: Float64Array.of(1150, 2340),
  }
  const place = { index: 1, epochShiftNanos: 1e6 }
  const { orders } = new LaneLatency({ recorded: { rows, offsetNanos: 10 } }, place)
  expect(orders.entry(nanos(1e6 + 1500), ENTER_ORDER)).toBe(210)
  expect(orders.response(nanos(1e6 + 2310))).toBe(50)
})

test('impossible numbers are refused when the models are built', () => {
  const specs: DelaySpec[] = [
    nanos(-1),
    nanos(Number.NaN),
    { model: 'constant', latency: nanos(3601e9) },
    { model: 'lognormal', median: nanos(0), sigma: 1 },
    { model: 'empirical', samples: [] },
    { model: 'proportional', factor: -1 },
    { model: 'proportional', factor: 1, offset: nanos(-1) },
  ]
  for (const spec of specs) {
    expect(() => new LaneLatency({ entry: spec }), JSON.stringify(spec)).toThrow(RangeError)
    expect(() => new LaneLatency({ response: spec }), JSON.stringify(spec)).toThrow(RangeError)
  }
  expect(() => new LaneLatency({ compute: nanos(-1) })).toThrow(RangeError)
  expect(() => new LaneLatency({ feed: nanos(-1) })).toThrow(RangeError)
  const constant = { entry: nanos(0), response: nanos(0) }
  expect(() => new ConstantLatency({ ...constant, entry: nanos(-1) })).toThrow(RangeError)
  expect(() => new ConstantLatency({ ...constant, response: nanos(Number.NaN) })).toThrow(
    RangeError,
  )
})

test('a venue that no request ever reached does not speak', () => {
  const rows = {
    requested: Float64Array.of(0),
    received: Float64Array.of(Number.NEGATIVE_INFINITY),
    answered: Float64Array.of(5),
  }
  const { orders } = new LaneLatency({ recorded: { rows } })
  expect(orders.entry(AT, ENTER_ORDER)).toBe(-5)
  expect(() => orders.response(AT)).toThrow(InvariantError)
})

test('the first draws of every model are these, on every version of Node', () => {
  const specs: SampledSpec[] = [
    normal,
    { model: 'lognormal', median: millis(2), sigma: 0.5 },
    gamma,
    { model: 'gamma', shape: 0.5, scale: millis(1) },
    { model: 'cubic', min: millis(1), a: 2, unit: micros(100), clip: 0.1 },
    { model: 'empirical', samples: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10] },
  ]
  const first = specs.map((entry) => entries(new LaneLatency({ seed: 42, entry }).orders))
  expect(first).toEqual([
    [5141607, 5611276, 3909518, 3898188],
    [2146740, 2714981, 1159404, 1152855],
    [1856245, 618042, 2966234, 1919022],
    [27314, 2222, 952471, 401008],
    [1322858, 2306204, 17621323, 2847544],
    [3, 9, 3, 9],
  ])
  const hash = new RunHash()
  for (const entry of specs) {
    const { orders } = new LaneLatency({ seed: 42, entry })
    for (let k = 0; k < 5000; k++) hash.addFloat64(orders.entry(AT, ENTER_ORDER))
  }
  expect(hash.digest()).toBe('ed9e3b9649968df6')
})
