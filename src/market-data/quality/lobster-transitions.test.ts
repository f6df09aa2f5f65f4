import { expect, test } from 'vitest'
import { Instrument } from '../../core/index.ts'
import { textSource } from '../event-list.suite.ts'
import { lobsterFeed } from '../lobster-feed.ts'
import { LobsterTransitions } from './lobster-transitions.ts'
import type { TransitionReport } from './quality-report.ts'

const INSTRUMENT = new Instrument({ symbol: 'AMZN', tick: '0.0001', lot: '1' })

async function check(
  messages: readonly string[],
  rows: readonly string[],
): Promise<TransitionReport> {
  const feed = lobsterFeed({ sources: [textSource(`${messages.join('\n')}\n`)] })
  const transitions = new LobsterTransitions(
    INSTRUMENT,
    textSource(`${rows.join('\n')}\n`, 'book.csv'),
  )
  for await (const batch of feed.open()) await transitions.add(batch)
  return transitions.finish()
}

const FIRST = '1,1,1,5,98,1'
/** Two levels a side: asks 101 x 7 and 103 x 8, bids 99 x 4 and 98 x 5. */
const ROW = '101,7,99,4,103,8,98,5'

for (const [name, message, row] of [
  ['a size is added to a level', '2,1,2,3,99,1', '101,7,99,7,103,8,98,5'],
  ['a new level pushes the last out of view', '2,1,2,3,102,-1', '101,7,99,4,102,3,98,5'],
  ['a part of a level is taken', '2,2,9,1,101,-1', '101,6,99,4,103,8,98,5'],
  ['a level that empties lets an unknown one into view', '2,3,9,4,99,1', '101,7,98,5,103,8,90,33'],
  ['an execution takes from the side it names', '2,4,9,7,101,-1', '103,8,99,4,107,1,98,5'],
  ['a hidden execution changes nothing', '2,5,0,7,100,-1', ROW],
  ['a halt changes nothing', '2,7,0,0,-1,-1', ROW],
] as const) {
  test(`follows: ${name}`, async () => {
    expect(await check([FIRST, message], [ROW, row])).toMatchObject({
      rows: 2,
      compared: 1,
      agreed: 1,
    })
  })
}

for (const [name, message, row] of [
  ['another size', '2,1,2,3,99,1', '101,7,99,6,103,8,98,5'],
  ['another price', '2,1,2,3,102,-1', '101,7,99,4,102,3,97,5'],
  ['the other side changes too', '2,1,2,3,99,1', '101,7,99,7,104,8,98,5'],
  ['nothing happened but a hidden execution', '2,5,0,7,100,-1', '101,7,99,3,103,8,98,5'],
] as const) {
  test(`does not follow: ${name}`, async () => {
    expect(await check([FIRST, message], [ROW, row])).toMatchObject({ compared: 1, agreed: 0 })
  })
}

test('crossed and locked rows are counted, and rows without a message', async () => {
  const report = await check([FIRST], ['101,7,99,4', '99,7,99,4', '98,7,99,4'])
  expect(report).toMatchObject({ rows: 3, compared: 0, locked: 0, crossed: 0 })
  const all = await check([FIRST, FIRST, FIRST], ['101,7,99,4', '99,7,99,4', '98,7,99,4'])
  expect(all).toMatchObject({ rows: 3, locked: 1, crossed: 1 })
})
