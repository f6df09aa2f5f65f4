import { describe, expect, test } from 'vitest'
import type { EventView } from '../core/index.ts'
import { eventList, readAll, textSource } from './event-list.suite.ts'
import { lobsterFeed } from './lobster-feed.ts'
import type { Feed } from './market-data.ts'

const lines = (rows: readonly string[]): string => rows.map((row) => `${row}\n`).join('')

const feedOf = (messages: readonly string[], rows: readonly string[], chunkBytes?: number): Feed =>
  lobsterFeed({
    sources: [textSource(lines(messages), 'X_message.csv', chunkBytes)],
    book: textSource(lines(rows), 'X_orderbook.csv', chunkBytes),
  })

/** Two levels a side of a book around 100, as seen from a side: its own levels first. */
function sides(direction: 1 | -1) {
  const at = (ticks: number): number => 100 + direction * ticks
  /** A row from levels as ticks from 100 and sizes, the side's own and the other's. */
  const row = (own: readonly (readonly number[])[], other: readonly (readonly number[])[]) => {
    const [bids, asks] = direction > 0 ? [own, other] : [other, own]
    const cells: (number | string)[] = []
    for (let level = 0; level < 2; level++) {
      cells.push(...cell(asks[level], 9_999_999_999), ...cell(bids[level], -9_999_999_999))
    }
    return cells.join(',')
  }
  const cell = (level: readonly number[] | undefined, none: number): number[] =>
    level === undefined ? [none, 0] : [at(level[0]!), level[1]!]
  return { at, row }
}

const FAR = [
  [2, 7],
  [3, 8],
] as const

