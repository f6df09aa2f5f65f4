/** The report of `t2t inspect` for people: aligned, with thousands separators and exact times. */
import { DecimalGrid } from '../core/index.ts'
import type { QualityReport } from '../market-data/index.ts'

const NAME_COLUMNS = 28
const NUMBER_COLUMNS = 14

/** A heading with rows below; sections without rows are left out. */
interface Section {
  readonly title: string
  readonly rows: readonly Row[]
}

/** Name, number or text, and a remark; undefined rows are left out. */
type Row = readonly [name: string, value: string, remark?: string] | undefined

export function inspectTable(report: QualityReport): string {
  const instrument = report.instruments[0]!
  const heading = `${report.instruments.map(({ symbol }) => symbol).join(', ')}   ${report.name}`
  const sections = [
    instrumentSection(report),
    timeSection(report),
    eventSection(report),
    orderSection(report),
    skewSection(report),
    bookSection(report, instrument),
    transitionSection(report),
  ]
  return [
    heading,
    '',
    ...sections.flatMap(lines),
    ...noticeLines(report),
    `verdict: ${report.verdict}`,
    ...report.reasons.map((reason) => `  - ${reason}`),
    '',
  ].join('\n')
}

function instrumentSection({ instruments }: QualityReport): Section {
  const rows = instruments.map((instrument): Row => {
    const { symbol, tick, lot, contract, contractSize, isContinuous } = instrument
    const grid = isContinuous
      ? `continuous prices, shown to ${plain(tick)}`
      : `tick ${plain(tick)}, lot ${plain(lot)}`
    return [symbol, '', `${grid}, ${contract}, contract size ${grouped(contractSize)}`]
  })
  return { title: 'instrument', rows }
}

function timeSection({ time, epochNanos, timeZone }: QualityReport): Section {
  if (time.firstNanos === null || time.lastNanos === null) return { title: 'time', rows: [] }
  const clock = timeZone === 'UTC' ? 'UTC' : 'the clock of the exchange'
  return {
    title: `time (${epochNanos === '0' ? 'as the file counts; no date is known' : clock})`,
    rows: [
      ['first', '', instant(epochNanos, time.firstNanos)],
      ['last', '', instant(epochNanos, time.lastNanos)],
      ['span', '', duration(time.lastNanos - time.firstNanos)],
    ],
  }
}

function eventSection({ events, messages, counts, trades }: QualityReport): Section {
  const sides = `${grouped(trades.buys)} buys, ${grouped(trades.sells)} sells, size ${grouped(trades.totalSize)}`
  return {
    title: 'events',
    rows: [
      ...Object.entries(counts).map(
        ([kind, count]): Row => [kind, grouped(count), kind === 'trade' ? sides : ''],
      ),
      ['all', grouped(events), `in ${grouped(messages)} messages`],
      some('trade ids twice', trades.duplicateIds),
      some('trade ids going back', trades.idsBack),
      some('trade ids left out', trades.idsMissing),
      some('trades of no size', trades.withoutSize),
    ],
  }
}

function orderSection({ time, gaps, epochNanos }: QualityReport): Section {
  const { exchangeBack, localBack } = time
  const worst = (nanos: number): string => (nanos > 0 ? `by up to ${duration(nanos)}` : '')
  return {
    title: 'order and gaps',
    rows: [
      ['gaps in update ids', grouped(gaps.count), untrusted(gaps.untrustedMessages)],
      ...gaps.first.map(
        ({ atNanos, expected, found }): Row => [
          '',
          '',
          `${instant(epochNanos, atNanos)}: expected ${expected}, found ${found}`,
        ],
      ),
      ['local time back', grouped(localBack.count), worst(localBack.worstNanos)],
      ['exchange time back', grouped(exchangeBack.count), worst(exchangeBack.worstNanos)],
      ['silences over a minute', grouped(time.silences)],
      [
        'longest silence',
        '',
        `${duration(time.longestSilenceNanos)}, from ${instant(epochNanos, time.longestSilenceAt)}`,
      ],
    ],
  }
}

const untrusted = (messages: number): string =>
  messages > 0 ? `${grouped(messages)} messages on a book not to be trusted` : ''

function skewSection({ skew }: QualityReport): Section {
  if (skew === undefined) return { title: 'clock skew', rows: [] }
  const millis = (nanos: number): string => `${decimals(nanos / 1e6, 3)} ms`
  return {
    title: 'clock skew (local minus exchange time)',
    rows: [
      ['min', millis(skew.minNanos)],
      ['median', millis(skew.medianNanos)],
      ['max', millis(skew.maxNanos)],
      ['negative', grouped(skew.negative), `of ${grouped(skew.messages)}`],
    ],
  }
}

