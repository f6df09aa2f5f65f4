/** An order of a strategy at a real exchange: what the desk knows of it, and what the engine has. */
import { type Lots, lots } from '../../core/index.ts'
import { RestingOrder } from '../../exchange/index.ts'

export class SeatOrder extends RestingOrder {
  /** Lots that live at the engine: fewer than `leaves` where reduce-only holds some back. */
  openLots: Lots = lots(0)
  /** The total that the latest replace asked for. */
  requestedSize: Lots = lots(0)
  /** It is being cut to what there is to reduce: what the engine says next is about that. */
  isTrimmed = false
}
