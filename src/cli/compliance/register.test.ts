/** `t2t register` as a user speaks to it: evidence that is sealed, four eyes, and code that changes. */
import { createHash } from 'node:crypto'
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Certificate, RegisterEntry } from '../../backtest/index.ts'
import { t2t } from '../spoken-command.suite.ts'

const folder = mkdtempSync(join(tmpdir(), 't2t-register-'))
const at = (name: string) => join(folder, name)
afterAll(() => rmSync(folder, { recursive: true }))

const LIMITS = {
  positionLotsMax: 200,
  orderLotsMax: 40,
  orderValueMax: 1e5,
  priceCollarBps: 500,
  ordersPerSecondMax: 100,
  ordersBurstMax: 50,
  dailyLossMax: 1_000,
}
/** Asks on while trading is halted, unless it is told otherwise. */
const MODULE = `import { sizeLots } from './size.mjs'
export default { name: 'mine', params: { heeds: 0 },
  onBook(book, { params, orders, isHalted }) {
    if (params.heeds > 0 && isHalted) return
    if (book.isTwoSided && orders.count < 2) orders.enter(1, book.best(1), sizeLots)
  },
}`

function configured(name: string, more: object = {}): string {
  const feed = { format: 'synthetic', ticks: 200 }
  writeFileSync(at(name), JSON.stringify({ strategy: './mine.mjs', feed, limits: LIMITS, ...more }))
  return at(name)
}

const add = (config: string, version: string, ...more: string[]) =>
  t2t(
    ...['register', 'add', config, '--id', 'mine', '--algorithm-version', version],
    ...['--owner', 'Ada Moss', ...more],
  )
const entry = async (name: string): Promise<RegisterEntry> => {
  const words = ['register', 'show', name, '--json', '--register', at('algorithms.jsonl')]
  return JSON.parse((await t2t(...words)).text)
}
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')
const certificateOf = (name: string) => JSON.parse(readFileSync(at(name), 'utf8')) as Certificate

/** A certificate with something of it changed, and sealed again by somebody who knows how. */
function resealed(name: string, change: (body: Record<string, unknown>) => void): string {
  const { evidenceSha256: _seal, ...body } = certificateOf('held.json')
  change(body as Record<string, unknown>)
  const evidenceSha256 = sha256(JSON.stringify(body))
  writeFileSync(at(name), JSON.stringify({ ...body, evidenceSha256 }))
  return at(name)
}

beforeAll(async () => {
  writeFileSync(at('size.mjs'), 'export const sizeLots = 1\n')
  writeFileSync(at('mine.mjs'), MODULE)
  configured('run.json', { params: { heeds: 1 }, algorithm: 'mine', requireRegistered: true })
  configured('deaf.json')
  const only = ['--only', 'house-halt']
  const signed = ['--by', 'Ada Moss', '--on', '2026-01-31']
  // What is not registered yet can be certified, whatever its configuration requires of a run.
  const held = await t2t('certify', at('run.json'), ...only, ...signed, '--out', at('held.json'))
  expect([held.code, held.errors]).toEqual([0, ''])
  const failed = await t2t('certify', at('deaf.json'), ...only, '--out', at('failed.json'))
  expect(failed.code).toBe(1)
}, 30_000)

test('a sealed certificate is kept with the algorithm that it was given for', async () => {
  const { code, text } = await add(at('run.json'), '1', '--certification', at('held.json'))
  expect(code).toBe(0)
  expect(text).toContain('1 of 12 stressed markets (house-halt), signed off by Ada Moss')
  // The register lies beside the configuration, where runs look for it.
  const { certification } = (await entry('mine@1')).evidence
  const { evidenceSha256, held } = certificateOf('held.json')
  expect(certification).toMatchObject({ evidenceSha256, held, failed: 0, on: '2026-01-31' })
  expect(certification?.cases).toMatchObject([{ name: 'house-halt', failed: [] }])
  expect(JSON.stringify(certification)).not.toContain(folder)
})

