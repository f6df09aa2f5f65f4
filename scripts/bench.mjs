/**
 * `npm run bench`: runs every benchmark, or with `npm run bench -- NAME` those whose path has NAME in
 * it, prints what they measured, and keeps it in bench/results/<machine>.json.
 *
 * Each is bundled, as a program that is shipped would be, and runs in a process of its own, so that
 * none meets code that another has warmed up, or spoilt.
 */
import './node-version.mjs'
import { execFileSync, fork } from 'node:child_process'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { cpus, totalmem } from 'node:os'
import { fileURLToPath } from 'node:url'
import { bundle } from './bundle.mjs'
import { inRepository, namesBelow, ROOT, readJson } from './repository.mjs'
import { ensureInstalled } from './setup.mjs'

const [options, words] = [true, false].map((isOption) =>
  process.argv.slice(2).filter((word) => word.startsWith('-') === isOption),
)
// All of them take minutes and replace what was measured before: nothing to begin by mistake.
const unknown = options.find((option) => option !== '--tiny')
if (unknown !== undefined) {
  console.error(`npm run bench [-- NAME ... --tiny]: there is no option ${unknown}`)
  process.exit(2)
}
await ensureInstalled()
const isTiny = options.length > 0
const chosen = namesBelow(['bench'])
  .filter((path) => path.endsWith('.bench.ts'))
  .filter((path) => words.length === 0 || words.some((word) => path.includes(word)))
if (chosen.length === 0) {
  console.error(`No benchmark has ${words.join(' or ')} in its path. They are bench/**/*.bench.ts.`)
  process.exit(2)
}

const machine = describeMachine()
console.log(
  `${machine.processor}, ${machine.cores} cores, ${machine.memoryGiB} GiB; Node ${machine.node}`,
)
console.log(`tick-to-trade ${machine.version}, commit ${machine.commit}`)
const output = inRepository('dist', '.bench')
rmSync(output, { recursive: true, force: true })
const bundles = await bundle(
  Object.fromEntries(chosen.map((path) => [programName(path), inRepository(path)])),
  output,
)
const results = {}
for (const path of chosen) {
  const result = await measure(bundles.get(programName(path)))
  if (result === undefined) {
    console.error(`${path} failed.`)
    process.exitCode = 1
    continue
  }
  print(result)
  results[path] = result
}
if (!isTiny) keep(results)

function programName(path) {
  return path
    .replace(/^bench\//, '')
    .replace(/\.bench\.ts$/, '')
    .replaceAll('/', '-')
}

/** Runs one benchmark in a process of its own; undefined when it failed. */
function measure(program) {
  const runner = fileURLToPath(new URL('./bench-process.mjs', import.meta.url))
  const child = fork(runner, [program, ...(isTiny ? ['--tiny'] : [])], {
    // The bundle lies elsewhere than its source, which finds the recorded data beside the repository.
    env: { T2T_SHARED: inRepository('..', 'shared'), ...process.env },
  })
  return new Promise((resolve) => {
    let result
    child.on('message', (message) => {
      result = message
    })
    child.on('exit', (code) => resolve(code === 0 ? result : undefined))
  })
}

function print({ name, unit, rows, notes }) {
  console.log(`\n${name}`)
  const width = Math.max(...rows.map(({ label }) => label.length))
  for (const { label, median, rounds } of rows) {
    const spread = `${amount(Math.min(...rounds))} to ${amount(Math.max(...rounds))}`
    console.log(`  ${label.padEnd(width)}  ${amount(median).padStart(9)} ${unit}  (${spread})`)
  }
  for (const note of notes) console.log(`    ${note}`)
}

function amount(value) {
  if (value >= 1e6) return `${(value / 1e6).toFixed(2)} M`
  if (value >= 1e4) return `${(value / 1e3).toFixed(1)} k`
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3)
}

function describeMachine() {
  const processor = cpus()[0]?.model.trim() ?? 'unknown processor'
  return {
    processor,
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    system: `${process.platform} ${process.arch}`,
    node: process.version,
    v8: process.versions.v8,
    version: readJson('package.json').version,
    commit: commit(),
  }
}

function commit() {
  try {
    const git = (...words) => execFileSync('git', words, { cwd: ROOT, encoding: 'utf8' }).trim()
    return `${git('rev-parse', '--short', 'HEAD')}${git('status', '--porcelain', 'src') ? ' and changes' : ''}`
  } catch {
    return 'unknown'
  }
}

/** Results of benchmarks that were not run this time stay, each with the machine it was run on. */
function keep(measured) {
  const parts = [
    machine.processor,
    `${machine.cores} cores`,
    `node ${machine.node.split('.')[0].slice(1)}`,
  ]
  const name = parts
    .join(' ')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/-+$/, '')
  const path = ['bench', 'results', `${name}.json`]
  const kept = readJson(...path) ?? {}
  for (const [benchmark, result] of Object.entries(measured))
    kept[benchmark] = { machine, ...result }
  mkdirSync(inRepository('bench', 'results'), { recursive: true })
  writeFileSync(inRepository(...path), `${JSON.stringify(kept, null, 2)}\n`)
  console.log(`\nKept in ${path.join('/')}`)
}
