/**
 * What a feed said of orders that cannot be, counted by kind. A book goes on; a report tells.
 *
 * A file that starts within the day, or shows few levels, has unknown ids by nature; any other has
 * none, and a count above zero means that messages were lost.
 */
export class OrderAnomalies {
  unknownReduces = 0
  unknownDeletes = 0
  unknownExecutes = 0
  unknownReplaces = 0
  /** Orders added under the id of one that exists. */
  duplicateIds = 0
  /** More was taken from an order, or by unknown orders from anonymous lots, than there was. */
  overReductions = 0
  /** Orders and changes with a size, price, side or id that none can have. Ignored. */
  impossible = 0

  get total(): number {
    return (
      this.unknownReduces +
      this.unknownDeletes +
      this.unknownExecutes +
      this.unknownReplaces +
      this.duplicateIds +
      this.overReductions +
      this.impossible
    )
  }
}
