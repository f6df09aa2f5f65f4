/** Frames for a page: what is in them, and how much. */
import { expect, test } from 'vitest'
import { BUCKET_FIELDS } from './bucket.ts'
import { DEMO_DICTIONARY } from './demo-market.ts'
import { DemoSession } from './demo-session.ts'
import { decodeFrame, encodeFrame, type Frame } from './frame.ts'
import { readViewRequest, Viewer } from './viewer.ts'

const sessionOf = (seed = 1): DemoSession => new DemoSession({ dictionary: DEMO_DICTIONARY, seed })

/** Through the bytes, as a page gets it. */
const next = (viewer: Viewer): Frame => {
  const bytes = viewer.compose()
  return decodeFrame(bytes.buffer as ArrayBuffer)
}

test('a frame holds no more than the page can draw, however much has happened', () => {
  const session = sessionOf()
  const viewer = new Viewer(session)
  for (const windowTicks of [100, 10_000, null]) {
    viewer.look({ windowTicks, buckets: 120 })
    for (const ticks of [1, 9_000, 3, 5_000]) {
      session.advance(ticks)
      expect(next(viewer).rows.length / BUCKET_FIELDS).toBeLessThanOrEqual(122)
    }
  }
})

test('when little has happened, little is sent', () => {
  const session = sessionOf()
  const viewer = new Viewer(session)
  session.advance(5_000)
  const whole = next(viewer)
  expect(whole.rows.length / BUCKET_FIELDS).toBeGreaterThan(900)
  expect(whole.header.setup?.symbol).toBe('BTC-USDT')
  expect(whole.header.fills).toHaveLength(40)
  expect(viewer.isBehind).toBe(false)
  session.advance(2)
  expect(viewer.isBehind).toBe(true)
  const increment = next(viewer)
  expect(increment.rows.length / BUCKET_FIELDS).toBeLessThanOrEqual(2)
  expect(increment.header.setup).toBeUndefined()
})

test('a change of settings brings the setup again, a restart the fills', () => {
  const session = sessionOf()
  const viewer = new Viewer(session)
  session.advance(500)
  next(viewer)
  session.tune({ threshold: 2 })
  expect(next(viewer).header.setup?.values.threshold).toBe(2)
  session.restart(1)
  expect(next(viewer).header.fills).toEqual([])
})

test('a frame survives its bytes', () => {
  const session = sessionOf()
  session.advance(100)
  const { header, rows } = next(new Viewer(session))
  const longer = new Float64Array(rows.length + 3 * BUCKET_FIELDS)
  longer.set(rows)
  const count = rows.length / BUCKET_FIELDS
  const again = decodeFrame(encodeFrame(header, longer, count).buffer as ArrayBuffer)
  expect(again).toEqual({ header, rows })
})

test('what is no request for a view is refused', () => {
  expect(readViewRequest('{"windowTicks":null,"buckets":800}')).toEqual({
    windowTicks: null,
    buckets: 800,
  })
  for (const message of [
    '',
    'null',
    '[]',
    '{"windowTicks":100}',
    '{"windowTicks":100,"buckets":1e9}',
    '{"windowTicks":0,"buckets":800}',
    '{"windowTicks":"100","buckets":800}',
    '{"windowTicks":1.5,"buckets":800}',
    '{"windowTicks":100,"buckets":null}',
  ]) {
    expect(() => readViewRequest(message), message).toThrow('asks for a view')
  }
})
