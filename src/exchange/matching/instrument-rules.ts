/** What is fixed about an instrument that an engine trades: its prices, its sizes, its sharing. */
import { InputError, type Ticks, ticks } from '../../core/index.ts'
import { CONTINUOUS, isPhase, type Phase } from './phase.ts'
import { TickTable, type TickTableRow } from './tick-table.ts'

export interface InstrumentRulesOptions {
  /** Increments of the price; every tick without. */
  readonly tickTable?: readonly TickTableRow[]
  /** The largest order; 2^31 - 1 without. */
  readonly orderLotsMax?: number
  /** Stands for the last price before the first trade; 0 without. */
  readonly referenceTicks?: Ticks
  /** How far a trade may be from the reference before a volatility auction; 0, the default: any. */
  readonly volatilityTicks?: number
  /** Percent of a trade at a level that goes by time; the rest by size. 100, the default: all. */
  readonly timePercent?: number
  /** A share by size that is smaller than this is none; 1 without. */
  readonly shareLotsMin?: number
  /** The phase it begins in; continuous without. */
  readonly phase?: Phase
}

export class InstrumentRules {
  readonly tickTable: TickTable
  readonly orderLotsMax: number
  readonly referenceTicks: Ticks
  readonly volatilityTicks: number
  readonly timePercent: number
  readonly shareLotsMin: number
  readonly phase: Phase

  /** @throws InputError for the first rule that is none. */
  constructor(options: InstrumentRulesOptions) {
    this.tickTable = new TickTable(options.tickTable)
    this.orderLotsMax = within('orderLotsMax', options.orderLotsMax ?? 0x7fff_ffff, 1, 0x7fff_ffff)
    this.referenceTicks = ticks(
      within('referenceTicks', options.referenceTicks ?? 0, -BOUND, BOUND),
    )
    this.volatilityTicks = within('volatilityTicks', options.volatilityTicks ?? 0, 0, BOUND)
    this.timePercent = within('timePercent', options.timePercent ?? 100, 0, 100)
    this.shareLotsMin = within('shareLotsMin', options.shareLotsMin ?? 1, 1, 0x7fff_ffff)
    this.phase = options.phase ?? CONTINUOUS
    if (!isPhase(this.phase))
      throw new InputError(`no phase is ${options.phase}`, { field: 'phase' })
  }

  /** First come, first served, and nothing else. */
  get isByTime(): boolean {
    return this.timePercent === 100
  }
}

const BOUND = (1 << 30) - 1

function within(field: string, value: number, lowest: number, highest: number): number {
  if (Number.isInteger(value) && value >= lowest && value <= highest) return value
  throw new InputError(`${value} is no integer from ${lowest} to ${highest}`, { field })
}
