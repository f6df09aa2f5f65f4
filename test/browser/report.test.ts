/**
 * A report in a real Chromium: no request leaves it, nothing sticks out at any width, the crosshair
 * reads values, and the paper version has all charts. With `T2T_SCREENSHOTS=1` it takes the picture of
 * the documentation.
 *
 * Skipped where there is no Chromium; `T2T_CHROMIUM` names another one.
 */
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { runProgram } from '../../src/cli/program.ts'
import { sharedFile } from '../shared-data.ts'
import { chromiumPath, hasChromium } from './demo-page.suite.ts'

const limits = {
  positionLotsMax: 200,
  orderLotsMax: 100,
  orderValueMax: 1e6,
  priceCollarBps: 1_000,
  ordersPerSecondMax: 1_000,
  ordersBurstMax: 1_000,
  dailyLossMax: 1e6,
}
const SYNTHETIC = {
  strategy: 'z-score-reversion',
  feed: { format: 'synthetic', ticks: 20_000, volatility: 0.002 },
  cash: 10_000,
  limits,
}
/** What the picture shows: a market maker who is a little too slow. */
const RECORDED = {
  strategy: 'touch-quoter',
  params: { sizeLots: 10, positionLimitLots: 100 },
  feed: { files: 'btcusdt.log.zst', tick: 0.1, lot: 0.001 },
  latency: {
    entry: { model: 'lognormal', median: '8ms', sigma: 0.4 },
    response: { model: 'lognormal', median: '6ms', sigma: 0.3 },
  },
  fees: { makerRate: -0.00005, takerRate: 0.0007 },
  cash: 10_000,
  limits,
}

describe.skipIf(!hasChromium)('a report', { retry: 2 }, () => {
  const folder = mkdtempSync(join(tmpdir(), 't2t-report-'))
  const at = (name: string) => join(folder, name)
  let browser: Browser

  async function report(name: string, config: object): Promise<string> {
    writeFileSync(at(`${name}.json`), JSON.stringify(config))
    vi.spyOn(process.stdout, 'write').mockImplementation(() => true)
    const code = await runProgram(['backtest', at(`${name}.json`), '--report', at(`${name}.html`)])
    vi.restoreAllMocks()
    expect(code).toBe(0)
    return pathToFileURL(at(`${name}.html`)).href
  }

  async function visit(address: string, options: BrowserContextOptions): Promise<Page> {
    const context = await browser.newContext(options)
    const page = await context.newPage()
    await page.goto(address)
    return page
  }

  let address = ''
  beforeAll(async () => {
    browser = await chromium.launch({
      executablePath: chromiumPath,
      args: ['--no-sandbox', '--force-color-profile=srgb'],
    })
    address = await report('plain', SYNTHETIC)
  }, 60_000)
  afterAll(async () => {
    await browser.close()
    rmSync(folder, { recursive: true })
  })

  test('asks for nothing but itself, and its program makes no mistake', async () => {
    const context = await browser.newContext()
    const page = await context.newPage()
    const asked: string[] = []
    const mistakes: string[] = []
    page.on('request', (request) => asked.push(request.url()))
    page.on('pageerror', (error) => mistakes.push(error.message))
    page.on('console', (line) => mistakes.push(line.text()))
    await page.goto(address)
    await page.locator('[data-chart="equity"] .plot').hover()
    expect(asked.filter((url) => url !== address && !url.startsWith('data:'))).toEqual([])
    expect(mistakes).toEqual([])
    await context.close()
  })

  for (const width of [400, 1280, 1920]) {
    for (const colorScheme of ['light', 'dark'] as const) {
      test(`fits ${width} pixels in ${colorScheme}`, async () => {
        const page = await visit(address, { viewport: { width, height: 900 }, colorScheme })
        const over = await page.evaluate(
          () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
        )
        expect(over).toBe(0)
        const ground = await page.evaluate(() => getComputedStyle(document.body).color)
        const [red = 0] = ground.match(/\d+/g)?.map(Number) ?? []
        expect(red > 128).toBe(colorScheme === 'dark')
        await page.context().close()
      })
    }
  }

  test('the crosshair reads all charts of time at once, and leaves with the pointer', async () => {
    const page = await visit(address, { viewport: { width: 1280, height: 900 } })
    await page.locator('[data-chart="equity"] .plot').hover({ position: { x: 300, y: 50 } })
    const readouts = page.locator('.time .readout')
    const texts = await readouts.allTextContents()
    expect(texts.length).toBe(4)
    for (const text of texts) expect(text).toMatch(/^\d\d:\d\d:\d\d\.\d{3}.*[\d,.]+/)
    expect(await page.locator('.cursor:visible').count()).toBe(4)
    await page.locator('h1').hover()
    expect(await page.locator('.cursor:visible').count()).toBe(0)
    await page.locator('[data-chart="drawdown"] .plot').focus()
    await page.keyboard.press('ArrowRight')
    expect(await page.locator('.cursor:visible').count()).toBe(4)
    await page.context().close()
  })

  test('prints on A4 in a few pages', async () => {
    const page = await visit(address, { viewport: { width: 1280, height: 900 } })
    const paper = (await page.pdf({ preferCSSPageSize: true })).toString('latin1')
    const pages = paper.match(/\/Type \/Page\b/g)?.length ?? 0
    expect(pages).toBeGreaterThanOrEqual(2)
    expect(pages).toBeLessThanOrEqual(6)
    // 210 by 297 mm in points.
    expect(paper).toMatch(/\/MediaBox \[0 0 59[45][.\d]* 84[12][.\d]*\]/)
    await page.context().close()
  })

  const capture = sharedFile('data/crypto/binance/usdm/btcusdt_20240808.log.zst')
  const isAsked = process.env.T2T_SCREENSHOTS === '1' && capture !== undefined
  test.skipIf(!isAsked)('its picture', { timeout: 60_000 }, async () => {
    symlinkSync(capture!, at('btcusdt.log.zst'))
    const page = await visit(await report('recorded', RECORDED), {
      viewport: { width: 1440, height: 1500 },
      colorScheme: 'dark',
    })
    const path = fileURLToPath(new URL('../../docs/screenshots/report.png', import.meta.url))
    const picture = await page.screenshot({ path })
    expect(picture.length).toBeLessThan(400_000)
    await page.context().close()
  })
})
