/** The newest fills, newest first. */
import type { FillRow } from '../protocol.ts'
import { money, narrowClock, short, whole } from './format.ts'
import { shownPrice } from './price-text.ts'

interface FillTableProps {
  readonly fills: readonly FillRow[]
  readonly quote: string
  readonly total: number
}

export function FillTable({ fills, quote, total }: FillTableProps) {
  return (
    <section class="panel fills" aria-label="Recent fills">
      <h2>
        Recent fills <span class="unit">{short(total)} in all</span>
      </h2>
      {fills.length === 0 ? (
        <p class="nothing">No fill yet.</p>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a list that scrolls must take the keys
        <section class="scroll" tabIndex={0} aria-label="List of fills">
          <table>
            <thead>
              <tr>
                <th scope="col">Time</th>
                <th scope="col" class="side">
                  Side
                </th>
                <th scope="col">Lots</th>
                <th scope="col">Price {quote}</th>
                <th scope="col">Fee</th>
              </tr>
            </thead>
            <tbody>
              {fills.map((fill, index) => (
                <tr key={`${fill.tick}-${fills.length - index}`}>
                  <td>{narrowClock(fill.atSeconds)}</td>
                  <td class={`side ink-${fill.side === 1 ? 'buy' : 'sell'}`}>
                    {fill.side === 1 ? '▲ buy' : '▼ sell'}
                  </td>
                  <td>{whole(fill.sizeLots)}</td>
                  <td>{shownPrice(fill.price)}</td>
                  <td>{money(fill.fee)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
    </section>
  )
}