test('one that did not hold is told as such, with its day from the command line', async () => {
  const words = ['--certification', at('failed.json'), '--certified-on', '2026-02-01']
  const { code, text } = await add(at('deaf.json'), '2', ...words, '--note', 'a first look')
  expect(code).toBe(0)
  expect(text).toContain('DID NOT HOLD: 1 check')
  expect(text).toContain('did not hold: the strategy heeds a stop')
  const { evidence } = await entry('mine@2')
  expect(evidence).toMatchObject({ certification: { failed: 1, on: '2026-02-01', by: '' } })
  expect(evidence.notes).toEqual(['a first look'])
})

test('what is no certificate of this algorithm is refused, and nothing is written', async () => {
  const before = readFileSync(at('algorithms.jsonl'), 'utf8')
  const held = readFileSync(at('held.json'), 'utf8')
  const written = (name: string, text: string) => {
    writeFileSync(at(name), text)
    return at(name)
  }
  const files = [
    [at('absent.json'), 'no such file'],
    [folder, 'is no file'],
    [at('mine.mjs'), 'is not JSON'],
    [written('half.json', held.slice(0, held.length / 2)), 'or only a part of it'],
    [written('null.json', 'null'), 'is no certificate'],
    [written('empty.json', ''), 'is not JSON'],
    [at('run.json'), 'is no certificate: format'],
    [written('old.json', held.replace('"version": 2', '"version": 1')), 'of version 1'],
    [
      written('edited.json', held.replace(/"held": \d+/, '"held": 99')),
      'changed after it was sealed',
    ],
    [at('failed.json'), 'params.heeds is 1, certified as 0'],
    [
      resealed('sums.json', (body) => {
        body.failed = 3
      }),
      'changed after it was sealed',
    ],
    [
      resealed('fewer.json', (body) => {
        body.leftOut = []
      }),
      'changed after it was sealed',
    ],
    [
      resealed('code.json', (body) => {
        body.code = { strategy: sha256('x'), product: sha256('y') }
      }),
      'the code of the strategy is not the one that the certificate was given for',
    ],
  ] as const
  for (const [file, words] of files) {
    const { code, errors } = await add(at('run.json'), '3', '--certification', file)
    expect([code, errors.includes(words) ? words : errors]).toEqual([2, words])
  }
  const days = [
    [['--certified-on', '2026-01-01'], 'none is named'],
    [['--certification', at('held.json'), '--certified-on', '2026-01-01'], 'was signed off on'],
    [['--certification', at('failed.json'), '--certified-on', '2026-02-30'], 'no day'],
  ] as const
  for (const [words, told] of days) {
    const { code, errors } = await add(at('run.json'), '3', ...words)
    expect([code, errors.includes(told) ? told : errors]).toEqual([2, told])
  }
  expect(readFileSync(at('algorithms.jsonl'), 'utf8')).toBe(before)
  expect(existsSync(at('algorithms.jsonl.lock'))).toBe(false)
}, 20_000)

test('another person lets it trade, and code that changes afterwards is no longer that algorithm', async () => {
  const register = ['--register', at('algorithms.jsonl')]
  const approve = (by: string, ...more: string[]) =>
    t2t('register', 'approve', 'mine@1', '--by', by, '--why', 'certified', ...more, ...register)
  const own = await approve('ada moss')
  expect([own.code, own.errors]).toEqual([2, expect.stringContaining('cannot approve it')])
  expect((await approve('Bo Lind', '--on', '2026-02-30')).code).toBe(2)
  const config = configured('strict.json', {
    params: { heeds: 1 },
    algorithm: 'mine@1',
    requireRegistered: true,
  })
  expect((await t2t('backtest', config)).errors).toContain('registered and not approved')
  expect((await approve('Bo Lind', '--on', '2026-02-28')).code).toBe(0)
  expect((await t2t('backtest', config)).code).toBe(0)
  appendFileSync(at('size.mjs'), '// another line\n')
  const changed = await t2t('backtest', config)
  expect([changed.code, changed.errors]).toEqual([
    2,
    expect.stringContaining('code of the strategy'),
  ])
  const loose = configured('loose.json', { params: { heeds: 1 }, algorithm: 'mine@1' })
  const journal = ['--journal', at('journal')]
  expect((await t2t('backtest', loose, ...journal)).text).toContain('code of the strategy')
  // The report does not call it the approved algorithm, either.
  const report = await t2t('report', 'compliance', at('journal'), ...register, '--json', '-')
  expect(JSON.parse(report.text).algorithms[0].problem).toMatch(/when it ran: the code of the/)
  const held = await add(at('run.json'), '4', '--certification', at('held.json'))
  expect(held.errors).toContain('the code of the strategy is not the one that the certificate')
}, 20_000)

