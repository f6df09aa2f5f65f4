/** Wanted quotes against working quotes, row by row of the quoter's table, on both sides. */
import { expect, test } from 'vitest'
import { lots, opposite, SIDES, sideName, ticks } from '../core/index.ts'
import { ORDER_RATE, type RiskLimits } from '../risk/index.ts'
import { WiredDesk } from './wired-desk.suite.ts'

for (const side of SIDES) {
  const name = sideName(side)
  const rule = (sentence: string, body: () => void) => test(`${name}: ${sentence}`, body)

  const want = (wired: WiredDesk, price: number, size: number): string[] => {
    wired.quoter.set(side, ticks(price), lots(size))
    wired.quoter.reconcile()
    return wired.take()
  }
  /** What the quoter does once the reports so far have been taken in. */
  const settle = (wired: WiredDesk): string[] => {
    wired.quoter.reconcile()
    return wired.take()
  }
  /** A desk with a quote of 10 at 100 at work, order 1. */
  const quoting = (limits: Partial<RiskLimits> = {}): WiredDesk => {
    const wired = new WiredDesk(limits)
    expect(want(wired, 100, 10)).toEqual([`#1 enter 1 ${name} 10 at 100`])
    wired.accepted(1, side)
    expect(settle(wired)).toEqual([])
    return wired
  }

  rule('the same again costs nothing', () => {
    const wired = quoting()
    for (let k = 0; k < 3; k++) expect(want(wired, 100, 10)).toEqual([])
    expect(wired.judged).toHaveLength(1)
  })

  rule('another price is a replace', () => {
    const wired = quoting()
    expect(want(wired, 101, 10)).toEqual([`#2 replace 1 ${name} 10 at 101`])
    wired.replaced(1, side, 101, 10)
    expect(settle(wired)).toEqual([])
  })

  rule(
    'another price of a quote that has partly filled asks for the whole wanted size again',
    () => {
      const wired = quoting()
      wired.filled(1, side, 4)
      expect(settle(wired)).toEqual([])
      expect(want(wired, 101, 10)).toEqual([`#2 replace 1 ${name} 14 at 101`])
    },
  )

  rule('fewer lots are a replace at the same price', () => {
    const wired = quoting()
    expect(want(wired, 100, 6)).toEqual([`#2 replace 1 ${name} 6 at 100`])
    wired.replaced(1, side, 100, 6)
    expect(want(wired, 100, 6)).toEqual([])
  })

  rule('more lots than last wanted are a replace', () => {
    const wired = quoting()
    expect(want(wired, 100, 12)).toEqual([`#2 replace 1 ${name} 12 at 100`])
  })

  rule('the rest of a partly filled quote keeps its place', () => {
    const wired = quoting()
    wired.filled(1, side, 4)
    expect(settle(wired)).toEqual([])
    expect(want(wired, 100, 10)).toEqual([])
    expect(want(wired, 100, 6)).toEqual([])
    expect(want(wired, 100, 5)).toEqual([`#2 replace 1 ${name} 9 at 100`])
  })

  rule('wanting nothing is a cancel, once', () => {
    const wired = quoting()
    wired.quoter.clear(side)
    expect(settle(wired)).toEqual(['#2 cancel 1'])
    wired.quoter.clear(side)
    expect(settle(wired)).toEqual([])
    wired.canceled(1, side)
    expect(settle(wired)).toEqual([])
    wired.quoter.clear(side)
    expect(want(wired, 100, 3)).toEqual([`#3 enter 2 ${name} 3 at 100`])
  })

  rule('a size of nothing, or of no number, wants nothing', () => {
    for (const size of [0, -5, Number.NaN]) {
      const wired = quoting()
      expect(want(wired, 100, size)).toEqual(['#2 cancel 1'])
    }
  })

  rule('while a request is in flight the side waits, then does the newest wish only', () => {
    const wired = new WiredDesk()
    want(wired, 100, 10)
    for (const price of [101, 102, 103]) expect(want(wired, price, 10)).toEqual([])
    wired.accepted(1, side)
    expect(settle(wired)).toEqual([`#2 replace 1 ${name} 10 at 103`])
    wired.quoter.clear(side)
    expect(settle(wired)).toEqual([])
    wired.replaced(1, side, 103, 10)
    expect(settle(wired)).toEqual(['#3 cancel 1'])
    expect(want(wired, 99, 2)).toEqual([])
    wired.canceled(1, side)
    expect(settle(wired)).toEqual([`#4 enter 2 ${name} 2 at 99`])
  })

  rule('a quote that has filled is still wanted, and entered again', () => {
    const wired = quoting()
    wired.filled(1, side, 10)
    expect(settle(wired)).toEqual([`#2 enter 2 ${name} 10 at 100`])
  })

  rule('a quote that the venue let lapse waits for the next word', () => {
    const wired = quoting()
    want(wired, 103, 10)
    wired.replaced(1, side, 103, 10)
    wired.expired(1, side)
    expect(settle(wired)).toEqual([])
    // A report about the other side is no reason to try again.
    wired.filled(500, opposite(side), 1)
    expect(settle(wired)).toEqual([])
    expect(want(wired, 103, 10)).toEqual([`#3 enter 2 ${name} 10 at 103`])
    wired.rejected(2, side)
    expect(settle(wired)).toEqual([])
    expect(want(wired, 102, 10)).toEqual([`#4 enter 3 ${name} 10 at 102`])
  })

  rule(
    'a replace that the venue refuses is not repeated: a quote at an old price is withdrawn',
    () => {
      const wired = quoting()
      want(wired, 101, 10)
      wired.refused(1, side)
      expect(settle(wired)).toEqual(['#3 cancel 1'])
      wired.canceled(1, side)
      expect(settle(wired)).toEqual([])
      expect(want(wired, 101, 10)).toEqual([`#4 enter 2 ${name} 10 at 101`])
    },
  )

  rule('a refused change of size leaves the quote as it is until it is wanted anew', () => {
    const wired = quoting()
    want(wired, 100, 20)
    wired.refused(1, side)
    expect(settle(wired)).toEqual([])
    expect(want(wired, 100, 20)).toEqual([`#3 replace 1 ${name} 20 at 100`])
  })

  rule('what risk does not let move is withdrawn from where it is no longer wanted', () => {
    const wired = quoting({ priceCollarBps: 500 })
    expect(want(wired, 120, 10)).toEqual(['#2 cancel 1'])
    wired.canceled(1, side)
    // Tried, refused, and the id that it would have had is spent.
    expect(settle(wired)).toEqual([])
    expect(want(wired, 100, 10)).toEqual([`#3 enter 3 ${name} 10 at 100`])
  })

  rule('what risk does not let grow stays as it is', () => {
    const wired = quoting({ positionLotsMax: 12 })
    expect(want(wired, 100, 13)).toEqual([])
    expect(wired.desk.find(1)?.isCancellable).toBe(true)
  })

  rule('a quote that risk refuses is tried again when something has been reported or said', () => {
    const wired = new WiredDesk({ ordersPerSecondMax: 1, ordersBurstMax: 1 })
    wired.desk.enter(opposite(side), ticks(100), lots(1))
    wired.take()
    expect(want(wired, 100, 10)).toEqual([])
    expect(wired.judged.at(-1)).toBe(ORDER_RATE)
    expect(settle(wired)).toEqual([])
    wired.desk.now = 1e9 as never
    wired.accepted(1, opposite(side))
    expect(settle(wired)).toEqual([`#2 enter 3 ${name} 10 at 100`])
  })

  rule('the sides do not wait for each other', () => {
    const wired = new WiredDesk()
    want(wired, 100, 10)
    wired.quoter.set(opposite(side), ticks(101), lots(4))
    expect(settle(wired)).toEqual([`#2 enter 2 ${sideName(opposite(side))} 4 at 101`])
    wired.quoter.clearAll()
    expect(settle(wired)).toEqual([])
    wired.accepted(1, side, 1)
    expect(settle(wired)).toEqual(['#3 cancel 1'])
    wired.accepted(2, opposite(side), 2)
    expect(settle(wired)).toEqual(['#4 cancel 2'])
  })
}
