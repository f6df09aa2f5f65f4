/**
 * What a journal's commands tell is what was journaled: drawn lives of orders, with the worst numbers and
 * words, are exported, counted and looked for, and every answer is held against the list they were drawn from.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readFixLog } from '../src/backtest/journal-export/fix-reader.suite.ts'
import { t2t } from '../src/cli/spoken-command.suite.ts'
import { type DrawnRecord, drawJournal, EPOCH_SECONDS } from './drawn-journal.suite.ts'

const folder = mkdtempSync(join(tmpdir(), 't2t-export-'))
afterAll(() => rmSync(folder, { recursive: true }))
const journal = join(folder, 'journal')
let drawn: readonly DrawnRecord[] = []
beforeAll(() => {
  drawn = drawJournal(journal)
})

const run = async (...words: string[]): Promise<string> => {
  const { text, errors, code } = await t2t('journal', ...words)
  expect([code, errors], words.join(' ')).toEqual([0, ''])
  return text
}
const linesOf = (text: string): string[] => text.split('\n').slice(0, -1)

/** What stands in JSON and tables for a number that has no name there. */
const said = (value: number): number | string => (Number.isFinite(value) ? value : String(value))

/** The rows of a CSV file as RFC 4180 has it, by column. */
function parseCsv(text: string): Record<string, string>[] {
  const rows: string[][] = [[]]
  let cell = ''
  let isQuoted = false
  for (let k = 0; k < text.length; k++) {
    const character = text[k]!
    if (isQuoted && character === '"' && text[k + 1] === '"') cell += text[k++]
    else if (character === '"') isQuoted = !isQuoted
    else if (isQuoted || (character !== ',' && character !== '\n')) cell += character
    else {
      rows.at(-1)!.push(cell)
      cell = ''
      if (character === '\n') rows.push([])
    }
  }
  const [names = [], ...rest] = rows.slice(0, -1)
  return rest.map((cells) => Object.fromEntries(cells.map((each, k) => [names[k]!, each])))
}

test('CSV and JSON have every record, bit for bit, in order', async () => {
  const json = linesOf(await run('export', journal, '--format', 'json')).map((line) =>
    JSON.parse(line),
  )
  const csv = parseCsv(await run('export', journal))
  expect(json).toHaveLength(drawn.length)
  expect(csv).toHaveLength(drawn.length)
  for (const [k, record] of drawn.entries()) {
    const { sequence, name, local, exchange, order, price, size, text } = record
    const numbers = { sequence, localNanos: local, exchangeNanos: exchange }
    const cells = { orderId: order, priceTicks: price, sizeLots: size }
    for (const [column, value] of Object.entries({ ...numbers, ...cells })) {
      const wanted = value === undefined ? undefined : said(value)
      expect(json[k][column], `${sequence} ${column}`).toBe(wanted)
      expect(csv[k]![column], `${sequence} ${column}`).toBe(wanted === undefined ? '' : `${wanted}`)
    }
    expect([json[k].kind, csv[k]!.kind]).toEqual([name, name])
    expect([json[k].text ?? '', csv[k]!.text]).toEqual([text, text])
  }
})

test('a FIX log has every order and report, and another reader finds nothing wrong with it', async () => {
  const file = join(folder, 'orders.fix')
  await run('export', journal, '--format', 'fix', '--out', file)
  const messages = readFixLog(readFileSync(file, 'utf8'))
  const wanted = drawn.filter(({ fix }) => fix !== undefined)
  expect(messages.map((message) => [message.get(35), message.get(150)])).toEqual(
    wanted.map(({ fix }) => fix),
  )
  for (const [k, { name, price, size, sequence }] of wanted.entries()) {
    const message = messages[k]!
    if (message.has(17)) expect(message.get(17)).toBe(`${sequence}`)
    if (name === 'filled') expect(message.get(32)).toBe((size! / 1000).toFixed(3))
    if (message.get(35) === 'D') expect(message.get(44)).toBe((price! / 100).toFixed(2))
  }
  // Open quantity and sums of every report add up to the order.
  for (const message of messages.filter((each) => each.get(150) === 'F')) {
    const [total, done, left] = [38, 14, 151].map((tag) => Number(message.get(tag)))
    expect(done! + left!).toBeCloseTo(total!, 9)
  }
})

