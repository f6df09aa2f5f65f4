/** What `t2t` asks of V8. */
import { setFlagsFromString } from 'node:v8'

/**
 * Lets V8 put more of a run's inner loop into one piece of machine code: a sixth faster. Takes effect
 * for whatever is compiled after it, so it is called first.
 */
export function inlineInnerLoops(): void {
  setFlagsFromString('--max-inlined-bytecode-size=1000')
  setFlagsFromString('--max-inlined-bytecode-size-cumulative=5000')
}
