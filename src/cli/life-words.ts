/** The figures of one market as people read them: its prices, its lots, its times of day. */
import { type Instrument, NO_PRICE } from '../core/index.ts'
import type { FeedInfo } from '../market-data/index.ts'
import { instantText } from './time-text.ts'

/** Digits of a price that no grid holds. */
const CONTINUOUS_DIGITS = 10

export class LifeWords {
  readonly #instrument: Instrument
  readonly #info: FeedInfo

  constructor(instrument: Instrument, info: FeedInfo) {
    this.#instrument = instrument
    this.#info = info
  }

  /** A price in ticks. */
  price(ticks: number): string {
    return ticks === NO_PRICE ? 'market' : this.#instrument.tick.format(ticks)
  }

  /** A price in currency; as many decimals as the instrument has, where it has a grid. */
  exact(price: number): string {
    if (Number.isNaN(price)) return '–'
    const { tick, isContinuous } = this.#instrument
    if (isContinuous) return String(Number(price.toPrecision(CONTINUOUS_DIGITS)))
    return price.toFixed(tick.decimals)
  }

  lots(count: number): string {
    return `${count.toLocaleString('en-US')} ${count === 1 ? 'lot' : 'lots'}`
  }

  /** Queue models may count in parts of a lot. */
  fraction(lots: number): string {
    const text = lots.toLocaleString('en-US', { maximumFractionDigits: 2 })
    return `${text} ${text === '1' ? 'lot' : 'lots'}`
  }

  /** With the date where it is known. */
  instant(nanos: number): string {
    return instantText(nanos, this.#info)
  }

  /** The time of day alone, with decimals in threes. */
  time(nanos: number): string {
    if (Number.isNaN(nanos)) return ''
    const text = instantText(nanos, this.#info)
    const [seconds = '', fraction = ''] = text.slice(text.indexOf(' ') + 1).split('.')
    const decimals = Math.max(3, Math.ceil(fraction.length / 3) * 3)
    return `${seconds}.${fraction.padEnd(decimals, '0')}`
  }
}
