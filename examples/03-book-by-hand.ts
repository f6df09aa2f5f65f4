/** A book of price levels, filled by hand: both sides are written once, with +1 and -1. */
import { LadderBook } from 'tick-to-trade/book'
import { BUY, Instrument, lots, SELL, SIDES, sideName, ticks } from 'tick-to-trade/core'

const instrument = new Instrument({ symbol: 'EXAMPLE', tick: '0.01', lot: '1' })
const book = new LadderBook({ instrument })

for (const side of SIDES) {
  for (const [behind, size] of [300, 500, 200].entries()) {
    book.set(side, ticks(10_000 - side * (1 + behind)), lots(size))
  }
}
book.set(SELL, ticks(10_001), lots(100))

const pairs = new Float64Array(2 * 10)
for (const side of SIDES) {
  const count = book.levelsInto(side, pairs, 10)
  for (let level = 0; level < count; level++) {
    const price = instrument.tick.format(pairs[2 * level]!)
    console.log(`${sideName(side).padEnd(4)}  ${price}  ${pairs[2 * level + 1]}`)
  }
}
console.log(`spread ${book.spreadTicks} ticks, mid ${book.midTicks}, micro ${book.microTicks}`)
console.log(`state hash ${book.stateHash()}`)

book.set(BUY, book.best(BUY), lots(0))
console.log(`after the best bid is gone: ${book.bestPrice(BUY)} for ${book.bestSize(BUY)} lots`)
