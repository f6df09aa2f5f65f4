/** A real Chromium, the page built from its sources, and a demo that serves it. */
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import {
  type Browser,
  type BrowserContextOptions,
  chromium,
  type Locator,
  type Page,
} from 'playwright-core'
import { build } from 'vite'
import { afterAll, afterEach, beforeAll, describe, expect } from 'vitest'
import type { AccountLimits } from '../../src/risk/index.ts'
import { DEMO_DICTIONARY } from '../../src/web/demo-market.ts'
import { DemoSession } from '../../src/web/demo-session.ts'
import type { FeedName } from '../../src/web/protocol.ts'
import { type DemoServer, startDemoServer } from '../../src/web/server.ts'

/** Where Chromium is: `T2T_CHROMIUM`, or where Debian puts it. */
export const chromiumPath = process.env.T2T_CHROMIUM ?? '/usr/bin/chromium'
export const hasChromium = existsSync(chromiumPath)

/** Everything the tests need, made once. */
export class DemoBench {
  readonly #browser: Browser
  readonly #folder: string

  private constructor(browser: Browser, folder: string) {
    this.#browser = browser
    this.#folder = folder
  }

  static async open(): Promise<DemoBench> {
    const folder = mkdtempSync(join(tmpdir(), 't2t-browser-'))
    const configFile = fileURLToPath(new URL('../../src/web/app/vite.config.ts', import.meta.url))
    await build({ configFile, logLevel: 'error', build: { outDir: folder } })
    const browser = await chromium.launch({
      executablePath: chromiumPath,
      args: ['--no-sandbox', '--force-color-profile=srgb'],
    })
    return new DemoBench(browser, folder)
  }

  async close(): Promise<void> {
    await this.#browser.close()
    rmSync(this.#folder, { recursive: true })
  }

  /** A demo of its own, `ticks` old, and a page on it. `before`: before time begins to pass. */
  async visit(
    options: {
      ticks?: number
      page?: BrowserContextOptions
      before?: (session: DemoSession) => void
      /** The random walk without. */
      feed?: FeedName
      accountLimits?: AccountLimits
    } = {},
  ): Promise<Visit> {
    const session = new DemoSession({
      dictionary: DEMO_DICTIONARY,
      feed: options.feed ?? 'gbm',
      seed: 1,
      accountLimits: options.accountLimits,
    })
    session.advance(options.ticks ?? 1_500)
    options.before?.(session)
    const server = await startDemoServer({ session, port: 0, pageFolder: this.#folder })
    const context = await this.#browser.newContext({
      viewport: { width: 1280, height: 800 },
      colorScheme: 'dark',
      ...options.page,
    })
    const page = await context.newPage()
    const complaints: string[] = []
    page.on('pageerror', (error) => complaints.push(error.message))
    page.on('console', (message) => {
      if (message.type() !== 'log') complaints.push(message.text())
    })
    page.on('request', (request) => {
      const { host } = new URL(request.url())
      if (host !== `127.0.0.1:${server.port}`) complaints.push(`request to ${host}`)
    })
    await page.goto(server.url)
    return new Visit({ session, server, page, complaints })
  }
}

export interface LivePages {
  /** A visit that ends with its test. */
  readonly visit: (...given: Parameters<DemoBench['visit']>) => Promise<Visit>
}

/** Tests of live pages, on one bench; skipped where there is no Chromium. */
export function describePages(name: string, tests: (pages: LivePages) => void): void {
  if (!hasChromium) {
    console.warn(`No Chromium at ${chromiumPath}: ${name} is not tested. Set T2T_CHROMIUM.`)
  }
  // A real browser on a busy machine may be late for once; what is wrong is wrong three times.
  describe.skipIf(!hasChromium)(name, { retry: 2 }, () => {
    let bench: DemoBench
    const visits: Visit[] = []
    beforeAll(async () => {
      bench = await DemoBench.open()
    }, 60_000)
    afterEach(async () => {
      for (const visit of visits.splice(0)) await visit.leave()
    })
    afterAll(async () => {
      await bench.close()
    })
    tests({
      visit: async (...given) => {
        const visit = await bench.visit(...given)
        visits.push(visit)
        return visit
      },
    })
  })
}

/** What a busy machine takes a while for. */
export const eventually = (look: () => unknown): ReturnType<typeof expect.poll> =>
  expect.poll(look, { timeout: 15_000 })

/** One page on one demo. */
export class Visit {
  readonly session: DemoSession
  readonly server: DemoServer
  readonly page: Page
  /** Errors and warnings of the page, and requests to anywhere else. */
  readonly complaints: string[]

  constructor(parts: {
    session: DemoSession
    server: DemoServer
    page: Page
    complaints: string[]
  }) {
    this.session = parts.session
    this.server = parts.server
    this.page = parts.page
    this.complaints = parts.complaints
  }

  /** Also after the test has closed the server itself. */
  async leave(): Promise<void> {
    await this.page.context().close()
    await this.server.close()
  }

  /** A number of the strip as it is shown. */
  async shown(name: string): Promise<string> {
    return (await this.page.locator(`[data-number="${name}"]`).innerText()).trim()
  }

  async shownTicks(): Promise<number> {
    return Number((await this.shown('ticks')).replaceAll(',', ''))
  }

  /** The kill switch while it is armed. */
  get kill(): Locator {
    return this.button('KILL: stop trading at once')
  }

  button(name: string): Locator {
    return this.page.getByRole('button', { name, exact: true })
  }

  /** Pixels of a pane's canvas that are within a few steps of a colour of the style sheet. */
  async pixels(pane: string, colour: string): Promise<number> {
    return this.page.evaluate(countPixels, [pane, colour] as const)
  }
}

/** Runs in the page. The canvas is copied, so that reading it does not slow it down. */
function countPixels([pane, colour]: readonly [string, string]): number {
  const canvas = document.querySelector<HTMLCanvasElement>(`[data-pane="${pane}"] canvas`)
  if (canvas === null) return 0
  const copy = new OffscreenCanvas(canvas.width, canvas.height + 1)
  const paper = copy.getContext('2d', { willReadFrequently: true })!
  // The colour as the canvas would paint it, below the picture.
  const root = getComputedStyle(document.documentElement)
  paper.fillStyle = root.getPropertyValue(`--${colour}`).trim()
  paper.fillRect(0, canvas.height, 1, 1)
  paper.drawImage(canvas, 0, 0)
  const wanted = paper.getImageData(0, canvas.height, 1, 1).data
  const { data } = paper.getImageData(0, 0, canvas.width, canvas.height)
  const isNear = (at: number) =>
    [0, 1, 2].every((part) => Math.abs(data[at + part]! - wanted[part]!) < 12) &&
    Math.abs(data[at + 3]! - wanted[3]!) < 200
  let count = 0
  for (let at = 0; at < data.length; at += 4) if (data[at + 3]! > 20 && isNear(at)) count++
  return count
}
