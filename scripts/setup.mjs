/**
 * Brings a clone to where its commands can run: installs what is missing, builds what is stale.
 *
 * Says what it does and how long it took, and nothing when there is nothing to do. Needs no more than
 * Node and npm; after the first installation nothing needs the network. What was interrupted is
 * repaired the next time.
 */
import './node-version.mjs'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { basename, dirname } from 'node:path'
import { pathToFileURL } from 'node:url'
import { run } from './child.mjs'
import { isInstalled } from './installation.mjs'
import { oneAtATime } from './one-at-a-time.mjs'
import { fingerprint, inRepository, namesBelow } from './repository.mjs'

const LOCK = inRepository('dist', '.build', 'setup.lock')
const INSTALLING = 'installing'

const isSource = (name) => !/\.(test|suite)\.tsx?$/.test(name) && !name.endsWith('.md')
const ENGINE = {
  name: 'engine',
  command: ['node_modules/typescript/bin/tsc', '-b', 'src', 'src/cli'],
  inputs: ['src', 'tsconfig.base.json', 'package-lock.json'],
  isInput: (name) => isSource(name) && !name.startsWith('src/web/app/'),
  outputOf: (name) => name.endsWith('.ts') && name.replace(/^src/, 'dist').replace(/ts$/, 'js'),
  // The compiler believes its own records; where output is gone they are wrong.
  wordsWithoutOutput: ['--force'],
}
const PAGE = {
  name: 'page',
  command: ['node_modules/vite/bin/vite.js', 'build', 'src/web/app', '--logLevel', 'warn'],
  inputs: ['src', 'package-lock.json'],
  isInput: isSource,
  outputOf: (name) => name === 'src/web/app/index.html' && 'dist/web/app/index.html',
  wordsWithoutOutput: [],
}

/** Installs what the lock file names, where it is not there yet. Ends the process when that fails. */
export const ensureInstalled = () => ensure([])

/** Installs, and compiles the engine and the command line where they are older than their sources. */
export const ensureEngine = () => ensure([ENGINE])

/** The same, and the page for the browser. */
export const ensureReady = () => ensure([ENGINE, PAGE])

async function ensure(targets) {
  await oneAtATime(LOCK, async ({ unfinished, doing }) => {
    if (unfinished === INSTALLING || !isInstalled()) {
      doing(INSTALLING)
      await install(unfinished === INSTALLING)
    }
    for (const target of targets) {
      doing(`building the ${target.name}`)
      await ensureBuilt(target)
    }
  })
}

async function install(isRepair) {
  const why = isRepair ? ', as the last installation did not finish' : ''
  const [program, ...words] = npm(['ci', '--include=dev'])
  await timed(`Installing dependencies (npm ci)${why}`, program, words, [
    'Installing needs the npm registry: look at the network and at the proxy settings of npm.',
    'After one success nothing is fetched any more.',
  ])
}

async function ensureBuilt({ name, command, inputs, isInput, outputOf, wordsWithoutOutput }) {
  const stampFile = inRepository('dist', '.build', `${name}.stamp`)
  const files = namesBelow(inputs).filter(isInput)
  const stamp = fingerprint(files)
  const outputs = files.map(outputOf).filter(Boolean)
  const hasOutput = outputs.every((output) => existsSync(inRepository(output)))
  if (hasOutput && existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) return
  rmSync(stampFile, { force: true })
  const words = hasOutput ? command : [...command, ...wordsWithoutOutput]
  await timed(`Building the ${name}`, process.execPath, words, [
    'The clone does not compile as it stands: compare it with `git status`.',
  ])
  mkdirSync(dirname(stampFile), { recursive: true })
  writeFileSync(stampFile, stamp)
}

/** How to call npm: the one that called us, else the one on the path. */
function npm(words) {
  const caller = process.env.npm_execpath ?? ''
  if (basename(caller) === 'npm-cli.js') return [process.execPath, caller, ...words]
  return ['npm', ...words]
}

/** Says what it does and how long it took; ends the process when the command fails. */
async function timed(title, program, words, remedies) {
  console.error(`${title} ...`)
  const start = performance.now()
  if ((await run(program, words)) !== 0) {
    console.error(`${title} failed.`)
    for (const remedy of remedies) console.error(`  ${remedy}`)
    process.exit(1)
  }
  console.error(`  done in ${((performance.now() - start) / 1000).toFixed(1)} s`)
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await ensureReady()
