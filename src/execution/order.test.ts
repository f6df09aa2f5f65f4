/** The order state machine: every state against every event, legal and illegal. */
import { expect, test } from 'vitest'
import { GTC, LIMIT, lots, NO_PRICE, SIDES, sideName, ticks } from '../core/index.ts'
import { Order } from './order.ts'

const ENTERED = 1
/** The venue's own doing. */
const UNASKED = 0
const REQUESTED = 2

/** Ways into each state; the order is for 10 lots at 100. */
const states: Readonly<Record<string, (order: Order) => void>> = {
  pending: () => {},
  'pending, part filled': (order) => order.execute(lots(4)),
  working: (order) => order.accept(ENTERED),
  'part filled': (order) => {
    order.accept(ENTERED)
    order.execute(lots(4))
  },
  'cancel in flight': (order) => {
    order.accept(ENTERED)
    order.cancelRequested(REQUESTED)
  },
  'replace up in flight': (order) => {
    order.accept(ENTERED)
    order.replaceRequested(REQUESTED, ticks(101), lots(15))
  },
  'replace down in flight': (order) => {
    order.accept(ENTERED)
    order.replaceRequested(REQUESTED, ticks(101), lots(5))
  },
  filled: (order) => order.execute(lots(10)),
  canceled: (order) => order.end('canceled'),
  expired: (order) => order.end('expired'),
  rejected: (order) => order.end('rejected'),
}

const events: Readonly<Record<string, (order: Order) => void>> = {
  accepted: (order) => order.accept(ENTERED),
  'traded 4': (order) => order.execute(lots(4)),
  'traded 6': (order) => order.execute(lots(6)),
  'traded 10': (order) => order.execute(lots(10)),
  'traded 15': (order) => order.execute(lots(15)),
  'asked to cancel': (order) => order.cancelRequested(3),
  'asked to replace': (order) => order.replaceRequested(3, ticks(99), lots(12)),
  'replaced by 15': (order) =>
    order.replaced(order.request === REQUESTED ? REQUESTED : UNASKED, ticks(101), lots(15)),
  'request refused': (order) => order.requestRefused(REQUESTED),
  'old request refused': (order) => order.requestRefused(77),
  'cancel confirmed': (order) => order.end('canceled'),
}

/** Status, filled of size at price, open lots, and `...` while a request is in flight. */
const shown = (order: Order): string =>
  `${order.status} ${order.filled}/${order.size}@${order.price} open ${order.openLots}${
    order.isRequestPending ? ' ...' : ''
  }`

const ILLEGAL = 'illegal'

function outcome(state: string, event: string, side: (typeof SIDES)[number]): string {
  const order = new Order().begin(1, side, ticks(100), lots(10), LIMIT, GTC)
  order.request = ENTERED
  states[state]?.(order)
  try {
    events[event]?.(order)
  } catch (error) {
    expect((error as Error).message).toMatch(/^Invariant: /)
    return ILLEGAL
  }
  return shown(order)
}

