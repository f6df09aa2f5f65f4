/**
 * The orderbook file that lies beside a LOBSTER message file: the same name with `_orderbook` for
 * `_message`, compressed or not, whatever the messages are.
 *
 * ```
 * AMZN_2012-06-21_34200000_57600000_message_5.csv.zst
 * AMZN_2012-06-21_34200000_57600000_orderbook_5.csv
 * ```
 */
import { existsSync } from 'node:fs'

const COMPRESSIONS = ['', '.zst', '.gz', '.xz'] as const

/** Its path; undefined when there is no such file, or the name tells of none. */
export function orderbookBeside(messages: string): string | undefined {
  const beside = messages.replace(/_message(?=[_.][^/\\]*$)/, '_orderbook')
  if (beside === messages) return undefined
  const plain = beside.replace(/\.(zst|gz|xz)$/i, '')
  const candidates = [beside, ...COMPRESSIONS.map((compression) => plain + compression)]
  return candidates.find((path) => existsSync(path))
}