for (const direction of [1, -1] as const) {
  const [side, far] = direction > 0 ? ['+', '-'] : ['-', '+']
  const { at, row } = sides(direction)
  const order = (type: number, id: number, size: number, price: number): string =>
    `${34200 + id},${type},${id},${size},${price},${direction}`
  /** Snapshots come bids first. */
  const snapshot = (own: readonly (readonly number[])[], other = FAR): string[] => {
    const tell = (sign: string | undefined, levels: readonly (readonly number[])[]) =>
      levels.map(([ticks, size]) => `depth level ${sign} ${at(ticks!)} x ${size} snapshot`)
    return direction > 0
      ? [...tell('+', own), ...tell('-', other)]
      : [...tell('+', other), ...tell('-', own)]
  }
  const first = order(1, 1, 5, at(-1))
  const firstRow = row(
    [
      [-1, 9],
      [-2, 4],
    ],
    FAR,
  )
  const seed = [
    ...snapshot([
      [-1, 4],
      [-2, 4],
    ]),
    `order add ${side} ${at(-1)} x 5 last`,
  ]

  describe(`messages of the side ${side}`, () => {
    test('the book before the first message is a snapshot, and what changes explain is not told', async () => {
      const feed = feedOf(
        [first, order(2, 2, 3, at(-2)), order(5, 0, 9, at(0)), '1,7,0,0,-1,-1'],
        [
          firstRow,
          ...Array(3).fill(
            row(
              [
                [-1, 9],
                [-2, 1],
              ],
              FAR,
            ),
          ),
        ],
      )
      expect(await eventList(feed)).toEqual([
        ...seed,
        `order reduce ${side} ${at(-2)} x 3 last`,
        `trade ${far} ${at(0)} x 9 last hidden`,
        'halt 0 x 0 last',
      ])
      expect([...feed.notices]).toEqual([])
    })

    for (const [name, message, rowAfter, told, before] of [
      [
        'a level that it made',
        order(1, 1, 5, at(-1)),
        [
          [-1, 5],
          [-2, 4],
        ],
        'add',
        [[-2, 4]],
      ],
      [
        'a level that it took away',
        order(3, 1, 5, at(-1)),
        [
          [-2, 4],
          [-3, 1],
        ],
        'delete',
        [
          [-1, 5],
          [-2, 4],
          [-3, 1],
        ],
      ],
      [
        'a part of a level',
        order(2, 1, 5, at(-1)),
        [
          [-1, 1],
          [-2, 4],
        ],
        'reduce',
        [
          [-1, 6],
          [-2, 4],
        ],
      ],
    ] as const) {
      test(`the first message is undone: ${name}`, async () => {
        expect(await eventList(feedOf([message], [row(rowAfter, FAR)]))).toEqual([
          ...snapshot(before),
          `order ${told} ${side} ${at(-1)} x 5 last`,
        ])
      })
    }

    test('a level that comes into sight follows the message that took one away', async () => {
      const feed = feedOf(
        [first, order(3, 9, 9, at(-1)), order(4, 8, 4, at(-2))],
        [
          firstRow,
          row(
            [
              [-2, 4],
              [-5, 6],
            ],
            FAR,
          ),
          row([[-5, 6]], FAR),
        ],
      )
      const sequence = (view: EventView): string => ` ${view.sequence} ${view.exchangeTime / 1e9}`
      expect((await eventList(feed, sequence)).slice(seed.length)).toEqual([
        `order delete ${side} ${at(-1)} x 9 2 34209`,
        `depth level ${side} ${at(-5)} x 6 last 2 34209`,
        `order execute ${side} ${at(-2)} x 4 3 34208`,
        `trade ${far} ${at(-2)} x 4 last 3 34208`,
      ])
      expect([...feed.notices]).toEqual([])
    })

    test('an execution that opens the view: the levels stand before the trade', async () => {
      const rows = [
        firstRow,
        row(
          [
            [-2, 4],
            [-6, 1],
          ],
          FAR,
        ),
      ]
      const events = await eventList(feedOf([first, order(4, 9, 9, at(-1))], rows))
      expect(events.slice(seed.length)).toEqual([
        `order execute ${side} ${at(-1)} x 9`,
        `depth level ${side} ${at(-6)} x 1`,
        `trade ${far} ${at(-1)} x 9 last`,
      ])
    })

    test('a level pushed below the last leaves the view, and is not called empty', async () => {
      const rows = [
        firstRow,
        row(
          [
            [0, 2],
            [-1, 9],
          ],
          FAR,
        ),
      ]
      const feed = feedOf([first, order(1, 2, 2, at(0))], rows)
      expect((await eventList(feed)).slice(seed.length)).toEqual([
        `order add ${side} ${at(0)} x 2`,
        `depth level ${side} ${at(-2)} x 0 last unseen`,
      ])
      expect([...feed.notices]).toEqual([])
    })

    for (const [name, wrongRow, told] of [
      [
        'another size',
        [
          [-1, 9],
          [-2, 6],
        ],
        [`depth level ${side} ${at(-2)} x 6 last`],
      ],
      ['a level less', [[-1, 9]], [`depth level ${side} ${at(-2)} x 0 last`]],
      [
        'another price',
        [
          [-1, 9],
          [-4, 1],
        ],
        [`depth level ${side} ${at(-2)} x 0`, `depth level ${side} ${at(-4)} x 1 last`],
      ],
      [
        'a level between',
        [
          [-1, 9],
          [-2, 1],
        ],
        [],
      ],
    ] as const) {
      test(`a row that does not follow is believed and counted: ${name}`, async () => {
        const messages = [first, order(2, 9, 3, at(-2)), ...sameRows(4)]
        const rows = [firstRow, ...Array(5).fill(row(wrongRow, FAR))]
        const feed = feedOf(messages, rows)
        const [reduction, ...rest] = (await eventList(feed)).slice(seed.length)
        expect(reduction).toMatch(/^order reduce/)
        expect(rest.slice(0, told.length)).toEqual(told)
        const wrong = 'row that does not follow from its message: the row is believed'
        expect(feed.notices.get(wrong)).toEqual(
          told.length === 0 ? undefined : { count: 1, first: 'X_orderbook.csv, line 2' },
        )
      })
    }

    /** Messages that change nothing. */
    const sameRows = (count: number): string[] =>
      Array.from({ length: count }, () => order(5, 0, 1, at(0)))

    test('rows of other messages stop the reading, soon', async () => {
      const messages = [first, ...Array.from({ length: 100 }, (_, k) => order(2, k + 2, 1, at(-1)))]
      const rows = [firstRow, ...Array.from({ length: 100 }, (_, k) => row([[-1, 10 + k]], FAR))]
      const { events, error } = await readAll(feedOf(messages, rows))
      expect(error?.message).toMatch(
        /^X_orderbook.csv, line 31: 30 of 31 rows do not follow from their messages/,
      )
      expect(error?.remedy).toContain('book: false')
      // The first message and 29 more, each corrected, were delivered.
      expect(events).toBeGreaterThanOrEqual(30)
    })

    test('so do few rows, when most of them are of other messages', async () => {
      const messages = [first, order(2, 2, 1, at(-1)), order(2, 3, 1, at(-1))]
      const rows = [firstRow, row([[-1, 50]], FAR), row([[-1, 70]], FAR)]
      const { error } = await readAll(feedOf(messages, rows))
      expect(error?.message).toContain('X_orderbook.csv, line 3: 2 of 3 rows do not follow')
    })

    test('a file that ends before the messages is refused with its last line', async () => {
      const { events, error } = await readAll(feedOf([first, ...sameRows(2)], [firstRow, firstRow]))
      expect(error?.message).toContain(
        'X_orderbook.csv, line 2: ends after row 2, but message 3 follows',
      )
      expect(events).toBe(seed.length + 1)
      const { error: empty } = await readAll(feedOf([first], []))
      expect(empty?.message).toContain('X_orderbook.csv')
    })

    test('rows after the last message are told, with the line of the first', async () => {
      const feed = feedOf([first], [firstRow, firstRow, 'x'])
      expect(await eventList(feed)).toEqual(seed)
      expect([...feed.notices]).toEqual([
        [
          'rows follow the row of the last message: not read',
          { count: 1, first: 'X_orderbook.csv, line 2' },
        ],
      ])
    })

    test('a damaged row is an error with its line, after the messages before it', async () => {
      const { events, error } = await readAll(
        feedOf([first, ...sameRows(1)], [firstRow, 'garbage']),
      )
      expect(error?.message).toMatch(/^X_orderbook.csv, line 2, column 1: expected a whole number/)
      expect(events).toBe(seed.length)
    })

    test('a damaged message is an error of its own file, after the messages before it', async () => {
      const { events, error } = await readAll(feedOf([first, 'garbage'], [firstRow, firstRow]))
      expect(error?.message).toMatch(/^X_message.csv, line 2/)
      expect(events).toBe(seed.length)
    })

    test('read again, and in chunks of any size, it is the same', async () => {
      const messages = [first, order(1, 2, 2, at(0)), order(3, 2, 2, at(0))]
      const rows = [
        firstRow,
        row(
          [
            [0, 2],
            [-1, 9],
          ],
          FAR,
        ),
        row(
          [
            [-1, 9],
            [-2, 3],
          ],
          FAR,
        ),
      ]
      const feed = feedOf(messages, rows)
      const events = await eventList(feed)
      expect(events.at(-1)).toBe(`depth level ${side} ${at(-2)} x 3 last`)
      expect(await eventList(feed)).toEqual(events)
      for (const chunkBytes of [1, 7]) {
        expect(await eventList(feedOf(messages, rows, chunkBytes))).toEqual(events)
      }
      expect(feed.info.name).toBe('X_message.csv, X_orderbook.csv')
      expect(feed.info.sizeBytes).toBe(lines(messages).length + lines(rows).length)
      expect(feed.bytesRead).toBe(feed.info.sizeBytes)
    })
  })
}
