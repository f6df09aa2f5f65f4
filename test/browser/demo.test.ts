/**
 * The live page in a real Chromium: what is drawn, what the controls do, and what survives.
 *
 * Skipped where there is no Chromium; `T2T_CHROMIUM` names another one.
 */
import { expect, test } from 'vitest'
import type { DemoSession } from '../../src/web/demo-session.ts'
import { describePages, eventually } from './demo-page.suite.ts'

describePages('the live page', (pages) => {
  const ticksOf = (session: DemoSession) => session.status().ticks

  test('draws price, fills, equity, z and inventory, and complains of nothing', async () => {
    const visit = await pages.visit()
    const { page } = visit
    await page.waitForSelector('[data-pane="price"][data-buys]')
    await eventually(() => visit.pixels('price', 'price')).toBeGreaterThan(1_000)
    expect(await visit.pixels('price', 'buy')).toBeGreaterThan(100)
    expect(await visit.pixels('price', 'sell')).toBeGreaterThan(100)
    expect(await visit.pixels('equity', 'equity')).toBeGreaterThan(1_000)
    expect(await visit.pixels('equity', 'price')).toBe(0)
    expect(await visit.pixels('z', 'z')).toBeGreaterThan(1_000)
    expect(await visit.pixels('z', 'limit')).toBeGreaterThan(100)
    expect(await visit.pixels('inventory', 'inventory')).toBeGreaterThan(500)
    const { buys, sells, buckets } = await page
      .locator('[data-pane="price"]')
      .evaluate((pane) => ({ ...(pane as HTMLElement).dataset }))
    expect(Number(buys)).toBeGreaterThan(5)
    expect(Number(sells)).toBeGreaterThan(5)
    expect(Number(buckets)).toBeGreaterThan(500)
    expect(await page.title()).toBe('tick-to-trade demo')
    expect(await page.locator('.fills tbody tr').count()).toBe(40)
    expect(visit.complaints).toEqual([])
  })

  test('draws no triangle where nothing was traded', async () => {
    const visit = await pages.visit({ ticks: 0, before: (session) => session.kill('at the start') })
    visit.session.speed = 100
    await eventually(() => visit.pixels('price', 'price')).toBeGreaterThan(500)
    expect(await visit.page.getAttribute('[data-pane="price"]', 'data-buys')).toBe('0')
    expect(await visit.pixels('price', 'buy')).toBe(0)
    expect(await visit.pixels('price', 'sell')).toBe(0)
  })

  test('shades the drawdown, and only that', async () => {
    const visit = await pages.visit({ ticks: 60 })
    // Without a position equity stands still: there is nothing to shade.
    visit.session.restart(1)
    visit.session.kill('no trade')
    const shade = () => visit.pixels('equity', 'drawdown-area')
    await eventually(() => ticksOf(visit.session)).toBeGreaterThan(30)
    expect(await shade()).toBe(0)
    visit.session.rearm('the test', 'it goes on')
    visit.session.speed = 100
    await eventually(shade).toBeGreaterThan(1_000)
  })

  test('pause stops time, step moves it by one tick, run lets it go on', async () => {
    const visit = await pages.visit()
    const { session, page } = visit
    await visit.button('Pause').click()
    await visit.button('Run').waitFor()
    const ticks = ticksOf(session)
    await page.waitForTimeout(300)
    expect(ticksOf(session)).toBe(ticks)
    expect(await visit.shownTicks()).toBe(ticks)
    await visit.button('Step').click()
    await eventually(() => visit.shownTicks()).toBe(ticks + 1)
    await visit.button('Run').click()
    await eventually(() => visit.shownTicks()).toBeGreaterThan(ticks + 10)
  })

  test('speeds change how fast time passes', async () => {
    const visit = await pages.visit()
    const { session, page } = visit
    /** Ticks a second of wall time, measured over the time that really passed. */
    const pace = async () => {
      const before = ticksOf(session)
      const startedMillis = performance.now()
      await page.waitForTimeout(600)
      return ((ticksOf(session) - before) * 1000) / (performance.now() - startedMillis)
    }
    // The upper bounds are the nominal pace and a slice; the lower ones leave room for a busy machine.
    for (const [name, lowest, highest] of [
      ['1×', 10, 200],
      ['10×', 100, 1_500],
      ['max', 2_000, Number.POSITIVE_INFINITY],
    ] as const) {
      await visit.button(name).click()
      await page.locator(`.segments [aria-pressed="true"]:text-is("${name}")`).waitFor()
      const ticksPerSecond = await pace()
      expect(ticksPerSecond).toBeGreaterThan(lowest)
      expect(ticksPerSecond).toBeLessThan(highest)
    }
    // At full speed the page is still live, and a kill is served at once.
    expect(await visit.shown('speed')).toBe('max')
    await visit.kill.click()
    await page.getByRole('alert', { name: 'Kill switch' }).waitFor()
    expect(visit.complaints).toEqual([])
  })

  for (const way of ['button', 'key'] as const) {
    test(`the kill switch stops trading at once and says so, by ${way}`, async () => {
      const visit = await pages.visit()
      const { session, page } = visit
      await visit.kill.waitFor()
      if (way === 'button') await visit.kill.click()
      else await page.keyboard.press('k')
      const banner = page.getByRole('alert', { name: 'Kill switch' })
      await banner.waitFor()
      const { killSwitch, fills } = session.status()
      expect(killSwitch?.reason).toBe('pressed on the page')
      const text = await banner.innerText()
      expect(text).toContain('trading is stopped')
      expect(text).toContain('pressed on the page')
      expect(text).toContain('All orders are withdrawn')
      expect(text).toMatch(/at \d:\d\d:\d\d\.\d\d simulated \(tick [\d,]+\)/)
      session.speed = 100
      const stopped = ticksOf(session)
      await eventually(() => ticksOf(session) - stopped).toBeGreaterThan(100)
      expect(session.status().fills).toBe(fills)
      expect(await visit.shown('fills')).toBe(String(fills))
      // There is nothing left to press.
      expect(await visit.button('KILLED: trading is stopped').innerText()).toBe('KILLED')
    })
  }

  test('an alert comes up with a sound, stays until somebody has taken note, and is listed', async () => {
    const visit = await pages.visit()
    const { session, page } = visit
    await visit.kill.waitFor()
    session.killSwitch.trip('loss within 1 min: 501, threshold 500')
    session.noticeStop()
    const toasts = page.getByRole('alert', { name: 'New alerts' })
    await eventually(() => toasts.innerText()).toContain('trading stopped: loss within 1 min')
    expect(await toasts.getAttribute('data-sounded')).toBe('1')
    await visit.button('Take note').first().click()
    await eventually(() => toasts.innerText()).not.toContain('trading stopped')
    expect(await page.getByLabel('List of alerts').innerText()).toContain('trading stopped')
    await visit.button('Sound on').click()
    expect(await visit.button('Sound off').getAttribute('aria-pressed')).toBe('false')
    expect(visit.complaints).toEqual([])
  })

  test('re-arming takes two steps, and a restart is none of them', async () => {
    const visit = await pages.visit()
    const { session } = visit
    await visit.kill.click()
    await visit.button('Restart').click()
    await eventually(() => session.status().runNumber).toBe(2)
    await visit.button('Re-arm …').click()
    await visit.button('Stay stopped').click()
    expect(session.killSwitch.isTripped).toBe(true)
    await visit.button('Re-arm …').click()
    await visit.page.getByLabel('Who', { exact: true }).fill('anna')
    await visit.page.getByLabel('Why', { exact: true }).fill('feed checked')
    await visit.button('Next …').click()
    await visit.button('Yes, re-arm').waitFor()
    expect(session.killSwitch.isTripped).toBe(true)
    await visit.button('Yes, re-arm').click()
    await eventually(() => session.killSwitch.isTripped).toBe(false)
    const alerts = visit.page.getByLabel('List of alerts')
    await eventually(() => alerts.innerText()).toContain('re-armed by anna: feed checked')
    await visit.kill.waitFor()
    session.speed = 100
    await eventually(() => session.status().fills).toBeGreaterThan(5)
  })

  test('parameters change live, and a mistake is told beside its field', async () => {
    const visit = await pages.visit()
    const { session, page } = visit
    const threshold = page.getByLabel('Threshold', { exact: true })
    await threshold.fill('2.25')
    await threshold.press('Enter')
    await eventually(() => session.setup().values.threshold).toBe(2.25)
    await eventually(() => page.locator('.pane-z .readings').innerText()).toContain('±2.25')
    await page.getByLabel('Clip to limit').uncheck()
    await eventually(() => session.setup().values.clipToLimit).toBe(false)
    await page.getByLabel('Sizing').selectOption('fixed')
    await eventually(() => session.setup().values.sizing).toBe('fixed')

    for (const [wrong, sentence] of [
      ['1', 'must be a whole number from 2 to 10,000 ticks'],
      ['many', 'must be a number'],
    ] as const) {
      const lookback = page.getByLabel('Lookback')
      await lookback.fill(wrong)
      await lookback.press('Enter')
      await eventually(() => page.locator('#lookbackWindow-problem').innerText()).toBe(sentence)
      expect(await lookback.getAttribute('aria-invalid')).toBe('true')
      expect(session.setup().values.lookbackWindow).toBe(50)
    }
    await page.getByLabel('Lookback').press('Escape')
    expect(await page.getByLabel('Lookback').inputValue()).toBe('50')
  })

  test('a restart begins the series of its seed', async () => {
    const visit = await pages.visit()
    const { session, page } = visit
    await page.getByLabel('Seed').fill('blue whale')
    await visit.button('Restart').click()
    await eventually(() => session.status().seed).toBe('blue whale')
    expect(ticksOf(session)).toBeLessThan(500)
    await eventually(() => visit.shownTicks()).toBeLessThan(500)
    expect(await page.getByText('from seed and settings').count()).toBe(1)
  })

  test('a reload changes nothing: the state is the server’s', async () => {
    const visit = await pages.visit()
    const { session, page } = visit
    session.tune({ threshold: 1.75 })
    session.speed = 5
    await page.selectOption('select.window-choice', '500')
    await page.keyboard.press('k')
    await page.getByRole('alert', { name: 'Kill switch' }).waitFor()
    await visit.button('Pause').click()
    await visit.button('Run').waitFor()
    const before = session.status()
    await page.reload()
    await page.getByRole('alert', { name: 'Kill switch' }).waitFor()
    await eventually(() => visit.pixels('price', 'price')).toBeGreaterThan(500)
    expect(await visit.shownTicks()).toBe(before.ticks)
    expect(await visit.shown('hash')).toBe(before.runHash)
    expect(await visit.button('5×').getAttribute('aria-pressed')).toBe('true')
    expect(await page.getByLabel('Threshold', { exact: true }).inputValue()).toBe('1.75')
    expect(await page.locator('select.window-choice').inputValue()).toBe('500')
    // The measured pace is of the wall clock, not of the run.
    expect({ ...session.status(), ticksPerSecond: 0 }).toEqual({ ...before, ticksPerSecond: 0 })
  })

  test('keys work: space, arrow, plus and minus, help; not while typing', async () => {
    const visit = await pages.visit()
    const { session, page } = visit
    await visit.kill.waitFor()
    await page.keyboard.press(' ')
    await eventually(() => session.isPaused).toBe(true)
    const ticks = ticksOf(session)
    await page.keyboard.press('ArrowRight')
    await eventually(() => ticksOf(session)).toBe(ticks + 1)
    await page.keyboard.press('+')
    await eventually(() => session.speed).toBe(2)
    await visit.page.locator('[data-speed="2"][aria-pressed="true"]').waitFor()
    await page.keyboard.press('-')
    await eventually(() => session.speed).toBe(1)
    await page.keyboard.press('?')
    await page.getByRole('dialog').waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'hidden' })
    await page.getByLabel('Seed').fill('')
    await page.getByLabel('Seed').press('k')
    await page.getByLabel('Seed').press(' ')
    await page.waitForTimeout(100)
    expect(session.killSwitch.isTripped).toBe(false)
    expect(session.isPaused).toBe(true)
  })

  test('every control is reached by Tab, and shows that it is', async () => {
    const visit = await pages.visit()
    const { page } = visit
    await visit.button('Pause').click()
    await visit.kill.waitFor()
    const reached = new Set<string>()
    for (let presses = 0; presses < 40; presses++) {
      await page.keyboard.press('Tab')
      const { name, outline } = await page.evaluate(() => {
        const element = document.activeElement as HTMLElement
        if (element === document.body) return { name: '', outline: '' }
        const label = element.getAttribute('aria-label') ?? element.id
        return {
          name: label || element.getAttribute('name') || element.innerText,
          outline: getComputedStyle(element).outlineStyle,
        }
      })
      if (name.trim() === '') continue
      expect([name, outline]).toEqual([name, 'solid'])
      reached.add(name.replace(/\s+/g, ' ').trim())
    }
    for (const name of [
      'Run',
      'Step',
      'max',
      'KILL: stop trading at once',
      'Ticks in view',
      'seed',
      'Restart',
    ]) {
      expect([...reached]).toContain(name)
    }
    for (const { name } of visit.session.setup().fields) {
      expect([...reached]).toContain(`parameter-${name}`)
    }
  })

  test('fits from a phone to 4K without scrolling sideways', async () => {
    const visit = await pages.visit()
    const { page } = visit
    const types: number[] = []
    for (const [width, height] of [
      [400, 860],
      [800, 1_000],
      [1_280, 800],
      [1_920, 1_080],
      [3_840, 2_160],
    ] as const) {
      await page.setViewportSize({ width, height })
      await page.waitForTimeout(150)
      const look = await page.evaluate(() => ({
        overflow: document.documentElement.scrollWidth - innerWidth,
        type: Number.parseFloat(getComputedStyle(document.documentElement).fontSize),
        plots: [...document.querySelectorAll('.plot')].map((plot) => plot.clientHeight),
        isNamed: document.querySelector<HTMLElement>('.identity b')!.offsetWidth > 0,
        connection: document.querySelector<HTMLElement>('.connection')!.innerText,
        cut: [...document.querySelectorAll('.figure dd, .top-bar button, .side button')]
          .filter((element) => element.scrollWidth > element.clientWidth + 1)
          .map((element) => element.textContent),
      }))
      expect([width, look.overflow, look.cut]).toEqual([width, 0, []])
      expect([look.isNamed, look.connection]).toEqual([true, 'live'])
      for (const plotHeight of look.plots) expect(plotHeight).toBeGreaterThan(60)
      if (width >= 1_280) types.push(look.type)
      expect(await visit.pixels('price', 'price')).toBeGreaterThan(300)
    }
    // On 4K type takes as large a part of the screen as on 1920.
    expect(types[2]! / types[1]!).toBeGreaterThan(1.9)
    expect(visit.complaints).toEqual([])
  })

  test('dark and light follow the system, and a person may choose', async () => {
    const visit = await pages.visit({ page: { colorScheme: 'light' } })
    const { page } = visit
    const ground = () =>
      page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor)
    await visit.kill.waitFor()
    const light = await ground()
    await eventually(() => visit.pixels('price', 'price')).toBeGreaterThan(500)
    await page.keyboard.press('t')
    await eventually(ground).not.toBe(light)
    await eventually(() => visit.pixels('price', 'price')).toBeGreaterThan(500)
    await page.reload()
    expect(await ground()).not.toBe(light)
  })

  test('the crosshair tells the values of its tick in every pane', async () => {
    const visit = await pages.visit()
    const { page } = visit
    await visit.button('Pause').click()
    await eventually(() => visit.pixels('price', 'price')).toBeGreaterThan(500)
    const plot = (await page.locator('[data-pane="price"] .u-over').boundingBox())!
    await page.mouse.move(plot.x + plot.width * 0.3, plot.y + plot.height / 2)
    await eventually(() => page.locator('.reading.at').count()).toBe(4)
    const times = await page.locator('.reading.at b').allInnerTexts()
    expect(new Set(times).size).toBe(1)
    await page.mouse.move(1, 1)
    await eventually(() => page.locator('.reading.at').count()).toBe(0)
  })

  test('no label of an axis is written under the newest value', async () => {
    const visit = await pages.visit({ ticks: 3_000 })
    const { page, session } = visit
    // The texts of each pane's newest picture: the value is the one in bold.
    await page.addInitScript(() => {
      const pictures: Record<string, { text: string; x: number; y: number; isValue: boolean }[]> =
        {}
      const { clearRect, fillText } = CanvasRenderingContext2D.prototype
      const paneOf = ({ canvas }: CanvasRenderingContext2D) =>
        canvas.closest<HTMLElement>('.plot')?.dataset.pane ?? ''
      CanvasRenderingContext2D.prototype.clearRect = function (...area) {
        pictures[paneOf(this)] = []
        clearRect.apply(this, area)
      }
      CanvasRenderingContext2D.prototype.fillText = function (text, x, y, ...more) {
        const { e: right, f: down } = this.getTransform()
        const isValue = /^(600|bold)/.test(this.font)
        pictures[paneOf(this)]?.push({ text, x: x + right, y: y + down, isValue })
        fillText.call(this, text, x, y, ...more)
      }
      Object.assign(window, { pictures })
    })
    await page.reload()
    await page.locator('.page.is-live').waitFor()
    session.speed = 100
    let labels = 0
    for (let look = 0; look < 15; look++) {
      await page.waitForTimeout(100)
      const seen = await page.evaluate(() => {
        type Painted = { text: string; x: number; y: number; isValue: boolean }
        const { pictures } = window as unknown as { pictures: Record<string, Painted[]> }
        const em = Number.parseFloat(getComputedStyle(document.documentElement).fontSize)
        return Object.values(pictures).map((picture) => {
          const value = picture.find(({ isValue }) => isValue)
          const beside = picture.filter(({ isValue, text, x }) => {
            return value !== undefined && !isValue && text !== '' && Math.abs(x - value.x) < em
          })
          const isUnder = ({ y }: Painted) => Math.abs(y - value!.y) < em
          return { labels: beside.length, under: beside.filter(isUnder).map(({ text }) => text) }
        })
      })
      expect(seen.map(({ under }) => under)).toEqual(seen.map(() => []))
      for (const pane of seen) labels += pane.labels
    }
    expect(labels).toBeGreaterThan(100)
  })

  test('a wrong token gets nothing, and is told why', async () => {
    const visit = await pages.visit()
    const { page, server, session } = visit
    await page.goto('about:blank')
    const sockets: string[] = []
    page.on('websocket', (socket) => sockets.push(socket.url()))
    await page.goto(`http://127.0.0.1:${server.port}/#token=wrong`)
    await page.getByRole('heading', { name: 'This page needs its token' }).waitFor()
    expect(await page.locator('canvas').count()).toBe(0)
    // Nothing is tried that a browser would complain about in its console.
    await page.waitForTimeout(1_000)
    expect(sockets).toEqual([])
    expect(visit.complaints).toEqual([])
    await page.keyboard.press('k')
    await page.waitForTimeout(200)
    expect(session.killSwitch.isTripped).toBe(false)
    // The right token in the same tab is taken at once.
    await page.evaluate((right) => {
      location.hash = `token=${right}`
    }, server.token)
    await page.locator('.page.is-live').waitFor()
    expect(visit.complaints).toEqual([])
  })

  test('data that stops is greyed out within about a second, and comes back', async () => {
    const visit = await pages.visit()
    const { page } = visit
    await page.locator('.page.is-live').waitFor()
    await page.evaluate(() => {
      const shown = document.querySelector<HTMLElement>('.page')!
      new MutationObserver(() => {
        if (!shown.classList.contains('is-stale')) return
        const numbers = getComputedStyle(document.querySelector('.numbers')!)
        document.body.dataset.stale = `${numbers.filter}, ${shown.querySelector('[role=alert]')?.textContent}`
      }).observe(shown, { attributes: true })
    })
    // The server shares this process: while it is kept busy, no frame leaves.
    const end = performance.now() + 1_800
    while (performance.now() < end);
    await page.locator('.page.is-live').waitFor()
    const stale = await page.evaluate(() => document.body.dataset.stale)
    expect(stale).toMatch(/^grayscale\(1\), No data for more than a second/)
  })

  test('a server that has ended leaves the page grey', async () => {
    const visit = await pages.visit()
    await visit.page.locator('.page.is-live').waitFor()
    await visit.server.close()
    await visit.page.locator('.page.is-stale').waitFor({ timeout: 3_000 })
    await visit.button('Pause').click()
    await visit.page.getByText('is t2t demo still running?').waitFor()
  })
})
