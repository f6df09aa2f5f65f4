/** What every engine does with snapshots: it continues from any engine's as if nothing had been. */
import { expect, test } from 'vitest'
import { InputError, RandomStream } from '../../core/index.ts'
import type { EngineMaker } from './drawn-market.suite.ts'
import { applyAll } from './matching.ts'
import { FUZZED_INSTRUMENTS, FUZZED_PARTICIPANTS, RandomCommands } from './random-commands.suite.ts'
import { told } from './told-events.suite.ts'

const OPTIONS = { instruments: FUZZED_INSTRUMENTS, participants: FUZZED_PARTICIPANTS }
const FRAME = { sign: 1, axis: 0 } as const

/** @param other makes the engine that takes over. */
export function snapshots(make: EngineMaker, other: EngineMaker): void {
  test('snapshot, restore and continue is the same as to continue', () => {
    const commands = new RandomCommands(RandomStream.named(5, 'snapshots'))
    const whole = make(OPTIONS)
    let resumed = other(OPTIONS)
    for (let step = 0; step < 1_500; step++) {
      if (step % 150 === 100) {
        const bytes = whole.snapshot()
        resumed = step % 300 === 100 ? other(OPTIONS) : resumed
        resumed.restore(bytes)
        expect(resumed.snapshot()).toEqual(bytes)
        resumed.checkInvariants()
      }
      const tape = commands.next()
      for (const engine of [whole, resumed]) {
        engine.events.clear()
        applyAll(engine, tape)
      }
      if (step < 100) continue
      expect(told(resumed.events, FRAME)).toEqual(told(whole.events, FRAME))
    }
    expect(whole.orderCount).toBeGreaterThan(10)
    expect(resumed.stateHash()).toBe(whole.stateHash())
  })

  test('a snapshot that is damaged, cut or of other rules is refused, and changes nothing', () => {
    const commands = new RandomCommands(RandomStream.named(6, 'snapshots'))
    const engine = make(OPTIONS)
    for (let step = 0; step < 300; step++) applyAll(engine, commands.next())
    const bytes = engine.snapshot()
    const hash = engine.stateHash()
    const damaged = Array.from({ length: 40 }, (_, k) => {
      const copy = bytes.slice()
      const at = Math.floor((k * bytes.length) / 40)
      copy[at] = copy[at]! ^ 0x10
      return copy
    })
    const cut = [0, 1, 50, 200, bytes.length - 1].map((length) => bytes.slice(0, length))
    for (const bad of [...damaged, ...cut]) expect(() => engine.restore(bad)).toThrow(InputError)
    const stranger = make({ instruments: [{}], participants: 4 })
    expect(() => stranger.restore(bytes)).toThrow('other rules')
    expect(engine.stateHash()).toBe(hash)
    engine.restore(bytes)
    expect(engine.stateHash()).toBe(hash)
  })
}
