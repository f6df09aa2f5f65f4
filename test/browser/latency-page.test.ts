/**
 * The page of a latency ladder in a real Chromium: nothing sticks out at any width, nothing is asked
 * for, and every rung stands where its latency says.
 *
 * Skipped where there is no Chromium; `T2T_CHROMIUM` names another one.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ladderPage, STANDARD_RUNGS } from '../../src/backtest/index.ts'
import { IDLE, ladderOf, rungAt } from '../../src/backtest/latency-ladder/drawn-ladder.suite.ts'
import { chromiumPath, hasChromium } from './demo-page.suite.ts'

const LADDERS = {
  full: ladderOf(STANDARD_RUNGS.map((nanos) => rungAt(nanos))),
  idle: ladderOf(STANDARD_RUNGS.map((nanos) => rungAt(nanos, IDLE))),
  lone: ladderOf([rungAt(5e6)]),
  huge: ladderOf(
    STANDARD_RUNGS.map((nanos) => rungAt(nanos, { pnlAfterFees: 1e12 - 1e4 * nanos })),
  ),
}

describe.skipIf(!hasChromium)('the page of a latency ladder', { retry: 2 }, () => {
  const folder = mkdtempSync(join(tmpdir(), 't2t-ladder-'))
  let browser: Browser

  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: chromiumPath, args: ['--no-sandbox'] })
  })
  afterAll(async () => {
    await browser?.close()
    rmSync(folder, { recursive: true })
  })

  async function visited(name: keyof typeof LADDERS) {
    const path = join(folder, `${name}.html`)
    writeFileSync(path, ladderPage(LADDERS[name], 't2t latency run.yaml'))
    const page = await browser.newPage()
    const complaints: string[] = []
    page.on('console', (message) => complaints.push(message.text()))
    page.on('pageerror', (error) => complaints.push(error.message))
    page.on('request', (request) => {
      if (!/^(file|data):/.test(request.url())) complaints.push(`asked for ${request.url()}`)
    })
    await page.goto(pathToFileURL(path).href)
    return { page, complaints }
  }

  test('nothing sticks out and nothing is asked for, narrow and wide, light and dark', async () => {
    for (const name of Object.keys(LADDERS) as (keyof typeof LADDERS)[]) {
      const { page, complaints } = await visited(name)
      for (const width of [400, 1280]) {
        await page.setViewportSize({ width, height: 900 })
        for (const colorScheme of ['light', 'dark'] as const) {
          await page.emulateMedia({ colorScheme })
          const outside = await page.evaluate(
            () => document.documentElement.scrollWidth - window.innerWidth,
          )
          expect([name, width, outside]).toEqual([name, width, 0])
        }
      }
      expect(complaints).toEqual([])
      await page.close()
    }
  })

  test('rungs stand from left to right, within their plot, and the names of bands do not touch', async () => {
    const { page } = await visited('full')
    for (const width of [400, 1280]) {
      await page.setViewportSize({ width, height: 900 })
      for (const places of await dotsOf(page)) {
        expect(places.dots).toEqual([...places.dots].sort((a, b) => a - b))
        expect(places.dots.length).toBe(STANDARD_RUNGS.length)
        expect(places.dots[0]!).toBeGreaterThan(places.left)
        expect(places.dots.at(-1)!).toBeLessThan(places.right)
        for (let k = 1; k < places.names.length; k++) {
          expect(places.names[k]!.left).toBeGreaterThan(places.names[k - 1]!.right)
        }
      }
    }
    await page.close()
  })
})

/** In each drawing: the middles of the first line's dots, the plot's edges, the names of bands. */
function dotsOf(page: Page) {
  return page.evaluate(() =>
    [...document.querySelectorAll('.ladder .plot')].map((plot) => {
      const { left, right } = plot.getBoundingClientRect()
      const circles = [...plot.querySelectorAll('circle')]
      const first = circles[0]?.getAttribute('class')
      const own = circles.filter((circle) => circle.getAttribute('class') === first)
      const dots = own.map((circle) => {
        const box = circle.getBoundingClientRect()
        return (box.left + box.right) / 2
      })
      const names = [...plot.querySelectorAll('.band-name')].map((name) => {
        const box = name.getBoundingClientRect()
        return { left: box.left, right: box.right }
      })
      return { left, right, dots, names }
    }),
  )
}
