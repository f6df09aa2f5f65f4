/** Event records as they lie in memory: those of a tape, or of a batch of a journal. */
export interface RecordColumns {
  readonly f64: Float64Array
  readonly i32: Int32Array
}
