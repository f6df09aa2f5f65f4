/**
 * The exchange's page in a real Chromium: the ladder, the tape, and the choice of market.
 *
 * Skipped where there is no Chromium; `T2T_CHROMIUM` names another one.
 */
import { expect, test } from 'vitest'
import { describePages, eventually } from './demo-page.suite.ts'

describePages('the page of the exchange', (pages) => {
  test('on the exchange the ladder shows the book with our orders, and the tape what trades', async () => {
    const visit = await pages.visit({ feed: 'exchange', ticks: 2_000 })
    const { page, session } = visit
    session.pause()
    await eventually(() => page.locator('.own-order').count()).toBeGreaterThan(0)
    await eventually(() => visit.pixels('price', 'price')).toBeGreaterThan(500)
    // Paused, page and exchange say the same: every price, every size, every place in a queue.
    const shown = () =>
      page.locator('.ladder tbody tr').evaluateAll((rows) =>
        rows.map((row) => {
          const text = (selector: string) => row.querySelector(selector)?.textContent ?? ''
          return [text('.is-bid'), text('.price'), text('.is-ask'), text('.own-order')]
        }),
      )
    const { topTicks, bids, asks, orders, trades } = session.engine.ladder!
    const lotsText = (lots: number) => (lots === 0 ? '' : String(lots))
    const wanted = bids.map((bid, row) => {
      const order = orders.find(({ priceTicks }) => priceTicks === topTicks - row)
      const place = order?.aheadLots === 0 ? 'next' : `${order?.aheadLots} ahead`
      return [
        lotsText(bid),
        ((topTicks - row) / 100).toFixed(2),
        lotsText(asks[row]!),
        order === undefined ? '' : `${order.lots} ${place}`,
      ]
    })
    await eventually(shown).toEqual(wanted)
    expect(orders.length).toBeGreaterThan(0)
    expect(await page.locator('.tape tbody tr').count()).toBe(trades.length)
    const own = trades.filter(({ isOwn }) => isOwn).length
    expect(await page.locator('.tape .is-own').count()).toBe(own)
    expect(await page.locator('[data-pane]').count()).toBe(3)
    expect(await visit.shown('spread')).toMatch(/^\d+$/)
    expect(await visit.pixels('inventory', 'inventory')).toBeGreaterThan(300)
    expect(visit.complaints).toEqual([])
  })

  test('the kill switch takes our orders off the ladder, and a choice of market begins anew', async () => {
    const visit = await pages.visit({ feed: 'exchange', ticks: 1_000 })
    const { page, session } = visit
    await eventually(() => page.locator('.own-order').count()).toBeGreaterThan(0)
    await visit.kill.click()
    await eventually(() => session.engine.ladder!.orders.length).toBe(0)
    await eventually(() => page.locator('.own-order').count()).toBe(0)
    await page.locator('select[name="market"]').selectOption('gbm')
    await eventually(() => session.setup().feed).toBe('gbm')
    await eventually(() => page.locator('.market').count()).toBe(0)
    await eventually(() => page.locator('[data-pane]').count()).toBe(4)
    expect(session.killSwitch.isTripped).toBe(true)
    await page.locator('select[name="market"]').selectOption('exchange')
    await eventually(() => page.locator('.ladder tbody tr').count()).toBe(29)
    expect(visit.complaints).toEqual([])
  })

  test('the ladder fits from a phone to 4K, in dark and light, without scrolling sideways', async () => {
    const visit = await pages.visit({ feed: 'exchange', ticks: 2_000 })
    const { page } = visit
    for (const [width, height] of [
      [400, 860],
      [800, 1_000],
      [1_201, 800],
      [1_280, 800],
      [1_920, 1_080],
      [3_840, 2_160],
    ] as const) {
      await page.setViewportSize({ width, height })
      await page.waitForTimeout(150)
      const look = await page.evaluate(() => ({
        overflow: document.documentElement.scrollWidth - innerWidth,
        ladder: document.querySelector('.ladder')!.clientHeight,
        plots: [...document.querySelectorAll('.plot')].map((plot) => plot.clientHeight),
        cut: [...document.querySelectorAll('.ladder b, .ladder .price, .market th, .figure dd')]
          .filter((element) => element.scrollWidth > element.clientWidth + 1)
          .map((element) => element.textContent),
        tape: document.querySelector('.tape')!.clientHeight,
      }))
      expect([width, look.overflow, look.cut]).toEqual([width, 0, []])
      for (const plotHeight of look.plots) expect(plotHeight).toBeGreaterThan(60)
      expect(look.ladder).toBeGreaterThan(300)
      expect(look.tape).toBeGreaterThan(60)
    }
    expect(visit.complaints).toEqual([])
  })
})
