/** Sizes of the orders of noise, value and momentum agents: mostly a hundred, now and then anything. */
import { exp, type RandomStream } from '../../../core/index.ts'

const LOG_NORMAL_WEIGHT = 0.2
const LOG_MEAN = 2.9
const LOG_DEVIATION = 1.2
/** Of 100, 200, ... 1,000 lots, all with the same small deviation. */
const ROUND_WEIGHTS = [0.7, 0.06, 0.004, 0.0329, 0.001, 0.0006, 0.0004, 0.0005, 0.0003, 0.0003]
const ROUND_DEVIATION = 0.15
const ROUND_STEP = 100

/** Whole lots, at least 0; an order of size 0 is not sent. */
export function drawOrderSize(random: RandomStream): number {
  let level = random.uniform() - LOG_NORMAL_WEIGHT
  if (level < 0) return Math.round(exp(LOG_MEAN + LOG_DEVIATION * random.normal()))
  let component = 0
  while (component < ROUND_WEIGHTS.length - 1 && level >= ROUND_WEIGHTS[component]!) {
    level -= ROUND_WEIGHTS[component]!
    component++
  }
  return Math.round(ROUND_STEP * (component + 1) + ROUND_DEVIATION * random.normal())
}
