/** `t2t calibrate` as the shell runs it: tables, fragments that a run accepts, mistakes. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { sharedFile } from '../../test/shared-data.ts'
import { loadRun } from './config/load-run.ts'
import { t2t } from './spoken-command.suite.ts'

const folder = mkdtempSync(join(tmpdir(), 't2t-calibrate-'))
afterAll(() => rmSync(folder, { recursive: true }))

function file(name: string, content: string): string {
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}

/** A day of a bid and an ask that trade and shrink, as LOBSTER messages. */
function lobsterDay(): string {
  const rows: string[] = []
  const queues = { 1: [] as number[], '-1': [] as number[] }
  let state = 12345
  const chance = (below: number) => {
    state = (state * 1103515245 + 12345) % 2147483648
    return Math.floor((state / 2147483648) * below)
  }
  for (let id = 1; id <= 9000; id++) {
    const direction = chance(2) === 0 ? 1 : -1
    const queue = queues[direction]
    const time = `${34200 + Math.floor(id / 10)}.${String((id % 10) * 100_000_000).padStart(9, '0')}`
    const price = direction === 1 ? 1_000_000 : 1_000_200
    const kind = chance(10)
    if (queue.length < 8 || (kind < 5 && queue.length < 30)) {
      queue.push(id)
      rows.push(`${time},1,${id},1,${price},${direction}`)
    } else if (kind < 6) rows.push(`${time},4,${queue.shift()},1,${price},${direction}`)
    else {
      const [gone] = queue.splice(Math.floor(queue.length * Math.sqrt(chance(1000) / 1000)), 1)
      rows.push(`${time},3,${gone ?? queue.shift()},1,${price},${direction}`)
    }
  }
  return `${rows.join('\n')}\n`
}
const day = file('TEST_2024-01-02_34200000_57600000_message_1.csv', lobsterDay())

const latencyRows = file(
  'rows.csv',
  Array.from({ length: 300 }, (_, k) => {
    const requested = 1_700_000_000_000_000_000n + BigInt(k) * 1_000_000_000n
    const wait = 1_000_000n + BigInt((k * 7919) % 300) * 10_000n
    return `${requested},${requested + wait},${requested + wait + 2_000_000n}`
  }).join('\n'),
)

test('a table, a plot and the fragment, from single orders', async () => {
  const { code, text } = await t2t('calibrate', day, '--only', 'queue', '--placements', '700')
  expect(code).toBe(0)
  expect(text).toMatch(/Queue model, from hypothetical orders behind real queues/)
  expect(text).toMatch(/true queue +\d+\.\d %/)
  expect(text).toMatch(/loss of power-\d, O where it is lowest/)
  expect(text).toMatch(/\nqueue: \{ model: power-\d, n: [\d.]+ \}\n$/)
  expect(text).not.toContain('Latency')
})

test('the fragment is a part of a configuration that a run accepts', async () => {
  const out = join(folder, 'calibrated.yaml')
  const rows = ['--latency', latencyRows, '--only', 'queue', 'latency']
  const { code } = await t2t('calibrate', day, ...rows, '--placements', '700', '--out', out)
  expect(code).toBe(0)
  const config = file(
    'run.yaml',
    `strategy: touch-quoter
feed: { files: ${day} }
limits: { positionLotsMax: 100, orderLotsMax: 10, orderValueMax: 100000, priceCollarBps: 1000,
  ordersPerSecondMax: 1000, ordersBurstMax: 100, dailyLossMax: 100000 }
${readFileSync(out, 'utf8')}`,
  )
  const { options } = await loadRun(config, {})
  if ('markets' in options) throw new Error('one market expected')
  expect(options.queueModel?.name).toMatch(/^power-\d/)
  expect(options.latency).toMatchObject({ response: 2_000_000 })
})

