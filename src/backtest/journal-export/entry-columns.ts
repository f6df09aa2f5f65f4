/** The columns that records have as rows of a table. */

export type EntryCell = string | number | undefined

export interface EntryColumn {
  readonly name: string
  readonly isText: boolean
}

/** In the order in which they stand in a table. */
export const ENTRY_COLUMNS = [
  { name: 'sequence', isText: false },
  { name: 'at', isText: true },
  { name: 'exchangeNanos', isText: false },
  { name: 'localNanos', isText: false },
  { name: 'kind', isText: true },
  { name: 'instrument', isText: false },
  { name: 'symbol', isText: true },
  { name: 'orderId', isText: false },
  { name: 'request', isText: false },
  { name: 'action', isText: true },
  { name: 'side', isText: true },
  { name: 'price', isText: false },
  { name: 'size', isText: false },
  { name: 'priceTicks', isText: false },
  { name: 'sizeLots', isText: false },
  { name: 'ask', isText: false },
  { name: 'askSize', isText: false },
  { name: 'orderType', isText: true },
  { name: 'timeInForce', isText: true },
  { name: 'reasonCode', isText: false },
  { name: 'reason', isText: true },
  { name: 'liquidity', isText: true },
  { name: 'fee', isText: false },
  { name: 'algorithm', isText: false },
  { name: 'severity', isText: true },
  { name: 'code', isText: false },
  { name: 'positionLots', isText: false },
  { name: 'openOrders', isText: false },
  { name: 'runHash', isText: true },
  { name: 'evidenceFirst', isText: false },
  { name: 'evidenceLast', isText: false },
  { name: 'before', isText: true },
  { name: 'after', isText: true },
  { name: 'value', isText: false },
  { name: 'who', isText: true },
  { name: 'text', isText: true },
] as const satisfies readonly EntryColumn[]

export type EntryRow = Partial<Record<(typeof ENTRY_COLUMNS)[number]['name'], EntryCell>>

/** All columns, empty: rows of one shape are made and written several times as fast. */
export function emptyRow(): EntryRow {
  return {
    sequence: undefined,
    at: undefined,
    exchangeNanos: undefined,
    localNanos: undefined,
    kind: undefined,
    instrument: undefined,
    symbol: undefined,
    orderId: undefined,
    request: undefined,
    action: undefined,
    side: undefined,
    price: undefined,
    size: undefined,
    priceTicks: undefined,
    sizeLots: undefined,
    ask: undefined,
    askSize: undefined,
    orderType: undefined,
    timeInForce: undefined,
    reasonCode: undefined,
    reason: undefined,
    liquidity: undefined,
    fee: undefined,
    algorithm: undefined,
    severity: undefined,
    code: undefined,
    positionLots: undefined,
    openOrders: undefined,
    runHash: undefined,
    evidenceFirst: undefined,
    evidenceLast: undefined,
    before: undefined,
    after: undefined,
    value: undefined,
    who: undefined,
    text: undefined,
  } satisfies Record<keyof EntryRow, undefined>
}
