/**
 * Spoofing: a large order on one side, meant to be seen, while the other side trades; then it goes.
 *
 * Within 5 s before a fill, orders of at least 5 times the lots of the executed side were entered
 * opposite to it, at one or two prices; at least 80 % of them are withdrawn within 2 s after it, and
 * do not come back. They are also of a size that the market would notice: half of what stands at a best
 * price as a rule.
 *
 * Known false positives: a large passive order that is withdrawn because the market moved away, when a
 * small hedge on the other side happened to fill just before.
 */
import type { Ground } from '../rule.ts'
import { ShownSide, type ShownSideThresholds } from './shown-side.ts'

export const SPOOFING: ShownSideThresholds = {
  levelsMin: 1,
  levelsMax: 2,
  ratioMin: 5,
  shownPerTouchMin: 0.5,
  enteredWithinNanos: 5e9,
  withdrawnWithinNanos: 2e9,
  withdrawnShareMin: 0.8,
  reenteredShareMax: 0.5,
  settleNanos: 0.5e9,
}

export class Spoofing extends ShownSide {
  constructor(ground: Ground, thresholds: ShownSideThresholds = SPOOFING) {
    super(ground, thresholds)
  }

  protected describe({ shown, executed }: { shown: string; executed: string }): string {
    return `Showed large ${shown}, ${executed}`
  }
}
