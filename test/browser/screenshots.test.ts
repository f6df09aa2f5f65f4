/**
 * The pictures of the documentation, taken from the page itself:
 *
 * ```
 * T2T_SCREENSHOTS=1 npx vitest run test/browser/screenshots.test.ts
 * ```
 */
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { DemoBench, hasChromium } from './demo-page.suite.ts'

/** Pictures change with every tick: they are taken when somebody asks for new ones. */
const isAsked = process.env.T2T_SCREENSHOTS === '1' && hasChromium

const PICTURES = [
  { name: 'demo-dark', width: 1600, height: 1000, scale: 1, colorScheme: 'dark' },
  { name: 'demo-light', width: 1600, height: 1000, scale: 1, colorScheme: 'light' },
  { name: 'demo-phone', width: 400, height: 860, scale: 2, colorScheme: 'dark' },
] as const

describe.skipIf(!isAsked)('pictures', () => {
  let bench: DemoBench
  beforeAll(async () => {
    bench = await DemoBench.open()
  }, 60_000)
  afterAll(async () => {
    await bench.close()
  })

  for (const { name, width, height, scale, colorScheme } of PICTURES) {
    test(name, async () => {
      const visit = await bench.visit({
        feed: 'exchange',
        ticks: 6_000,
        page: { viewport: { width, height }, deviceScaleFactor: scale, colorScheme },
      })
      await expect
        .poll(() => visit.pixels('price', 'price'), { timeout: 15_000 })
        .toBeGreaterThan(500)
      // A second more, so that the measured speed is there.
      await visit.page.waitForTimeout(1_500)
      const path = fileURLToPath(new URL(`../../docs/screenshots/${name}.png`, import.meta.url))
      const picture = await visit.page.screenshot({ path })
      expect(picture.length).toBeLessThan(400_000)
      await visit.leave()
    })
  }
})
