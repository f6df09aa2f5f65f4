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
  // Without --config the thresholds are those of the run, which its journal holds.
  expect(JSON.parse((await t2t('surveil', journal, '--json')).text)).toEqual(after)
  expect((await t2t('surveil', journal, '--config', honest)).text).toContain('0 alerts')
  const some = await t2t('surveil', journal, '--config', tight, '--rules', 'spoofing,layering')
  expect(some.text).toContain('0 alerts')
})

test('a run whose configuration has the section raises its alerts while it goes on', async () => {
  const told = join(folder, 'told.jsonl')
  const watched = join(folder, 'watched.json')
  const alerts = { file: told }
  writeFileSync(watched, JSON.stringify({ ...CONFIG, surveillance: TIGHT, alerts }))
  const bare = JSON.parse((await t2t('backtest', honest, '--json')).text)
  expect(bare.surveillance).toBeUndefined()
  const alone = JSON.parse((await t2t('backtest', watched, '--json')).text)
  expect(alone.runHash).toBe(bare.runHash)
  expect(alone.surveillance).toMatchObject({
    alerts: 1,
    byRule: { 'order-to-trade': 1 },
    command: `t2t surveil ${watched}`,
  })
  expect(readFileSync(told, 'utf8')).toContain('"kind":"order-to-trade"')

  const journal = join(folder, 'watched')
  const { text } = await t2t('backtest', watched, '--journal', journal)
  expect(text).toContain(`1 alert (1 order-to-trade): t2t surveil ${journal} --config ${watched}`)
  expect(text).toContain('cannot be judged')
  expect((await t2t('journal', 'grep', journal, '--kind', 'alert')).text).toContain('code 207')
  expect((await t2t('journal', 'replay', journal)).code).toBe(0)
  // The run is repeated to the end of its journal, and nobody is told a second time.
  const before = readFileSync(told, 'utf8')
  const again = await t2t('backtest', watched, '--journal', journal, '--resume')
  expect(again.errors).not.toContain('differs')
  expect(readFileSync(told, 'utf8')).toBe(before)
})

test('a run on a living exchange is watched, and is the same run', async () => {
  const path = join(folder, 'living.json')
  const { feed: _feed, ...rest } = CONFIG
  const venue = { matching: { population: 'hawkes', seed: 7, duration: '1min' } }
  const params = { sizeLots: 1, positionLimitLots: 20 }
  writeFileSync(path, JSON.stringify({ ...rest, params, venue }))
  const plain = JSON.parse((await t2t('backtest', path, '--json')).text)
  const tightened = { 'order-to-trade': { ratioMax: 0, messagesMin: 1, withoutTradesMax: 1 } }
  writeFileSync(path, JSON.stringify({ ...rest, params, venue, surveillance: tightened }))
  const watched = JSON.parse((await t2t('backtest', path, '--json')).text)
  expect(watched.runHash).toBe(plain.runHash)
  expect(watched.surveillance.byRule).toEqual({ 'order-to-trade': 1 })
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
