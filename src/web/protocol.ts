/**
 * What server and page tell each other, as types.
 *
 * The page gets frames over a WebSocket (see `frame.ts`) and sends commands as HTTP POST requests
 * with a JSON body. Times are simulated seconds since the start of the series, money is in the quote
 * currency, sizes and positions are lots.
 */

/** A multiple of real time, or as fast as the machine can. */
export type Speed = number | 'max'

/** Which market the demo runs on: a living exchange, or a random walk. */
export type FeedName = 'exchange' | 'gbm'
export type PaneName = 'price' | 'equity' | 'z' | 'inventory'

export type Phase = 'running' | 'paused' | 'ended'

/** Numbers that change from tick to tick. JSON has no NaN: what is not known is null. */
export interface Status {
  /** Counts restarts. */
  readonly runNumber: number
  readonly phase: Phase
  readonly speed: Speed
  readonly seed: string
  readonly ticks: number
  readonly atSeconds: number
  /** As measured over the last second of wall time. */
  readonly ticksPerSecond: number
  readonly price: number | null
  readonly bid: number | null
  readonly ask: number | null
  readonly z: number | null
  readonly equity: number
  readonly cash: number
  /** Equity less opening cash, fees paid. */
  readonly profit: number
  readonly fees: number
  readonly drawdownMax: number
  readonly positionLots: number
  readonly positionLimitLots: number
  readonly fills: number
  readonly tradedLots: number
  /** Orders that are alive: sent, working, or being withdrawn. */
  readonly liveOrders: number
  /** Orders that the kill switch has refused. */
  readonly killRefusals: number
  readonly killSwitch: KillStatus | null
  /** What operators allow, and whether the strategy has disabled itself. */
  readonly trading: TradingStatus
  /** The newest ones, oldest first. */
  readonly alerts: readonly AlertRow[]
  /** Interventions since the start of the run: without any, the seed alone gives the hash. */
  readonly edits: number
  /** Of everything that has happened up to this tick. */
  readonly runHash: string
  /** What was noticed in the series, with its count. */
  readonly notices: readonly string[]
}

/** A place in the life of the session. */
export interface RunInstant {
  readonly runNumber: number
  readonly atSeconds: number
  readonly atTick: number
}

/** What may be sent: everything, only what reduces the position, or nothing. */
export type ModeName = 'trading' | 'reduce-only' | 'halted'

/** Who acted, why, and when. */
export interface Deed extends RunInstant {
  readonly who: string
  readonly why: string
}

export interface ModeStatus {
  readonly mode: ModeName
  /** Null for what nobody has touched. */
  readonly set: Deed | null
}

export interface TradingStatus {
  /** The stricter of the two: what holds. */
  readonly mode: ModeName
  readonly all: ModeStatus
  /** Of the market that runs. */
  readonly market: ModeStatus
  /** Orders that a mode has refused in this run. */
  readonly modeRefusals: number
  /** Of repeated executions; null where there is none. */
  readonly throttle: ThrottleStatus | null
}

export interface ThrottleStatus {
  /** `600 executions within 1 min`. */
  readonly limit: string
  /** The strategy is disabled until somebody re-arms it. */
  readonly isTripped: boolean
  readonly trip: RunInstant | null
  /** Orders that it has refused in this run. */
  readonly refusals: number
}

export interface KillStatus extends RunInstant {
  readonly reason: string
  /** What has become of the orders: `confirmed` when the venue has answered for all. */
  readonly withdrawal: 'armed' | 'tripped' | 'withdrawing' | 'confirmed' | 'unconfirmed'
}

export interface AlertRow {
  /** Counts up from 1, for the whole life of the server. */
  readonly number: number
  /** `notice`, `warning`, `critical`. */
  readonly severity: string
  readonly text: string
  readonly atSeconds: number
  readonly atTick: number
}

/** What a person can change while the demo runs. */
export interface TunableField {
  readonly name: string
  readonly label: string
  readonly unit: string
  readonly hint: string
  readonly kind: 'number' | 'integer' | 'choice' | 'flag'
  readonly choices?: readonly string[]
  readonly lowest?: number
  readonly highest?: number
  readonly step?: number
}

export type TunableValue = number | string | boolean
export type TunableValues = Readonly<Record<string, TunableValue>>

/** The book around the touch: row k is the price `topTicks - k`. Without rows before the first quote. */
export interface Ladder {
  readonly topTicks: number
  /** Displayed lots by row. */
  readonly bids: readonly number[]
  readonly asks: readonly number[]
  readonly lastTicks: number | null
  /** Ours, resting there. */
  readonly orders: readonly LadderOrder[]
  /** Newest first. */
  readonly trades: readonly TradeRow[]
  readonly tradesInAll: number
}

export interface LadderOrder {
  readonly side: 1 | -1
  readonly priceTicks: number
  readonly lots: number
  /** Lots that trade before it. */
  readonly aheadLots: number
}

export interface TradeRow {
  readonly number: number
  readonly atSeconds: number
  /** The aggressor's. */
  readonly side: 1 | -1
  readonly priceTicks: number
  readonly lots: number
  /** One side of it was ours. */
  readonly isOwn: boolean
}

/** What changes seldom: sent when a page connects, and after each change. */
export interface Setup {
  readonly feed: FeedName
  /** The markets that a restart can choose among. */
  readonly feeds: readonly FeedName[]
  readonly panes: readonly PaneName[]
  readonly symbol: string
  /** Names of what is traded and what it is paid in. */
  readonly base: string
  readonly quote: string
  readonly strategy: string
  readonly strategyDescription: string
  readonly tickSeconds: number
  /** Of a price on the ladder, in the quote currency; 0 where prices have no grid. */
  readonly tickStep: number
  readonly initialBalance: number
  readonly fields: readonly TunableField[]
  readonly values: TunableValues
}

export interface FillRow {
  readonly tick: number
  readonly atSeconds: number
  readonly side: 1 | -1
  readonly sizeLots: number
  readonly price: number
  readonly fee: number
}

/** Where the buckets of a frame belong. */
export interface FrameView {
  /** A page drops everything it has when run or level are not what it holds. */
  readonly runNumber: number
  readonly level: number
  /** Bucket number of the first row. Rows that the page holds from there on are replaced. */
  readonly first: number
  /** Buckets before this one are out of view. */
  readonly oldest: number
  readonly ticks: number
  /** Ticks from the left to the right edge. */
  readonly spanTicks: number
}

export interface FrameHeader {
  readonly status: Status
  readonly view: FrameView
  readonly setup?: Setup
  readonly fills?: readonly FillRow[]
  /** Where there is a book, in every frame. */
  readonly ladder?: Ladder
}

/** What a page wants to see; null for everything since the start. */
export interface ViewRequest {
  readonly windowTicks: number | null
  /** Columns that the page can draw. */
  readonly buckets: number
}

/** What a page asks before it connects; the one question that needs no token. */
export interface TokenAnswer {
  readonly isGood: boolean
}

/** Beside the state, when a mode is set. */
export interface ModeAnswer {
  /** False: it was so already, and nothing was written down. */
  readonly isChange: boolean
}

/** The body of every answer other than 200. */
export interface Refusal {
  readonly problem: string
  /** By the name of the field that was wrong. */
  readonly fields?: Readonly<Record<string, string>>
}

/** The first subprotocol that a page offers; the second is its token behind `TOKEN_PREFIX`. */
export const SUBPROTOCOL = 'tick-to-trade.1'
export const TOKEN_PREFIX = 'token.'
