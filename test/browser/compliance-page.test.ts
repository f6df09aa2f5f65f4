/**
 * A compliance report in a real Chromium: it asks nobody, fits every width, its table turns pages and
 * finds words, and paper has it without its buttons.
 *
 * Skipped where there is no Chromium; `T2T_CHROMIUM` names another one.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { t2t } from '../../src/cli/spoken-command.suite.ts'
import { chromiumPath, hasChromium } from './demo-page.suite.ts'

const CONFIG = {
  strategy: 'z-score-reversion',
  feed: { format: 'synthetic', ticks: 5_000, volatility: 0.002 },
  cash: 10_000,
  limits: {
    positionLotsMax: 200,
    orderLotsMax: 3,
    orderValueMax: 250,
    priceCollarBps: 1_000,
    ordersPerSecondMax: 1_000,
    ordersBurstMax: 1_000,
    dailyLossMax: 1e6,
  },
}

describe.skipIf(!hasChromium)('a compliance report', () => {
  const folder = mkdtempSync(join(tmpdir(), 't2t-compliance-page-'))
  let browser: Browser
  let address = ''

  async function visit(options: BrowserContextOptions): Promise<Page> {
    const context = await browser.newContext(options)
    const page = await context.newPage()
    page.setDefaultTimeout(5_000)
    page.on('pageerror', (error) => expect(error).toBeUndefined())
    page.on('request', (request) => expect(request.url()).toBe(address))
    await page.goto(address)
    return page
  }

  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: chromiumPath, args: ['--no-sandbox'] })
    const config = join(folder, 'run.json')
    const html = join(folder, 'page.html')
    writeFileSync(config, JSON.stringify(CONFIG))
    const words = ['report', 'compliance', config, '--test-kill', '--measure-clock']
    expect((await t2t(...words, '--html', html)).code).toBe(0)
    address = pathToFileURL(html).href
  }, 60_000)
  afterAll(async () => {
    await browser.close()
    rmSync(folder, { recursive: true })
  })

  test('nothing sticks out at any width, in light and dark', async () => {
    for (const width of [1680, 1024, 620, 360]) {
      for (const colorScheme of ['light', 'dark'] as const) {
        const page = await visit({ viewport: { width, height: 800 }, colorScheme })
        const widest = await page.evaluate(() => document.documentElement.scrollWidth)
        expect(widest).toBe(width)
        const colour = await page.evaluate(() => getComputedStyle(document.body).color)
        expect(colour).toBe(colorScheme === 'dark' ? 'rgb(223, 231, 238)' : 'rgb(22, 32, 42)')
        await page.context().close()
      }
    }
  })

  test('the table of what controls did turns pages, filters and finds', async () => {
    const page = await visit({ viewport: { width: 1280, height: 900 } })
    const where = page.locator('.paging output')
    const rows = page.locator('#acted tbody tr')
    const told = await where.textContent()
    const total = Number(/of (\d+)$/.exec(told ?? '')?.[1])
    expect(total).toBeGreaterThan(50)
    expect(await rows.count()).toBe(25)
    expect(await page.getByLabel('Page before').isDisabled()).toBe(true)
    const first = await rows.first().textContent()
    await page.getByLabel('Next page').click()
    expect(await where.textContent()).toBe(`26 to 50 of ${total}`)
    expect(await rows.first().textContent()).not.toBe(first)
    await page.getByLabel('Last page').click()
    expect(await where.textContent()).toContain(`${total} of ${total}`)
    expect(await page.getByLabel('Next page').isDisabled()).toBe(true)
    await page.getByLabel('Reason').selectOption('order value cap')
    const reasons = await page.locator('#acted tbody tr td:nth-child(9)').allTextContents()
    expect(new Set(reasons)).toEqual(new Set(['order value cap']))
    await page.getByLabel('Words to look for').fill('no such words')
    expect([await rows.count(), await where.textContent()]).toEqual([0, 'nothing found'])
    await page.getByLabel('Words to look for').fill('')
    await page.getByLabel('Reason').selectOption('')
    await page.getByLabel('Rows of a page').selectOption('100')
    expect(await rows.count()).toBe(Math.min(100, total))
    await page.context().close()
  })

  test('paper has everything but the buttons, and says first that it is no legal advice', async () => {
    const page = await visit({ viewport: { width: 760, height: 1000 } })
    await page.emulateMedia({ media: 'print' })
    expect(await page.locator('.paging').isVisible()).toBe(false)
    expect(await page.locator('nav.contents').isVisible()).toBe(false)
    expect(await page.locator('.notice').isVisible()).toBe(true)
    const text = await page.locator('body').innerText()
    expect(text.indexOf('Not legal advice.')).toBeLessThan(text.indexOf('Controls on'))
    for (const heading of ['RTS 9', 'RTS 25', 'Kill switch', 'Surveillance', 'Algorithms']) {
      expect(text).toContain(heading)
    }
    expect((await page.pdf()).length).toBeGreaterThan(20_000)
    await page.context().close()
  })
})
