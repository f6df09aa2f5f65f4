/** `t2t surveil` as it is typed: over a run, over its journal, with thresholds, and with mistakes. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { t2t } from './spoken-command.suite.ts'

const folder = mkdtempSync(join(tmpdir(), 't2t-surveil-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** Rests and withdraws at every tick: a quoter whom tight thresholds take for something else. */
const CONFIG = {
  strategy: 'touch-quoter',
  params: { sizeLots: 5, positionLimitLots: 50 },
  feed: { format: 'synthetic', ticks: 400 },
  limits: {
    positionLotsMax: 200,
    orderLotsMax: 50,
    orderValueMax: 1e9,
    priceCollarBps: 1000,
    ordersPerSecondMax: 100_000,
    ordersBurstMax: 10_000,
    dailyLossMax: 1e9,
  },
}

function written(name: string, surveillance?: unknown): string {
  const path = join(folder, name)
  writeFileSync(
    path,
    JSON.stringify({ ...CONFIG, ...(surveillance === undefined ? {} : { surveillance }) }),
  )
  return path
}

const TIGHT = { 'order-to-trade': { ratioMax: 1, messagesMin: 10 } }
const honest = written('honest.json')
const tight = written('tight.json', TIGHT)

test('an honest run has nothing to show, and the exit code says so', async () => {
  const { code, text } = await t2t('surveil', honest)
  expect(text).toContain('0 alerts')
  expect(code).toBe(0)
})

test('thresholds of the configuration hold, are drawn, and go into a page', async () => {
  const page = join(folder, 'alerts.html')
  const { code, text } = await t2t('surveil', tight, '--html', page)
  expect(text).toContain('order-to-trade')
  expect(code).toBe(1)
  expect(readFileSync(page, 'utf8')).toContain('orders per execution, less one')
  const shown = await t2t('surveil', tight, '--show', '1')
  expect(shown.text).toContain('sequence')
  expect(shown.text).toMatch(/\. best bid/)
  const loosened = await t2t('surveil', tight, '--set', 'surveillance.order-to-trade.ratioMax=1000')
  expect(loosened.code).toBe(0)
})

test('a journal gives the alerts of its run', async () => {
  const journal = join(folder, 'journal')
  await t2t('backtest', tight, '--journal', journal, '--journal-market', 'touch')
  const live = await t2t('surveil', tight, '--json')
  const afterwards = await t2t('surveil', journal, '--config', tight, '--json')
  const [before, after] = [live, afterwards].map(({ text }) => JSON.parse(text))
  expect(before.alerts).toHaveLength(1)
  expect(after.alerts[0]).toMatchObject({ rule: 'order-to-trade', severity: 'warning', code: 207 })
  expect(after.alerts[0].figures).toEqual(before.alerts[0].figures)
  // The journal has more to say of the run at its beginning, so that sequences are others.
  const plain = (alert: { evidence: { sequence: number }[] }) =>
    alert.evidence.map(({ sequence: _sequence, ...record }) => record)
  expect(plain(after.alerts[0])).toEqual(plain(before.alerts[0]))
  const some = await t2t('surveil', journal, '--config', tight, '--rules', 'spoofing,layering')
  expect(some.text).toContain('0 alerts')
})

test('a journal without its market says what cannot be judged', async () => {
  const journal = join(folder, 'bare')
  await t2t('backtest', honest, '--journal', journal)
  const { text, code } = await t2t('surveil', journal)
  expect(text).toContain('momentum-ignition and marking-the-close cannot be judged')
  expect(code).toBe(0)
})

test('every mistake is named, and nothing is written', async () => {
  const wrong = written('wrong.json', {
    rules: ['spoofin'],
    closes: ['25:00'],
    spoofing: { ratio: 3, withdrawnWithin: 'soon', withdrawnShareMin: 2 },
  })
  const page = join(folder, 'never.html')
  const all = await t2t('surveil', wrong, '--html', page)
  expect(all.code).toBe(2)
  for (const word of ['spoofin', '25:00', 'ratio', 'withdrawnWithin']) {
    expect(all.errors).toContain(word)
  }
  expect(() => readFileSync(page)).toThrow()
  for (const [words, said] of [
    [['surveil', honest, '--rules', 'spoof'], 'no rule is called "spoof"'],
    [['surveil', honest, '--config', tight], 'a configuration has its own'],
    [['surveil', tight, '--show', '9'], 'there are 1 alerts'],
    [['surveil', honest, '--show', '1'], 'nothing was found'],
    [['surveil', folder], 'holds no journal'],
    [['surveil', folder, '--seed', '3'], 'a journal is read as it is'],
    [['surveil', join(folder, 'nowhere.yaml')], 'nowhere.yaml'],
  ] as const) {
    const { code, errors } = await t2t(...words)
    expect(errors).toContain(said)
    expect(code).toBe(2)
  }
})