function bookSection(report: QualityReport, instrument: { tick: number; lot: number }): Section {
  const { quotes, touches, lastBook, staleRecords, epochNanos } = report
  const from =
    quotes.firstCrossedAt === null ? '' : `first at ${instant(epochNanos, quotes.firstCrossedAt)}`
  const isJudged = quotes.judged + quotes.oneSided > 0
  const rows: Row[] = isJudged
    ? [
        ['two-sided', grouped(quotes.judged)],
        ['one side empty', grouped(quotes.oneSided)],
        ['crossed', grouped(quotes.crossed), from],
        ['locked', grouped(quotes.locked)],
      ]
    : []
  if (touches !== undefined) {
    rows.push(['equal to the touch', grouped(touches.agreed), `of ${grouped(touches.compared)}`])
  }
  rows.push(some('prices that jump', quotes.jumps), some('prices not above 0', quotes.notPositive))
  rows.push(some('stale records applied', staleRecords))
  if (lastBook !== undefined) rows.push(...lastBookRows(lastBook, instrument))
  return { title: 'quotes at the end of messages', rows }
}

function lastBookRows(
  lastBook: NonNullable<QualityReport['lastBook']>,
  instrument: { tick: number; lot: number },
): Row[] {
  const tick = new DecimalGrid(instrument.tick)
  const lot = new DecimalGrid(instrument.lot)
  const at = (price: number | null, size: number, levels: number): string => {
    if (price === null) return 'empty'
    const shown = decimals(price, tick.decimals)
    return `${shown} x ${decimals(size, lot.decimals)}, ${grouped(levels)} levels`
  }
  return [
    ['last bid', '', at(lastBook.bid, lastBook.bidSize, lastBook.bidLevels)],
    ['last ask', '', at(lastBook.ask, lastBook.askSize, lastBook.askLevels)],
  ]
}

function transitionSection({ transitions }: QualityReport): Section {
  if (transitions === undefined) return { title: '', rows: [] }
  return {
    title: 'orderbook file',
    rows: [
      ['rows', grouped(transitions.rows)],
      [
        'follow from their message',
        grouped(transitions.agreed),
        `of ${grouped(transitions.compared)}`,
      ],
      ['crossed', grouped(transitions.crossed)],
      ['locked', grouped(transitions.locked)],
    ],
  }
}

function noticeLines({ notices }: QualityReport): string[] {
  if (notices.length === 0) return []
  const rows = notices.map(({ kind, count, first }) => {
    return `  ${grouped(count).padStart(10)}  ${kind} (first: ${first})`
  })
  return ['notices', ...rows, '']
}

function lines({ title, rows }: Section): string[] {
  const shown = rows.filter((row) => row !== undefined)
  if (shown.length === 0) return []
  const texts = shown.map(([name, value, remark = '']) => {
    const number = value === '' && remark !== '' ? '' : `${value.padStart(NUMBER_COLUMNS)}  `
    return `  ${name.padEnd(NAME_COLUMNS)}${number}${remark}`.trimEnd()
  })
  return [title, ...texts, '']
}

const some = (name: string, count: number): Row => (count > 0 ? [name, grouped(count)] : undefined)

const grouped = (value: number): string =>
  value.toLocaleString('en-US', { maximumFractionDigits: 8 })

const decimals = (value: number, digits: number): string =>
  value.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits })

/** A step without an exponent. */
const plain = (step: number): string => new DecimalGrid(step).format(1)

/** Date and time to the nanosecond, in UTC; without a date the time alone. */
function instant(epochNanos: string, nanos: number): string {
  const whole = BigInt(epochNanos) + BigInt(Math.round(nanos))
  const second = whole / 1_000_000_000n
  const rest = whole - second * 1_000_000_000n
  const text = new Date(Number(second) * 1000).toISOString()
  const time = `${text.slice(11, 19)}.${String(rest).padStart(9, '0')}`
  return epochNanos === '0' ? time : `${text.slice(0, 10)} ${time}`
}

function duration(nanos: number): string {
  if (nanos < 1e3) return `${nanos} ns`
  if (nanos < 1e9) return `${decimals(nanos / 1e6, 3)} ms`
  if (nanos < 60e9) return `${decimals(nanos / 1e9, 3)} s`
  const minutes = Math.floor(nanos / 60e9)
  const seconds = `${decimals((nanos - minutes * 60e9) / 1e9, 3)} s`
  if (minutes < 60) return `${minutes} min ${seconds}`
  return `${grouped(Math.floor(minutes / 60))} h ${minutes % 60} min ${seconds}`
}
