/**
 * Orders for the gate, with the market and the account that each of them meets.
 *
 * A market maker's: small orders near a touch that wanders, positions that come and go, one order in
 * twelve beyond some limit. Columns of doubles, so that the twin in C++ reads the same.
 */
import { RandomStream } from '../../src/core/index.ts'

export const COLUMNS = ['now', 'side', 'price', 'size', 'bid', 'ask', 'position', 'equity'] as const
export type StreamColumn = (typeof COLUMNS)[number]
export type OrderStream = Readonly<Record<StreamColumn, Float64Array>> & { readonly length: number }

export function orderStream(length: number): OrderStream {
  const random = RandomStream.named(1, 'orders for a gate')
  const columns = Object.fromEntries(
    COLUMNS.map((name) => [name, new Float64Array(length)]),
  ) as Record<StreamColumn, Float64Array>
  let now = 0
  let bid = 10_000
  let position = 0
  for (let k = 0; k < length; k++) {
    now += 1_000 + Math.floor(random.uniform() * 200_000)
    if (random.uniform() < 0.1) bid += random.uniform() < 0.5 ? -1 : 1
    if (random.uniform() < 0.3) position += Math.floor(random.uniform() * 21) - 10
    position = Math.max(-400, Math.min(400, position))
    const side = random.uniform() < 0.5 ? 1 : -1
    const isWild = random.uniform() < 1 / 12
    const behind = Math.floor(random.uniform() * (isWild ? 600 : 20))
    columns.now[k] = now
    columns.side[k] = side
    columns.price[k] = side > 0 ? bid - behind : bid + 2 + behind
    columns.size[k] = 1 + Math.floor(random.uniform() * (isWild ? 300 : 20))
    columns.bid[k] = bid
    columns.ask[k] = bid + 2
    columns.position[k] = position
    columns.equity[k] = 1e6 + Math.floor(random.uniform() * 1_000)
  }
  return { ...columns, length }
}
