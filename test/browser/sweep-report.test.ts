/**
 * The report of a sweep in a real Chromium: what is shown equals what a slow count gives, pictures and
 * table follow one another, nothing sticks out, nothing is asked for, nothing hostile comes alive.
 *
 * Skipped where there is no Chromium; `T2T_CHROMIUM` names another one.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import {
  type SweepRecord,
  sweepPage,
  sweepSignificance,
  type Trial,
} from '../../src/backtest/index.ts'
import {
  HOSTILE,
  hostileSweep,
  oddSweeps,
  randomSweep,
} from '../../src/backtest/sweep-report/random-sweep.suite.ts'
import { runProgram } from '../../src/cli/program.ts'
import { chromiumPath, hasChromium } from './demo-page.suite.ts'

const SWEEP = randomSweep({ trials: 180, edge: 0.5, failedShare: 0.05, haltedShare: 0.1 })
/** What the picture shows: a random walk, of which nothing can be expected. */
const PICTURED = {
  strategy: 'z-score-reversion',
  feed: { format: 'synthetic', ticks: 20_000, volatility: 0.002, spreadCost: 0.0002 },
  cash: 10_000,
  limits: {
    positionLotsMax: 200,
    orderLotsMax: 100,
    orderValueMax: 1e6,
    priceCollarBps: 1_000,
    ordersPerSecondMax: 1_000,
    ordersBurstMax: 1_000,
    dailyLossMax: 1e6,
  },
  sweep: {
    parameters: {
      'params.lookbackWindow': [10, 20, 40, 80, 160, 320, 640],
      'params.threshold': { from: 0.5, to: 3, step: 0.5 },
      'params.inventoryLimitLots': [2, 5, 10, 20],
      'latency.entry': ['0ms', '5ms', '50ms'],
    },
  },
}
const LITTLE_WORK = { workMax: 20_000 }

