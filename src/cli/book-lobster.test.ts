/** A real day: `t2t book` prints the vendor's orderbook files, byte for byte. */
import { expect, test } from 'vitest'
import { sharedFile } from '../../test/shared-data.ts'
import { fileSource } from '../io/index.ts'
import { printBooks } from './book-run.ts'
import { PLAIN_STYLE } from './book-table.ts'

async function textOf(path: string): Promise<string> {
  const decoder = new TextDecoder()
  let text = ''
  for await (const chunk of (await fileSource(path)).read()) {
    text += decoder.decode(chunk, { stream: true })
  }
  return text
}

for (const { depth, rows, revealed } of [
  { depth: 5, rows: '155,935', revealed: '33,840' },
  { depth: 1, rows: '57,515', revealed: '13,953' },
]) {
  const name = `data/lobster/AMZN_2012-06-21_${depth}`
  const messages = sharedFile(`${name}_message.csv.zst`)
  const orderbook = sharedFile(`${name}_orderbook.csv.zst`)
  const isHere = messages !== undefined && orderbook !== undefined
  const reason = isHere ? '' : ' (skipped: the recorded data are not here)'

  test.skipIf(!isHere)(`AMZN with ${depth} levels: ${rows} rows${reason}`, async () => {
    const parts: string[] = []
    const notices = await printBooks(
      {
        files: [messages!],
        format: 'lobster',
        form: 'csv',
        every: 1,
        levels: depth,
        seedBook: orderbook,
        reveals: true,
        tableStyle: PLAIN_STYLE,
      },
      {
        write: async (text) => parts.push(text) > 0,
        finish: async () => {},
        abandon: async () => {},
      },
    )
    // Texts of 18 MB are compared as a boolean: a difference would be printed for minutes.
    expect(parts.join('') === (await textOf(orderbook!))).toBe(true)
    expect(notices.join('\n')).toContain(`${rows} of ${rows} rows equal our book`)
    expect(notices.join('\n')).toContain(`${revealed} levels came into sight`)
  })
}
