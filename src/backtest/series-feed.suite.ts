/** Small feeds made by hand for tests of runs. */
import {
  EVENT_F64,
  EVENT_I32,
  EventTape,
  F_A,
  F_B,
  F_ORDER,
  I_PRICE,
  I_SIZE,
  Instrument,
  type InstrumentOptions,
  packMeta,
} from '../core/index.ts'
import type { Feed } from '../market-data/index.ts'

export interface DrawnRecord {
  readonly kind: number
  readonly side?: number
  readonly flags?: number
  readonly at: number
  readonly local?: number
  readonly price?: number
  readonly size?: number
  readonly order?: number
  readonly a?: number
  readonly b?: number
}

/** A feed of these records in batches of `batchRecords`, times in nanoseconds since `epochNanos`. */
export function feedOf(
  records: readonly DrawnRecord[],
  options: Partial<InstrumentOptions> & { batchRecords?: number; epochNanos?: bigint } = {},
): Feed {
  const { batchRecords = records.length, epochNanos = 0n, ...instrument } = options
  const made = new Instrument({ symbol: 'TEST', tick: '1', lot: '1', ...instrument })
  return {
    info: {
      name: 'drawn',
      epochNanos,
      instruments: [made],
      isOrderLevel: false,
      hasLocalTime: true,
      timeUnit: 'ns',
    },
    bytesRead: 0,
    notices: new Map(),
    *open() {
      for (let start = 0; start < records.length; start += Math.max(1, batchRecords)) {
        yield tapeOf(records.slice(start, start + Math.max(1, batchRecords)))
      }
    },
  }
}

export function tapeOf(records: readonly DrawnRecord[]): EventTape {
  const tape = new EventTape(Math.max(1, records.length))
  for (const record of records) {
    const meta = packMeta(record.kind, record.side ?? 0, record.flags ?? 1)
    const index = tape.append(meta, 0, record.at, record.local ?? record.at)
    tape.i32[index * EVENT_I32 + I_PRICE] = record.price ?? 0
    tape.i32[index * EVENT_I32 + I_SIZE] = record.size ?? 0
    tape.f64[index * EVENT_F64 + F_ORDER] = record.order ?? 0
    tape.f64[index * EVENT_F64 + F_A] = record.a ?? 0
    tape.f64[index * EVENT_F64 + F_B] = record.b ?? 0
  }
  return tape
}

export const WIDE_LIMITS = {
  positionLotsMax: 1_000_000,
  orderLotsMax: 1_000_000,
  orderValueMax: 1e15,
  priceCollarBps: 100_000,
  ordersPerSecondMax: 1e9,
  ordersBurstMax: 1e6,
  dailyLossMax: 1e15,
}