test('audit events bear the names of the trail, one for each order and report', async () => {
  const events = linesOf(await run('export', journal, '--format', 'cat')).map((line) =>
    JSON.parse(line),
  )
  const wanted = drawn.filter(({ cat }) => cat !== undefined)
  expect(events.map(({ type, journalSequence }) => [type, journalSequence])).toEqual(
    wanted.map(({ cat, sequence }) => [cat, sequence]),
  )
  for (const event of events) {
    expect(event.eventTimestamp).toMatch(/^\d{8} \d{6}\.\d{9}$/)
    expect(['B', 'SL']).toContain(event.side)
    if (event.type !== 'MENO') continue
    expect(['MKT', 'LMT']).toContain(event.orderType)
    expect(['DAY', 'GTC', 'IOC', 'FOK', 'GTT']).toContain(event.timeInForce)
  }
})

test('stats count what another count counts', async () => {
  const told = JSON.parse(await run('stats', journal, '--json'))
  const counts = (names: readonly string[]): Record<string, number> => {
    const counted: Record<string, number> = {}
    for (const name of names) counted[name] = (counted[name] ?? 0) + 1
    return counted
  }
  const intents = drawn.filter(({ name }) => name === 'intent')
  expect(told.kinds).toEqual(counts(drawn.map(({ name }) => name)))
  expect(told.verdicts).toEqual(counts(intents.map(({ reason }) => reason!)))
  expect(told.entries).toBe(drawn.length)
  const times = drawn.map(({ local }) => local).filter((local) => local > 0)
  const seconds = (Math.max(...times) - Math.min(...times)) / 1e9
  expect(told.seconds).toBeCloseTo(seconds, 9)
  expect(told.recordsPerSecond).toBeCloseTo(told.records / seconds, 6)
})

test('grep finds by every filter what another search finds, alone and together', async () => {
  const middle = drawn[Math.floor(drawn.length / 2)]!
  const at = (nanos: number): string =>
    `${new Date(EPOCH_SECONDS * 1000 + Math.floor(nanos / 1e9) * 1000).toISOString().slice(0, 19)}.${String(nanos % 1e9).padStart(9, '0')}Z`
  const order = drawn.find(({ name }) => name === 'filled')!.order!
  const filters: readonly [string[], (record: DrawnRecord) => boolean][] = [
    [['--kind', 'intent', 'filled'], ({ name }) => name === 'intent' || name === 'filled'],
    [['--order', `${order}`], (record) => record.order === order],
    [['--instrument', 'DRAWN'], ({ instrument }) => instrument === 0],
    [['--instrument', '1'], ({ instrument }) => instrument === 1],
    [['--from', at(middle.local)], ({ local }) => local >= middle.local],
    [['--to', at(middle.local)], ({ local }) => local <= middle.local],
    [['--reason', 'collar'], ({ reason }) => reason === 'price collar'],
    [
      ['--reason', '0', '--kind', 'intent'],
      ({ name, reason }) => name === 'intent' && reason === 'approved',
    ],
    [['--text', 'SAYS "no"'], ({ text }) => text.includes('says "no"')],
  ]
  for (const [k, [words, matches]] of filters.entries()) {
    const wanted = drawn.filter(matches)
    expect(wanted.length, words.join(' ')).toBeGreaterThan(0)
    expect((await run('grep', journal, ...words, '--count')).trim(), words.join(' ')).toBe(
      `${wanted.length}`,
    )
    const [others, alsoMatches] = filters[(k + 4) % filters.length]!
    const both = drawn.filter((record) => matches(record) && alsoMatches(record))
    if (both.length === 0 || others[0] === words[0] || words.includes('--kind')) continue
    const found = linesOf(await run('grep', journal, ...words, ...others, '--json'))
    expect(found.map((line) => JSON.parse(line).sequence)).toEqual(
      both.map(({ sequence }) => sequence),
    )
  }
  expect(linesOf(await run('grep', journal, '--max', '7'))).toHaveLength(7)
})
