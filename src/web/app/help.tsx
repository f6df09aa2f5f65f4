/** Help: the keys, and how to read the panes. */
import { useEffect, useRef } from 'preact/hooks'
import { isHelpOpen } from './state.ts'

const KEYS: readonly (readonly [string, string])[] = [
  ['Space', 'pause, run on'],
  ['→', 'pause and run one tick'],
  ['+  −', 'faster, slower'],
  ['k', 'kill switch: stops trading at once'],
  ['m', 'what may be sent: trading, reduce-only, halted'],
  ['t', 'dark or light'],
  ['?', 'this help'],
]

export function Help() {
  const dialog = useRef<HTMLDialogElement>(null)
  const isOpen = isHelpOpen.value
  useEffect(() => {
    if (isOpen) dialog.current?.showModal()
    else dialog.current?.close()
  }, [isOpen])
  const close = () => {
    isHelpOpen.value = false
  }
  return (
    <dialog ref={dialog} onClose={close} aria-labelledby="help-title">
      <h2 id="help-title">Keys</h2>
      <dl class="keys">
        {KEYS.map(([key, meaning]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
      <h2>Reading the panes</h2>
      <ul>
        <li>
          The <b>book</b> is that of a simulated exchange on which agents trade: displayed lots at
          each price, and the strategy’s own orders among them, with the lots that trade before
          them. The price that traded last is framed; trades of ours are marked on the tape.
        </li>
        <li>
          <b class="ink-price">Price</b>: the middle of the book, or the synthetic series, with{' '}
          <b class="ink-buy">▲ buys</b> below and <b class="ink-sell">▼ sells</b> above it. Fills
          that would overlap share a triangle.
        </li>
        <li>
          <b class="ink-equity">Equity</b>: cash plus the position at the market, less fees. The
          shade up to its highest value so far is the drawdown.
        </li>
        <li>
          <b class="ink-z">z-score</b>, on the random walk: how far the price is from its recent
          mean. The strategy buys below the lower threshold and sells above the upper one, while its
          inventory has room.
        </li>
        <li>Wide windows show the lowest and highest of every stretch, never a sample of it.</li>
        <li>
          The kill switch needs one press. Trading again needs two: re-arm, and confirm. A restart
          does not re-arm.
        </li>
        <li>
          The <b>mode</b> beside it is milder, and set with who and why: <b>reduce-only</b> lets
          only orders pass that reduce the position, <b>halted</b> none. Either withdraws the orders
          that may not work any more. A strategy that has executed too often is disabled by its
          throttle, until somebody re-arms it.
        </li>
        <li>This is a simulation: the page can be closed, and it goes on without it.</li>
      </ul>
      <form method="dialog">
        <button type="submit">Close</button>
      </form>
    </dialog>
  )
}