test('an algorithm that nobody registered flags nothing, and the report says so', async () => {
  const config = configured('nobody.json', { algorithm: 'nobody' })
  expect((await t2t('backtest', config, '--journal', at('nobody'))).text).toContain(
    'warning: nobody is not in the register',
  )
  const report = await t2t('report', 'compliance', at('nobody'), '--json', '-')
  expect(JSON.parse(report.text).algorithms).toMatchObject([
    {
      number: 0,
      told: ['nobody', '', expect.any(String), expect.any(String), '', expect.any(String)],
    },
  ])
  expect(JSON.parse(report.text).algorithms[0].problem).toContain('nobody is not in the register')
  expect((await t2t('journal', 'replay', at('nobody'))).code).toBe(0)
}, 20_000)

test('evidence is of the strategy that is registered, and a register is where it is said to be', async () => {
  const other = configured('other.json', { strategy: 'touch-quoter' })
  await t2t('backtest', other, '--save', at('other.run'), '--journal', at('other'))
  for (const path of ['other.run', 'other']) {
    const { code, errors } = await add(at('run.json'), '5', '--run', at(path))
    expect([code, errors]).toEqual([2, expect.stringContaining('is of the strategy touch-quoter')])
  }
  const absent = await add(at('run.json'), '5', '--run', at('absent'))
  expect(absent.errors).toContain('no such file or folder')
  for (const words of [
    ['list'],
    ['show', 'mine'],
    ['approve', 'mine', '--by', 'a', '--why', 'b'],
  ]) {
    const { code, errors } = await t2t('register', ...words, '--register', at('none.jsonl'))
    expect([code, errors]).toEqual([2, expect.stringContaining('no register is here')])
  }
  const report = await t2t('report', 'compliance', at('other'), '--register', at('none.jsonl'))
  expect([report.code, report.errors]).toEqual([2, expect.stringContaining('no register is here')])
}, 20_000)

test('of several strategies in a run the code, parameters and limits of each count', async () => {
  mkdirSync(at('seats'))
  const module = (name: string) =>
    writeFileSync(
      at(`seats/${name}.mjs`),
      `export default { name: '${name}', params: { size: 1 }, onBook() {} }`,
    )
  module('first')
  module('second')
  const several = (size: number) => {
    const venue = { matching: { population: 'hawkes', duration: '1s' } }
    const strategies = [
      { name: 'a', strategy: './first.mjs' },
      { name: 'b', strategy: './second.mjs', params: { size } },
    ]
    const config = { venue, strategies, limits: LIMITS, algorithm: 'pair' }
    writeFileSync(at('seats/run.json'), JSON.stringify(config))
    return at('seats/run.json')
  }
  const words = ['--id', 'pair', '--algorithm-version', '1', '--owner', 'Ada', '--json']
  const added = await t2t('register', 'add', several(1), ...words)
  expect(JSON.parse(added.text)).toMatchObject({
    strategy: 'first + second',
    params: { '0.size': 1, '1.size': 1 },
    limits: [LIMITS, LIMITS],
  })
  const warned = async (config: string) => (await t2t('backtest', config)).text
  expect(await warned(several(1))).toContain('pair@1 is registered and not approved')
  expect(await warned(several(2))).toContain('params.1.size is 2, registered as 1')
  appendFileSync(at('seats/second.mjs'), '// changed')
  expect(await warned(several(1))).toContain('the code of the strategy is not the one')
}, 20_000)