test('a configuration names the data, the latencies and the market', async () => {
  const config = file(
    'recorded.yaml',
    `strategy: touch-quoter
feed: { files: ${day} }
latency: { recorded: ${latencyRows} }
limits: { positionLotsMax: 100, orderLotsMax: 10, orderValueMax: 100000, priceCollarBps: 1000,
  ordersPerSecondMax: 1000, ordersBurstMax: 100, dailyLossMax: 100000 }
`,
  )
  const { text, code } = await t2t('calibrate', config, '--only', 'latency', '--json')
  expect(code).toBe(0)
  const { latency, instrument } = JSON.parse(text)
  expect(instrument).toBe('TEST')
  expect(latency).toMatchObject({ source: 'recorded', lost: 0, entry: { samples: 300 } })
  expect(latency.entry.sorted).toBeUndefined()
  expect((await t2t('calibrate', config, '--market', '2')).errors).toContain('has 1 markets')
})

test('own orders from a file, row by row, with their mistakes', async () => {
  const header = 'order_id,side,price,size,rested,ended,filled'
  const row = '7,BUY,100.00,2,1704187801.5,1704187805,0'
  const attempt = (content: string) =>
    t2t(
      'calibrate',
      day,
      '--only',
      'queue',
      '--placements',
      '10',
      '--own-fills',
      file('own.csv', content),
    )
  expect((await attempt(`${header}\n${row}\n`)).errors).toContain('of 1 own orders')
  for (const [content, problem] of [
    ['side,price\n', 'own.csv, line 1: has no column size, rested, ended, filled'],
    [`${header}\n${row.replace('BUY', 'LONG')}`, 'line 2: side "LONG" is neither BUY nor SELL'],
    [
      `${header}\n${row.replace('100.00', '100.00005')}`,
      'price "100.00005" is no multiple of 0.0001',
    ],
    [`${header}\n${row.replace('7805', 'x')}`, 'ended "170418x" is no time in s'],
    [`${header}\n${row.replace('1704187805', '1704187800')}`, 'is before it came to rest'],
    [`${header}\n${row.replace(/0$/, '3')}`, 'filled "3" is not of its size'],
  ] as const) {
    const { code, errors } = await attempt(content)
    expect(code).toBe(2)
    expect(errors).toContain(problem)
  }
})

test('mistakes are explained, and leave no file behind', async () => {
  const out = join(folder, 'never.yaml')
  const short = file('short_2024-01-02_1_2_message_1.csv', '34200.0,1,1,5,1000000,1\n')
  const nothing = await t2t('calibrate', short, '--out', out)
  expect(nothing.code).toBe(2)
  expect(nothing.errors).toContain('tells too little to fit anything')
  expect(existsSync(out)).toBe(false)
  expect((await t2t('calibrate', day, '--only', 'luck')).errors).toContain(
    'no part is called "luck"',
  )
  expect((await t2t('calibrate', day, '--market', '1')).errors).toContain(
    'belongs to a configuration',
  )
  expect((await t2t('calibrate', join(folder, 'none.csv'))).code).toBe(2)
})

const amazon = sharedFile('data/lobster/AMZN_2012-06-21_5_message.csv.zst')
test.skipIf(amazon === undefined)(
  'a real day: queues, and an intensity that falls with the distance',
  async () => {
    const { text } = await t2t('calibrate', amazon ?? '', '--json')
    const { queue, intensity, latency } = JSON.parse(text)
    expect(queue.placements).toBeGreaterThan(500)
    const losses = queue.fits.map(({ loss }: { loss: number }) => loss)
    expect(losses).toEqual([...losses].sort((a, b) => a - b))
    const cautious = queue.fits.find(({ family }: { family: string }) => family === 'conservative')
    expect(queue.fits[0].loss).toBeLessThan(0.95 * cautious.loss)
    // LOBSTER counts ten-thousandths of a dollar; prices move in cents.
    expect(intensity.bucketTicks).toBe(100)
    expect(intensity.leastSquares.rSquared).toBeGreaterThan(0.95)
    expect(latency.unfitted).toContain('one time only')
  },
)
