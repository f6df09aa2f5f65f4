/** A z-score signal over columns, and a number that any other way to it must come to as well. */
import type { TickColumns } from '../../src/backtest/index.ts'
import { against, BLOCK_SAMPLES, ColumnProgram, PRICE, zscore } from '../../src/models/index.ts'

export function signalChecksum(
  columns: TickColumns,
  windowSamples: number,
  threshold: number,
): number {
  const { length, price, bid, ask, volumeLots } = columns
  const signal = against(zscore(PRICE, { windowSamples }), threshold)
  const program = new ColumnProgram([signal])
  const { values } = program.step(signal)
  const sources = { price, bid, ask, volume: volumeLots }
  let checksum = 0
  for (let from = 0; from < length; from += BLOCK_SAMPLES) {
    const block = Math.min(BLOCK_SAMPLES, length - from)
    program.run(sources, from, block)
    let sum = 0
    for (let k = 0; k < block; k++) sum = (sum + (values[k]! | 0) * ((from + k) & 1023)) | 0
    checksum += sum
  }
  return checksum
}