describe.skipIf(!hasChromium)('the report of a sweep', { retry: 2 }, () => {
  const folder = mkdtempSync(join(tmpdir(), 't2t-sweep-'))
  let browser: Browser
  let page: Page
  let address = ''
  /** Of the page that is open: what it asked for, and what its program complained about. */
  const asked: string[] = []
  const mistakes: string[] = []

  function written(name: string, record: SweepRecord): string {
    const path = join(folder, `${name}.html`)
    writeFileSync(path, sweepPage(record, sweepSignificance(record, LITTLE_WORK)))
    return pathToFileURL(path).href
  }
  /** All views have drawn what was asked of them. */
  const settled = () =>
    page.evaluate(() => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 0))))
  const open = async (url: string) => {
    await page.goto(url)
    await settled()
  }
  const text = async (selector: string) => (await page.locator(selector).innerText()).trim()
  const selected = async () => Number(/^[\d,]+/.exec(await text('#selection-count'))?.[0])
  const shown = (selector: string) => page.locator(selector).allInnerTexts()

  beforeAll(async () => {
    browser = await chromium.launch({
      executablePath: chromiumPath,
      args: ['--no-sandbox', '--force-color-profile=srgb'],
    })
    const viewport = { width: 1280, height: 900 }
    const context = await browser.newContext({ viewport, acceptDownloads: true })
    page = await context.newPage()
    page.setDefaultTimeout(5_000)
    page.on('request', (request) => asked.push(request.url()))
    page.on('pageerror', (error) => mistakes.push(error.message))
    page.on('console', (line) => mistakes.push(line.text()))
    page.on('dialog', (dialog) => {
      mistakes.push(`dialog ${dialog.message()}`)
      void dialog.dismiss()
    })
    address = written('plain', SWEEP)
  }, 60_000)
  afterAll(async () => {
    await browser.close()
    rmSync(folder, { recursive: true })
  })
  beforeEach(async () => {
    await open(address)
    asked.length = 0
    mistakes.length = 0
  })

  const calm = () =>
    expect([mistakes, asked.filter((url) => !/^(file|data|blob):/.test(url))]).toEqual([[], []])

  test('fits every width in light and in dark', async () => {
    for (const width of [400, 1280, 1920]) {
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme })
        await page.setViewportSize({ width, height: 900 })
        await settled()
        const over = await page.evaluate(() => {
          const root = document.documentElement
          const panels = [...document.querySelectorAll('.panel, .selection, .verdict')]
          const stick = panels.filter((panel) => panel.scrollWidth > panel.clientWidth + 1)
          return [root.scrollWidth - root.clientWidth, stick.map((panel) => panel.className)]
        })
        expect([width, ...over]).toEqual([width, 0, []])
      }
    }
    await page.emulateMedia({ colorScheme: 'light' })
    await page.setViewportSize({ width: 1280, height: 900 })
    calm()
  })

  /** The trials of a cell, by hand. */
  const inCell = (x: number, y: number) =>
    SWEEP.trials.filter(({ values }) => values[0] === x && values[1] === y)
  const numbers = (trials: readonly Trial[], metric: 'sharpe' | 'fills') =>
    trials.map(({ metrics }) => metrics[metric]).filter((value) => !Number.isNaN(value))

  test('the heatmap shows the median or the best of each cell', async () => {
    await page.selectOption('#heat-metric', { label: 'Fills' })
    for (const over of ['median', 'best']) {
      await page.selectOption('#heat-over', over)
      const expected: string[] = []
      for (const y of [1, 2, 4, 8, 16]) {
        for (const x of [0.5, 1, 1.5, 2, 2.5, 3]) {
          const sorted = numbers(inCell(x, y), 'fills').sort((a, b) => a - b)
          const middle = (sorted.length - 1) / 2
          const median = (sorted[Math.floor(middle)]! + sorted[Math.ceil(middle)]!) / 2
          const value = over === 'best' ? sorted.at(-1)! : median
          expected.push(value.toLocaleString('en-US', { maximumSignificantDigits: 3 }))
        }
      }
      expect(await page.locator('#heatmap .cell-text').allTextContents()).toEqual(expected)
    }
    await page.selectOption('#heat-metric', { label: 'Sharpe per slice' })
    const pairs = await page.locator('#heatmap .cell-text.small').allTextContents()
    expect(pairs).toHaveLength(30)
    for (const pair of pairs) expect(pair).toMatch(/^defl\. [<\d.]+$/)
    calm()
  })

  test('a cell is read by the pointer and picks its trials, and picks them again by keyboard', async () => {
    const cell = page.locator('#heatmap rect.cell').nth(13)
    const own = inCell(1, 4)
    await cell.hover()
    expect(await text('#heat-readout')).toMatch(
      /^params\.threshold 1, params\.sizeLots 4: median \S+, deflated \S+ after 180 trials, \d+ trials in the cell$/,
    )
    await cell.click()
    await settled()
    expect(await selected()).toBe(own.length)
    const places = own.map(({ index }) => `#${index}`).sort()
    expect((await shown('#trial-rows th')).sort()).toEqual(places)
    expect(await text('#chips')).toContain('cell: params.threshold 1, params.sizeLots 4')
    await page.click('#chips .chip')
    await settled()
    expect(await selected()).toBe(180)
    await page.locator('#heatmap').focus()
    await page.keyboard.press('ArrowLeft')
    await page.keyboard.press('Enter')
    await settled()
    expect(await selected()).toBe(inCell(0.5, 4).length)
    await page.keyboard.press('Escape')
    await settled()
    expect(await selected()).toBe(180)
    calm()
  })

  test('the same parameter both ways makes the two change places', async () => {
    const before = await page.inputValue('#heat-y')
    await page.selectOption('#heat-x', before)
    expect(await page.inputValue('#heat-y')).not.toBe(before)
    await page.selectOption('#heat-y', '')
    expect(await page.locator('#heatmap rect.cell').count()).toBe(5)
    calm()
  })

  test('drawn ranges are cut into parts that hold every trial', async () => {
    await page.selectOption('#heat-x', { label: 'params.halfLife' })
    await page.selectOption('#heat-y', '')
    const cells = page.locator('#heatmap rect.cell')
    let sum = 0
    for (let k = 0; k < (await cells.count()); k++) {
      await cells.nth(k).click()
      await settled()
      sum += await selected()
    }
    expect([await cells.count(), sum]).toEqual([10, 180])
    calm()
  })

  test('a brush on an axis selects a range in all views', async () => {
    await page.locator('#parallel').scrollIntoViewIfNeeded()
    const axis = page.locator('.axis').nth(3)
    const box = (await axis.boundingBox())!
    const middle = box.x + box.width / 2
    await page.mouse.move(middle, box.y + 60)
    await page.mouse.down()
    await page.mouse.move(middle, box.y + 180, { steps: 4 })
    await page.mouse.up()
    await settled()
    const some = await selected()
    expect(some).toBeGreaterThan(0)
    expect(some).toBeLessThan(180)
    const values = await shown('#trial-rows td:nth-child(9)')
    expect(values.length).toBe(Math.min(some, 25))
    // 0.1 to 100 on a logarithmic axis: its upper half lies above 3.
    for (const value of values) expect(Number(value)).toBeGreaterThan(2.5)
    await page.mouse.click(middle, box.y + 100)
    await settled()
    expect(await selected()).toBe(180)
    calm()
  })

  test('a brush is made, moved and taken away by keyboard', async () => {
    const axis = page.locator('.axis').first()
    await axis.focus()
    await page.keyboard.press('ArrowUp')
    await settled()
    const above = (low: number, high: number) =>
      SWEEP.trials.filter(({ values }) => Number(values[0]) >= low && Number(values[0]) <= high)
    expect(await selected()).toBe(above(1, 3).length)
    await page.keyboard.press('Shift+ArrowDown')
    await settled()
    expect(await selected()).toBe(above(1, 2.5).length)
    expect(await axis.getAttribute('aria-valuetext')).toBe('1 to 2.5')
    await page.keyboard.press('Escape')
    await settled()
    expect(await selected()).toBe(180)
    calm()
  })

  test('the table sorts by any column, numbers that are missing last', async () => {
    await page.getByRole('button', { name: 'Fills', exact: true }).click()
    const column = 'td:nth-child(14)'
    const fills = numbers(SWEEP.trials, 'fills').sort((a, b) => b - a)
    const first = fills.slice(0, 25).map((value) => value.toLocaleString('en-US'))
    expect(await shown(`#trial-rows ${column}`)).toEqual(first)
    await page.getByRole('button', { name: 'Fills', exact: true }).click()
    const least = fills.slice(-25).reverse()
    expect(await shown(`#trial-rows ${column}`)).toEqual(
      least.map((each) => each.toLocaleString('en-US')),
    )
    await page.click('#page-last')
    expect((await shown(`#trial-rows ${column}`)).at(-1)).toBe('–')
    expect(await text('#page-text')).toBe('176 to 180 of 180')
    calm()
  })

  test('words, comparisons and the status filter the table', async () => {
    const filter = async (words: string) => {
      await page.fill('#trial-words', words)
      await settled()
      return selected()
    }
    const by = (holds: (trial: Trial) => boolean) => SWEEP.trials.filter(holds).length
    expect(await filter('20ms')).toBe(by(({ values }) => values[2] === '20ms'))
    expect(await filter('threshold>=2 fills<1000')).toBe(
      by(({ values, metrics }) => Number(values[0]) >= 2 && metrics.fills < 1000),
    )
    expect(await filter('entry=5ms')).toBe(by(({ values }) => values[2] === '5ms'))
    expect(await filter('nothing like this')).toBe(0)
    expect(await text('#page-text')).toBe('no trial matches')
    await page.click('#clear')
    await page.selectOption('#trial-status', 'f')
    await settled()
    const failed = by(({ status }) => status === 'failed')
    expect(failed).toBeGreaterThan(0)
    expect(await selected()).toBe(failed)
    expect(await text('#trial-rows tr:first-child .status')).toContain('limits.positionLotsMax')
    expect(await page.locator('#trial-rows input:enabled').count()).toBe(0)
    calm()
  })

  test('chosen trials are laid over each other, eight at most, each with its deflated Sharpe', async () => {
    expect(await page.locator('#equity-lines .chosen').count()).toBe(3)
    await page.click('#choose-best')
    await settled()
    expect(await page.locator('#equity-lines .chosen').count()).toBe(8)
    await page.locator('#trial-rows input').nth(10).check()
    await settled()
    expect(await page.locator('#equity-lines .chosen').count()).toBe(8)
    for (const words of await shown('#chosen-list small')) {
      expect(words).toMatch(/Sharpe \S+ per slice, deflated \S+ after 180 trials$/)
    }
    const ends = await shown('#chosen-list .chosen-money')
    await page.locator('#equity').focus()
    await page.keyboard.press('ArrowLeft')
    expect(await shown('#chosen-list .chosen-money')).not.toEqual(ends)
    expect(await text('#equity-readout')).toMatch(
      /^Profit until 2024-08-08 00:59:00; median of all/,
    )
    await page.click('#choose-none')
    await settled()
    expect(await page.locator('#equity-lines .chosen').count()).toBe(0)
    calm()
  })

  test('a line is read by the pointer and chosen by a click', async () => {
    await page.fill('#trial-words', '#77')
    await page.click('#choose-none')
    await settled()
    const { x, y } = await page.evaluate(() => {
      const canvas = document.querySelector<HTMLCanvasElement>('#parallel-lines')!
      canvas.scrollIntoView({ block: 'center' })
      const box = canvas.getBoundingClientRect()
      const ratio = canvas.width / box.width
      const across = 61 + 80
      const pixels = canvas.getContext('2d')!.getImageData(across * ratio, 0, 1, canvas.height).data
      let best = 0
      for (let k = 0; k < canvas.height; k++)
        if (pixels[4 * k + 3]! > pixels[4 * best + 3]!) best = k
      return { x: box.x + across, y: box.y + best / ratio }
    })
    await page.mouse.move(x, y)
    expect(await text('#parallel-readout')).toMatch(/^Trial 77 threshold .* after 180 trials$/)
    await page.mouse.click(x, y)
    await settled()
    expect(await shown('#chosen-list b')).toEqual(['#77'])
    calm()
  })

  async function savedTable(): Promise<string[]> {
    const [download] = await Promise.all([page.waitForEvent('download'), page.click('#to-csv')])
    return readFileSync(await download.path(), 'utf8')
      .trimEnd()
      .split('\n')
  }

  test('the selection is saved as CSV, to the last digit', async () => {
    await page.fill('#trial-words', 'status')
    await page.fill('#trial-words', 'threshold=1.5')
    await settled()
    const [head, ...rows] = await savedTable()
    const own = SWEEP.trials.filter(({ values }) => values[0] === 1.5)
    expect(rows).toHaveLength(own.length)
    const place = (name: string) => head!.split(',').indexOf(name)
    for (const row of rows) {
      const cells = row.split(',')
      const trial = SWEEP.trials[Number(cells[0])]!
      const { sharpe } = trial.metrics
      expect(cells[place('sharpe')]).toBe(Number.isNaN(sharpe) ? '' : String(sharpe))
      expect(cells[place('params.halfLife')]).toBe(String(trial.values[3]))
      expect(cells[place('trialsOfTheSweep')]).toBe('180')
    }
    calm()
  })

  test('hostile text is shown as text everywhere', async () => {
    await open(written('hostile', hostileSweep()))
    expect(await page.locator('img').count()).toBe(0)
    expect(await page.title()).toContain(HOSTILE.slice(0, 20))
    await page.click('#choose-best')
    await page.locator('#heatmap rect.cell').first().hover()
    await page.fill('#trial-words', 'onerror')
    await page.selectOption('#trial-status', 'f')
    await settled()
    expect(await page.locator('#trial-rows tr').count()).toBe(4)
    expect(await text('#chips')).toContain('onerror')
    await page.click('#clear')
    await settled()
    const table = (await savedTable()).join('\n')
    expect(table).toContain("'=1+1")
    expect(table).toContain('"</script><script>alert(""1"")')
    calm()
  })

  test('sweeps of every odd shape are drawn without a mistake', async () => {
    for (const [name, record] of Object.entries(oddSweeps())) {
      await open(written('odd', record))
      await page.setViewportSize({ width: 400, height: 900 })
      await settled()
      const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
      expect([name, over]).toEqual([name, 0])
      await page.setViewportSize({ width: 1280, height: 900 })
      for (const id of ['#choose-best', '#choose-none']) {
        if ((await page.locator(id).count()) > 0 && (await page.locator(id).isEnabled())) {
          await page.click(id)
        }
      }
      // Every number of every trial through the heatmap.
      await page.evaluate(() => {
        const select = document.querySelector<HTMLSelectElement>('#heat-metric')
        for (const option of select?.options ?? []) {
          select!.value = option.value
          select!.dispatchEvent(new Event('change'))
        }
      })
      await settled()
      const words = await page.evaluate(() => document.body.innerText)
      expect([name, words.match(/NaN|undefined|Infinity|\[object/)]).toEqual([name, null])
      const paths = await page.evaluate(() =>
        [...document.querySelectorAll('svg path, svg rect')].map((drawn) => drawn.outerHTML).join(),
      )
      expect([name, paths.match(/NaN|undefined|Infinity/)]).toEqual([name, null])
      expect([name, mistakes]).toEqual([name, []])
    }
  })

  test('ten thousand trials are drawn, filtered and paged', async () => {
    await open(written('large', randomSweep({ trials: 10_000, slices: 60 })))
    expect(await text('#page-text')).toBe('1 to 25 of 10,000')
    await page.fill('#trial-words', 'sizeLots=4 pnlAfterFees>0')
    await settled()
    expect(await text('#selection-count')).toMatch(/^\d,?\d{2,3} of 10,000 trials selected$/)
    calm()
  })

  test('prints on a few pages of A4', async () => {
    const paper = (await page.pdf({ preferCSSPageSize: true })).toString('latin1')
    const pages = paper.match(/\/Type \/Page\b/g)?.length ?? 0
    expect(pages).toBeGreaterThanOrEqual(2)
    expect(pages).toBeLessThanOrEqual(6)
  })

  const isAsked = process.env.T2T_SCREENSHOTS === '1'
  test.skipIf(!isAsked)('its picture', { timeout: 60_000 }, async () => {
    writeFileSync(join(folder, 'run.json'), JSON.stringify(PICTURED))
    const out = join(folder, 'thresholds')
    vi.spyOn(process.stdout, 'write').mockImplementation(() => true)
    expect(await runProgram(['sweep', join(folder, 'run.json'), '--out', out])).toBe(0)
    expect(await runProgram(['report', out])).toBe(0)
    vi.restoreAllMocks()
    await open(pathToFileURL(join(out, 'report.html')).href)
    await page.emulateMedia({ colorScheme: 'dark' })
    await page.setViewportSize({ width: 1440, height: 1500 })
    await settled()
    const path = fileURLToPath(new URL('../../docs/screenshots/sweep.png', import.meta.url))
    expect((await page.screenshot({ path })).length).toBeLessThan(500_000)
  })
})
