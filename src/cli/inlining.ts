/**
 * Lets V8 put more of a run's inner loop into one piece of machine code: a tenth faster. Takes effect
 * for whatever is compiled after it, so it is imported first.
 */
import { setFlagsFromString } from 'node:v8'

setFlagsFromString('--max-inlined-bytecode-size=1000')
setFlagsFromString('--max-inlined-bytecode-size-cumulative=5000')