const table: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  pending: {
    accepted: 'working 0/10@100 open 10',
    'traded 4': 'partially filled 4/10@100 open 6 ...',
    'traded 10': 'filled 10/10@100 open 0 ...',
    'traded 15': ILLEGAL,
    'asked to cancel': ILLEGAL,
    'asked to replace': ILLEGAL,
    'old request refused': 'pending 0/10@100 open 10 ...',
    'cancel confirmed': 'canceled 0/10@100 open 0',
  },
  'pending, part filled': {
    accepted: 'partially filled 4/10@100 open 6',
    'traded 6': 'filled 10/10@100 open 0 ...',
    'traded 10': ILLEGAL,
    'asked to cancel': ILLEGAL,
    'cancel confirmed': 'canceled 4/10@100 open 0',
  },
  working: {
    accepted: 'working 0/10@100 open 10',
    'traded 4': 'partially filled 4/10@100 open 6',
    'traded 10': 'filled 10/10@100 open 0',
    'traded 15': ILLEGAL,
    'asked to cancel': 'working 0/10@100 open 10 ...',
    'asked to replace': 'working 0/10@100 open 12 ...',
    'replaced by 15': 'working 0/15@101 open 15',
    'old request refused': 'working 0/10@100 open 10',
    'cancel confirmed': 'canceled 0/10@100 open 0',
  },
  'part filled': {
    'traded 4': 'partially filled 8/10@100 open 2',
    'traded 6': 'filled 10/10@100 open 0',
    'traded 10': ILLEGAL,
    'asked to cancel': 'partially filled 4/10@100 open 6 ...',
    'asked to replace': 'partially filled 4/10@100 open 8 ...',
    'replaced by 15': 'partially filled 4/15@101 open 11',
    'cancel confirmed': 'canceled 4/10@100 open 0',
  },
  'cancel in flight': {
    'traded 4': 'partially filled 4/10@100 open 6 ...',
    'traded 10': 'filled 10/10@100 open 0 ...',
    'asked to cancel': ILLEGAL,
    'asked to replace': ILLEGAL,
    'request refused': 'working 0/10@100 open 10',
    'old request refused': 'working 0/10@100 open 10 ...',
    'cancel confirmed': 'canceled 0/10@100 open 0',
  },
  'replace up in flight': {
    'traded 4': 'partially filled 4/10@100 open 11 ...',
    'traded 10': 'filled 10/10@100 open 0 ...',
    'asked to cancel': ILLEGAL,
    'asked to replace': ILLEGAL,
    'replaced by 15': 'working 0/15@101 open 15',
    'request refused': 'working 0/10@100 open 10',
    'old request refused': 'working 0/10@100 open 15 ...',
    'cancel confirmed': 'canceled 0/10@100 open 0',
  },
  'replace down in flight': {
    'traded 4': 'partially filled 4/10@100 open 6 ...',
    'request refused': 'working 0/10@100 open 10',
    'old request refused': 'working 0/10@100 open 10 ...',
    'cancel confirmed': 'canceled 0/10@100 open 0',
  },
}

for (const side of SIDES) {
  for (const [state, row] of Object.entries(table)) {
    for (const [event, expected] of Object.entries(row)) {
      test(`${sideName(side)}, ${state}: ${event} gives ${expected}`, () => {
        expect(outcome(state, event, side)).toBe(expected)
      })
    }
  }

  for (const ended of ['filled', 'canceled', 'expired', 'rejected']) {
    test(`${sideName(side)}, ${ended}: nothing but an answer to an old request may follow`, () => {
      for (const event of Object.keys(events)) {
        const mayFollow = ['accepted', 'request refused', 'old request refused', 'replaced by 15']
        if (mayFollow.includes(event)) expect(outcome(ended, event, side)).toContain('open 0')
        else expect(outcome(ended, event, side)).toBe(ILLEGAL)
      }
    })
  }
}

test('a replacement to what has already traded ends the order', () => {
  const order = new Order().begin(1, 1, ticks(100), lots(10), LIMIT, GTC)
  order.accept(0)
  order.execute(lots(4))
  order.replaceRequested(2, ticks(100), lots(5))
  order.replaced(2, ticks(100), lots(4))
  expect(shown(order)).toBe('filled 4/4@100 open 0')
})

test('an order begun again remembers nothing', () => {
  const fresh = new Order().begin(5, -1, ticks(7), lots(3), LIMIT, GTC)
  for (const into of Object.values(states)) {
    const used = new Order().begin(1, 1, ticks(100), lots(10), LIMIT, GTC)
    used.request = ENTERED
    into(used)
    used.begin(5, -1, ticks(7), lots(3), LIMIT, GTC)
    expect(used).toEqual(fresh)
  }
  expect(fresh.requestedPrice).toBe(NO_PRICE)
})

test('a repeated answer to an old replace leaves the order as the newer one made it', () => {
  const order = new Order().begin(1, 1, ticks(100), lots(10), LIMIT, GTC)
  order.request = 1
  order.accept(1)
  order.replaceRequested(2, ticks(101), lots(12))
  order.replaced(2, ticks(101), lots(12))
  order.replaceRequested(3, ticks(102), lots(15))
  for (const answer of [2, 3, 2]) order.replaced(answer, ticks(99 + answer), lots(3 * answer + 6))
  expect([order.price, order.size, order.isRequestPending]).toEqual([102, 15, false])
})
