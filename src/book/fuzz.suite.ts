/**
 * Random walks that can be replayed: each has a seed, and a failure says it and how to run it alone.
 *
 * The seeds are fixed, so a test that passes keeps passing. `T2T_FUZZ_SEED=n` runs the one walk of
 * seed n; `T2T_FUZZ_WALKS=n` runs n walks from seed 1 on.
 */
import { RandomStream } from '../core/index.ts'

export function fuzz(name: string, walks: number, walk: (random: RandomStream) => void): void {
  const only = process.env.T2T_FUZZ_SEED
  const count = Number(process.env.T2T_FUZZ_WALKS ?? walks)
  const seeds = only === undefined ? Array.from({ length: count }, (_, i) => i + 1) : [Number(only)]
  for (const seed of seeds) {
    try {
      walk(RandomStream.named(seed, name))
    } catch (cause) {
      const replay = `T2T_FUZZ_SEED=${seed} npx vitest run src/book -t '${name}'`
      const reason = cause instanceof Error ? cause.message : String(cause)
      throw new Error(`${name}: seed ${seed} fails. Replay: ${replay}\n${reason}`, { cause })
    }
  }
}
