/** The program of a peer's race: its `main.ts`, bundled and loaded. */
import { fileURLToPath, pathToFileURL } from 'node:url'
import { bundle } from '../../scripts/bundle.mjs'
import { inRepository } from '../../scripts/repository.mjs'
import { ensureInstalled } from '../../scripts/setup.mjs'

/** Answers the `main` of the peer of this name, from its source. */
export async function peerProgram(name, source) {
  await ensureInstalled()
  const programs = await bundle({ [name]: fileURLToPath(source) }, inRepository('dist', '.peers'))
  return (await import(pathToFileURL(programs.get(name)).href)).main
}
