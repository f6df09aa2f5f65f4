/** Frames to a page: whatever is lost or asked for, the page sees what the history says. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { BUCKET_FIELDS } from '../bucket.ts'
import { DEMO_DICTIONARY } from '../demo-market.ts'
import { DemoSession } from '../demo-session.ts'
import { decodeFrame } from '../frame.ts'
import { Viewer } from '../viewer.ts'
import { BucketView } from './bucket-view.ts'

/** What the page holds must be what the history says. */
function expectSame(page: BucketView, session: DemoSession, windowTicks: number | null): void {
  const { history } = session.engine
  const { level, oldest } = page.view!
  const count = history.newestBucket(level) - oldest + 1
  expect(page.count).toBe(count)
  const rows = new Float64Array(count * BUCKET_FIELDS)
  history.readInto(rows, level, oldest)
  const drawn = rows.map((_, at) => page.at(Math.floor(at / BUCKET_FIELDS), at % BUCKET_FIELDS))
  expect(drawn.findIndex((value, at) => !Object.is(value, rows[at]))).toBe(-1)
  if (count > 0) {
    expect(page.tickAt(count - 1)).toBe(history.ticks)
    const span = windowTicks ?? history.ticks
    expect(oldest * 2 ** level).toBeLessThanOrEqual(Math.max(0, history.ticks - span))
  }
}

test('a page sees the history, whatever it looks at and however it is paced', () => {
  const action = fc.oneof(
    { weight: 6, arbitrary: fc.record({ advance: fc.integer({ min: 1, max: 700 }) }) },
    {
      weight: 2,
      arbitrary: fc.record({
        windowTicks: fc.constantFrom(10, 100, 1000, null),
        buckets: fc.constantFrom(50, 60, 200),
      }),
    },
    { weight: 1, arbitrary: fc.record({ seed: fc.integer({ min: 0, max: 9 }) }) },
  )
  fc.assert(
    fc.property(fc.array(action, { minLength: 1, maxLength: 25 }), (actions) => {
      const session = new DemoSession({ dictionary: DEMO_DICTIONARY, seed: 1 })
      const viewer = new Viewer(session)
      const page = new BucketView()
      let windowTicks: number | null = 2_000
      for (const step of actions) {
        if ('advance' in step) session.advance(step.advance)
        else if ('seed' in step) session.restart(step.seed)
        else {
          viewer.look(step)
          windowTicks = step.windowTicks
        }
        page.apply(decodeFrame(viewer.compose().buffer as ArrayBuffer))
        expectSame(page, session, windowTicks)
      }
    }),
    { numRuns: 30 },
  )
})
