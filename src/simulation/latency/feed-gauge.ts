/** How late the feed is just now: the latency of the newest record that has arrived here. */
import { type Nanos, nanos } from '../../core/index.ts'
import type { FeedWatch } from './latency.ts'

export class FeedGauge implements FeedWatch {
  /** 0 before the first record. */
  newest = nanos(0)

  onActivity(_now: Nanos): void {}

  onFeedLatency(latency: Nanos): void {
    this.newest = latency
  }
}
