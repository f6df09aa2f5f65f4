/** A recorded file as a stream of event records: opened by its content, read in batches. */
import { EVENT_KIND_NAMES, EventView } from 'tick-to-trade/core'
import { openFeed } from 'tick-to-trade/io'

const feed = await openFeed({ files: ['examples/data/ticks.csv'], symbol: 'EXAMPLE' })
const instrument = feed.info.instruments[0]!
console.log(`${instrument.symbol}: tick ${instrument.tick.step}, lot ${instrument.lot.step}`)

let volume = 0
for await (const batch of feed.open()) {
  const event = new EventView(batch)
  // Inside a batch everything is synchronous; the view reads each record in place.
  for (let index = 0; index < batch.length; index++) {
    const { kind, exchangeTime, price, size, payloadA: bid, payloadB: ask } = event.at(index)
    const offset = (exchangeTime / 1e9).toFixed(3)
    const last = instrument.tick.format(price)
    console.log(`${offset} s  ${EVENT_KIND_NAMES[kind]}  ${last}  ${bid}/${ask}  ${size} lots`)
    volume += size
  }
}
console.log(`${volume} lots in ${feed.bytesRead} bytes`)
