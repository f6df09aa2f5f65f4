/** How fast a demo may go. */
import { InputError } from '../core/index.ts'
import type { Speed } from './protocol.ts'

export const SPEED_LOWEST = 0.01
export const SPEED_HIGHEST = 10_000

/** @throws InputError unless it is `max` or a multiple of real time within its bounds. */
export function checkedSpeed(speed: Speed): Speed {
  if (speed === 'max' || (speed >= SPEED_LOWEST && speed <= SPEED_HIGHEST)) return speed
  throw new InputError(
    `a speed is 'max' or a number from ${SPEED_LOWEST} to ${SPEED_HIGHEST}, found ${speed}`,
    { field: 'speed' },
  )
}
