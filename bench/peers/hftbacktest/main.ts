/** `run.mjs` compares speed; `run.mjs verify` compares results; `--write` keeps those it verified. */
import { inlineInnerLoops } from '../../../src/cli/inlining.ts'
import { compare } from './compare.ts'
import { verify } from './verify.ts'

export async function main(root: string, words: readonly string[]): Promise<void> {
  inlineInnerLoops()
  if (words.includes('verify')) await verify(root, words.includes('--write'))
  else await compare(root)
}
