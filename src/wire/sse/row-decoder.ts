/**
 * What rows of both Shanghai tables have alike: whose they are, when they were sent and arrived, and
 * their place in the channel.
 */
import { FieldSplitter } from './field-splitter.ts'
import { columnOf, type SseTable } from './table.ts'

export class SseRowDecoder<Column extends string> {
  /** Nanoseconds since midnight in Shanghai, at the exchange and at the receiver. */
  nanos = 0
  localNanos = 0
  /** Place of the message among all of its channel, orders and trades together. */
  bizIndex = 0
  protected readonly fields: FieldSplitter
  protected readonly columns: Readonly<Record<Column, number>>
  readonly #security: Uint8Array = new Uint8Array(0)
  readonly #securityColumn: number = 0
  readonly #timeColumn: number = 0
  readonly #bizIndexColumn: number = 0
  readonly #localColumn: number = 0

  /** `names`: what the table calls the columns that are its own. */
  protected constructor(
    table: SseTable,
    security: Uint8Array,
    timeName: string,
    names: Readonly<Record<Column, string>>,
  ) {
    this.fields = new FieldSplitter(table.names)
    this.#security = security
    this.#securityColumn = columnOf(table, 'SecurityID')
    this.#timeColumn = columnOf(table, timeName)
    const columns: Record<string, number> = {}
    for (const [column, name] of Object.entries<string>(names)) {
      columns[column] = columnOf(table, name)
    }
    this.columns = columns as Record<Column, number>
    this.#bizIndexColumn = columnOf(table, 'BizIndex')
    this.#localColumn = table.names.indexOf('LocalTime')
  }

  /** Answers whether the row is about the security; of another's, nothing is taken. */
  protected begin(bytes: Uint8Array, start: number, end: number): boolean {
    const { fields } = this
    fields.split(bytes, start, end)
    if (!fields.isText(this.#securityColumn, this.#security)) return false
    this.bizIndex = fields.count(this.#bizIndexColumn)
    this.nanos = fields.timeOfDay(this.#timeColumn)
    this.localNanos = this.#localColumn < 0 ? this.nanos : fields.timeOfDay(this.#localColumn)
    return true
  }
}
