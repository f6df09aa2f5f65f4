/** Words the error for a price or size that the instrument's grid does not hold. */
import { InputError, type Instrument } from '../core/index.ts'
import { sampleCaptureJson, splitCaptureLine } from '../wire/index.ts'
import { COUNT_MAX } from './grid-counter.ts'

export function describeOffGrid(
  field: 'price' | 'size',
  instrument: Instrument,
  bytes: Uint8Array,
  start: number,
  end: number,
): InputError {
  const json = splitCaptureLine(bytes, start, end)?.json ?? '{}'
  const sample = sampleCaptureJson(json)
  const grid = field === 'price' ? instrument.tick : instrument.lot
  const texts = (field === 'price' ? sample?.prices : sample?.sizes) ?? []
  const isHeld = (text: string): boolean => Math.abs(grid.count(text)) <= COUNT_MAX
  const text = texts.find((candidate) => !isHeld(candidate)) ?? 'a value'
  const step = field === 'price' ? 'tick' : 'lot'
  const isOffGrid = Number.isNaN(grid.count(text))
  return isOffGrid
    ? new InputError(
        `${text} is no multiple of the ${step} ${grid.step}`,
        { field },
        `Give the instrument's own ${step} with --${step}.`,
      )
    : new InputError(
        `${text} is more than ${COUNT_MAX} times the ${step} ${grid.step}`,
        { field },
        `Give a coarser ${step} with --${step}, if the ${field}s allow one.`,
      )
}
