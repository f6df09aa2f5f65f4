/** What may be sent, set on the live page in a real Chromium; and the throttle that waits for somebody. */
import { expect, test } from 'vitest'
import { describePages, eventually, type Visit } from './demo-page.suite.ts'

const THROTTLED = { executionsMax: 20, executionsWindowNanos: 60e9 }
const WIDTHS = [
  [400, 860],
  [1_280, 800],
  [1_920, 1_080],
] as const

describePages('the mode on the live page', (pages) => {
  let visit: Visit
  const modeButton = () => visit.page.getByRole('button', { name: /^Mode: / })
  const dialog = () => visit.page.getByRole('dialog', { name: 'What may be sent' })
  const set = async (mode: string, scope: string, why: string) => {
    await visit.page.keyboard.press('m')
    await dialog().getByLabel('Where').selectOption(scope)
    await dialog().getByRole('button', { name: mode }).first().click()
    await dialog().getByLabel('Who').fill('anna')
    await dialog().getByLabel('Why').fill(why)
    await dialog().getByLabel('Why').press('Enter')
    await dialog().waitFor({ state: 'hidden' })
  }

  test('is always visible, set with who and why in one market or all, and undone', async () => {
    visit = await pages.visit({ feed: 'exchange', ticks: 200 })
    const { session, page } = visit
    await modeButton().waitFor()
    expect(await modeButton().innerText()).toContain('Trading')
    await set('Reduce-only', 'SIM-USD', 'too long')
    await eventually(() => modeButton().innerText()).toContain('Reduce-only')
    expect(session.status().trading).toMatchObject({
      all: { mode: 'trading' },
      market: { mode: 'reduce-only', set: { who: 'anna', why: 'too long' } },
    })
    await set('Halted', '', 'results at noon')
    const banner = page.getByRole('alert', { name: 'Trading mode' })
    await eventually(() => banner.innerText()).toContain('Halted: no new order leaves')
    await eventually(() => banner.innerText()).toMatch(
      /All markets: halted by anna, at \d:\d\d:\d\d[.\d]* simulated \(tick [\d,]+\): results at noon/,
    )
    await eventually(() => banner.innerText()).toContain('SIM-USD: reduce-only by anna')
    await eventually(() => session.status().liveOrders).toBe(0)
    // Among the alerts, and in the list of the run's interventions.
    await eventually(() => page.getByLabel('List of alerts').innerText()).toContain(
      'set by anna: results at noon',
    )
    expect(session.status().edits).toBe(2)
    await set('Trading', '', 'over')
    await set('Trading', 'SIM-USD', 'over')
    await banner.waitFor({ state: 'detached' })
    await eventually(() => session.status().liveOrders).toBeGreaterThan(0)
    expect(visit.complaints).toEqual([])
  })

  test('is not set without a name and a reason, nor to what it is', async () => {
    visit = await pages.visit()
    await modeButton().click()
    const submit = dialog().getByRole('button', { name: 'It is so already' })
    expect(await submit.isDisabled()).toBe(true)
    await dialog().getByRole('button', { name: 'Halted' }).first().click()
    await dialog().getByRole('button', { name: 'Set halted' }).click()
    await dialog().getByLabel('Who').fill('   ')
    await dialog().getByLabel('Why').fill('why not')
    await dialog().getByRole('button', { name: 'Set halted' }).click()
    await dialog().getByRole('alert').waitFor()
    expect(await dialog().getByRole('alert').innerText()).toContain('who: must be said')
    // Keys of the page that would type are typed, and the kill switch works behind the dialog.
    await dialog().getByLabel('Why').press('k')
    expect(visit.session.status()).toMatchObject({ killSwitch: null, trading: { mode: 'trading' } })
    await visit.page.keyboard.press('Escape')
    await dialog().waitFor({ state: 'hidden' })
    await visit.page.keyboard.press('k')
    await eventually(() => visit.session.killSwitch.isTripped).toBe(true)
  })

  test('a tripped throttle says what, since when and what to do, and is re-armed with who and why', async () => {
    visit = await pages.visit({ feed: 'exchange', ticks: 1_500, accountLimits: THROTTLED })
    const { page, session } = visit
    session.pause()
    const banner = page.getByRole('alert', { name: 'Execution throttle' })
    await banner.waitFor()
    expect(await modeButton().innerText()).toContain('Disabled')
    const text = await banner.innerText()
    expect(text).toContain('Execution throttle tripped: the strategy is disabled.')
    expect(text).toMatch(/It had 20 executions within 1 min, at \d:\d\d:\d\d/)
    expect(text).toContain('then re-arm it')
    await banner.getByRole('button', { name: 'Re-arm strategy' }).click()
    await banner.getByLabel('Who').fill('bert')
    await banner.getByLabel('Why').fill('fills looked at')
    await banner.getByRole('button', { name: 'Re-arm', exact: true }).click()
    await banner.waitFor({ state: 'detached' })
    expect(session.status().trading.throttle?.isTripped).toBe(false)
    expect(session.status().alerts.at(-1)?.text).toContain('re-armed by bert: fills looked at')
    expect(visit.complaints).toEqual([])
  })

  test('fits from a phone to a wide screen, with banners and dialog', async () => {
    visit = await pages.visit({
      feed: 'exchange',
      ticks: 1_500,
      accountLimits: THROTTLED,
      before: (session) =>
        session.setMode('reduce-only', 'anna', 'a rather long reason '.repeat(6)),
    })
    const { page } = visit
    for (const [width, height] of WIDTHS) {
      await page.setViewportSize({ width, height })
      await page.keyboard.press('m')
      await dialog().waitFor()
      const look = await page.evaluate(() => ({
        overflow: document.documentElement.scrollWidth - innerWidth,
        cut: [
          ...document.querySelectorAll('.top-bar button, .notices button, dialog button, dialog'),
        ]
          .filter((element) => element.scrollWidth > element.clientWidth + 1)
          .map((element) => element.textContent),
      }))
      expect([width, look.overflow, look.cut]).toEqual([width, 0, []])
      await page.keyboard.press('Escape')
      await dialog().waitFor({ state: 'hidden' })
    }
  })
})
