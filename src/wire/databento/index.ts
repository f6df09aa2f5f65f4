/** Databento's binary encoding (DBN): a header, then records of market data. */
export * from './dbn-fields.ts'
export * from './dbn-metadata.ts'
export * from './dbn-splitter.ts'
export * from './mbo-decoder.ts'
