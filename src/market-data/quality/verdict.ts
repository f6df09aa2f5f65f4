/**
 * From findings to a verdict.
 *
 * Unfit: a backtest over the data would be wrong, and not by a little. Reservations: it can be run by
 * someone who knows what is noted. The limits stand beside the reasons they lead to.
 */
import type { Findings } from './findings.ts'
import type { Verdict } from './quality-report.ts'

/** A synchronised book is hardly ever crossed at the end of a message. */
const FEW_CROSSED_SHARE = 0.01
/**
 * Series of quotes from several dealers often are, and so are orders that wait for an auction; beyond
 * half, bid and ask are the wrong way round.
 */
const MANY_CROSSED_SHARE = 0.5
/** Exchange times that go back further than this are more than two streams interleaved. */
const EXCHANGE_BACK_NANOS = 1e9
/** Share of messages on an untrusted book, or of wrong touches, from which the data are unfit. */
const WRONG_SHARE = 0.01
/** A silence is remarkable when it is this many times the mean time between messages. */
const SILENCE_MEANS = 1000

/** A reason, and when it holds: a count above zero, or true. */
type Reason = readonly [number | boolean, string]

export function judge(found: Findings): { verdict: Verdict; reasons: string[] } {
  const unfit = unfitReasons(found)
  const reservations = [
    ...bookReservations(found),
    ...timeReservations(found),
    ...tradeReservations(found),
  ]
  const verdict =
    unfit.length > 0 ? 'unfit' : reservations.length > 0 ? 'fit with reservations' : 'fit'
  return { verdict, reasons: [...unfit, ...reservations] }
}

function unfitReasons(found: Findings): string[] {
  const { time, gaps, touches } = found
  if (time.messages === 0) return ['there is no event']
  const untrusted = gaps.untrustedMessages
  return listed([
    [isBookless(found), 'there is never a price on both sides'],
    [isMostlyCrossed(found), `${crossedShare(found)} of the quotes are crossed (bid above ask)`],
    [
      untrusted > WRONG_SHARE * time.messages,
      `after gaps, ${percent(untrusted, time.messages)} of the messages meet a book not to be trusted`,
    ],
    [isTouchWrong(touches, WRONG_SHARE), wrongTouches(touches)],
    ...rowReasons(found, true),
  ])
}

function bookReservations(found: Findings): string[] {
  const { quotes, gaps, touches, staleRecords, time } = found
  const isCrossed = quotes.crossed > 0 && !isMostlyCrossed(found)
  const isTouchOff = isTouchWrong(touches, 0) && !isTouchWrong(touches, WRONG_SHARE)
  return listed([
    [!found.isJudged, 'the messages alone do not tell the book: it was not judged'],
    [gaps.count, `${counted(gaps.count, 'gap')} in the update ids`],
    [isTouchOff, wrongTouches(touches)],
    ...rowReasons(found, false),
    [isCrossed, `${crossedShare(found)} of the quotes are crossed (bid above ask)`],
    [
      quotes.locked,
      `${percent(quotes.locked, quotes.judged)} of the quotes are locked (bid = ask)`,
    ],
    [quotes.oneSided * 100 > time.messages, `a side is empty ${grouped(quotes.oneSided)} times`],
    [quotes.jumps, `${counted(quotes.jumps, 'price')} more than 10 % away from the one before`],
    [quotes.notPositive, `${counted(quotes.notPositive, 'row')} with a price of zero or below`],
    [staleRecords, `${counted(staleRecords, 'record')} applied that predate the snapshot`],
  ])
}

/** What an orderbook file beside the messages leads to: reasons that are, or are not, grave. */
function rowReasons({ transitions, time }: Findings, isGrave: boolean): Reason[] {
  if (transitions === undefined) return []
  const { rows, compared, agreed, crossed, locked } = transitions
  const wrong = compared - agreed
  const missing = Math.abs(rows - time.messages)
  const isWrong = isGrave === wrong > WRONG_SHARE * compared
  const isCrossed = isGrave === crossed > FEW_CROSSED_SHARE * rows
  return [
    [
      isWrong ? wrong : 0,
      `${counted(wrong, 'orderbook row')} of ${grouped(rows)} not as the message makes it`,
    ],
    [isCrossed ? crossed : 0, `${percent(crossed, rows)} of the orderbook rows are crossed`],
    [isGrave ? 0 : locked, `${percent(locked, rows)} of the orderbook rows are locked`],
    [
      isGrave ? missing : 0,
      `${grouped(time.messages)} messages, but ${grouped(rows)} rows in the orderbook file`,
    ],
  ]
}

/** There was a book to look at, and it never had both sides. */
const isBookless = ({ isJudged, quotes, transitions }: Findings): boolean =>
  isJudged && transitions === undefined && quotes.judged === 0

function isMostlyCrossed({ quotes, isSeries, isOrderLevel }: Findings): boolean {
  const share = isSeries || isOrderLevel ? MANY_CROSSED_SHARE : FEW_CROSSED_SHARE
  return quotes.crossed > share * quotes.judged
}

const crossedShare = ({ quotes }: Findings): string => percent(quotes.crossed, quotes.judged)

const isTouchWrong = ({ compared, agreed }: Findings['touches'], share: number): boolean =>
  compared - agreed > share * compared

const wrongTouches = ({ compared, agreed }: Findings['touches']): string =>
  `the book differs from the venue's touch in ${grouped(compared - agreed)} of ${grouped(compared)} cases`

function timeReservations({ time, skew }: Findings): string[] {
  const mean = (time.lastNanos - time.firstNanos) / time.messages
  const isSilent = time.silences > 0 && time.longestSilenceNanos > SILENCE_MEANS * mean
  const { exchangeBack, localBack } = time
  const behind = (-(skew?.minNanos ?? 0) / 1e6).toFixed(1)
  return listed([
    [localBack.count, `local time steps back ${grouped(localBack.count)} times`],
    [
      exchangeBack.worstNanos > EXCHANGE_BACK_NANOS,
      `exchange time steps back by up to ${(exchangeBack.worstNanos / 1e9).toFixed(1)} s`,
    ],
    [
      (skew?.negative ?? 0) > 0,
      `the recorder's clock is up to ${behind} ms behind the exchange's: a latency model must remove the offset`,
    ],
    [
      isSilent,
      `${counted(time.silences, 'silence')} of more than a minute, the longest ${(time.longestSilenceNanos / 1e9).toFixed(0)} s`,
    ],
  ])
}

function tradeReservations({ trades }: Findings): string[] {
  return listed([
    [trades.duplicateIds, `${counted(trades.duplicateIds, 'trade')} with the id of the one before`],
    [trades.idsBack, `${counted(trades.idsBack, 'trade')} with an id below one before`],
    [trades.idsMissing, `${counted(trades.idsMissing, 'trade id')} left out`],
    [trades.withoutSize, `${counted(trades.withoutSize, 'trade')} of no size`],
  ])
}

/** The texts whose condition holds. */
const listed = (entries: readonly Reason[]): string[] =>
  entries.flatMap(([condition, text]) =>
    condition === true || Number(condition) > 0 ? [text] : [],
  )

/** A count with its noun, in the plural where it is not one. */
const counted = (count: number, noun: string): string =>
  `${grouped(count)} ${noun}${count === 1 ? '' : 's'}`

const grouped = (count: number): string => count.toLocaleString('en-US')

const percent = (part: number, whole: number): string => `${((100 * part) / whole).toFixed(1)} %`
