/**
 * Layering: several prices of one side are filled with orders, the other side trades, all of them go.
 *
 * At a fill at least 3 prices opposite to it held unexecuted orders younger than 10 s, together at least
 * twice the lots of the executed side; at least 80 % of them are withdrawn within 1 s after it, and do
 * not come back.
 *
 * Known false positives: a market maker who quotes several levels on one side only, as at its position
 * limit, and stops quoting just after a fill.
 */
import type { Ground } from '../rule.ts'
import { ShownSide, type ShownSideThresholds } from './shown-side.ts'

export const LAYERING: ShownSideThresholds = {
  levelsMin: 3,
  levelsMax: Number.MAX_SAFE_INTEGER,
  ratioMin: 2,
  shownPerTouchMin: 0,
  enteredWithinNanos: 10e9,
  withdrawnWithinNanos: 1e9,
  withdrawnShareMin: 0.8,
  reenteredShareMax: 0.5,
  settleNanos: 0.5e9,
}

export class Layering extends ShownSide {
  constructor(ground: Ground, thresholds: ShownSideThresholds = LAYERING) {
    super(ground, thresholds)
  }

  protected describe(show: { levels: number; shown: string; executed: string }): string {
    return `Layered ${show.shown} at ${show.levels} prices, ${show.executed}`
  }
}
