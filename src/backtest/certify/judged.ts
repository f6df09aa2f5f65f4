/** What a check is given, and what it answers: the terms in which every check is written. */
import { CANCEL_ORDER } from '../../core/index.ts'
import { NO_REASON } from '../../risk/index.ts'
import type { BacktestRun } from '../backtest.ts'
import type { StressCase } from './battery.ts'
import type { CheckResult } from './certificate.ts'
import type { WantedOrder } from './flow-ledger.ts'
import type { StressedRun } from './stressed-run.ts'

export interface Judged {
  readonly stress: StressCase
  readonly stressed: StressedRun
  readonly run: BacktestRun
  /** The same market left alone. */
  readonly calm: StressedRun
}

export const SECOND = 1e9

export const result = (check: string, holds: boolean, text: string): CheckResult => ({
  check,
  verdict: holds ? 'held' : 'did not hold',
  text,
})
export const notApplicable = (check: string, text: string): CheckResult => ({
  check,
  verdict: 'not applicable',
  text,
})

/** What left, but for withdrawals. */
export const approved = (wanted: readonly WantedOrder[]): WantedOrder[] =>
  wanted.filter(({ reason, action }) => reason === NO_REASON && action !== CANCEL_ORDER)

export const wasStopped = ({ run, wires }: StressedRun): boolean =>
  run!.killSwitch.isTripped || wires.some(({ wasStopped: stopped }) => stopped)
