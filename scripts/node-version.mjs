/** Stops with one sentence on a Node that is too old. Import it first: its syntax is old on purpose. */
const REQUIRED = [20, 19]

const found = process.versions.node.split('.').map(Number)
const isOldEnough = found[0] > REQUIRED[0] || (found[0] === REQUIRED[0] && found[1] >= REQUIRED[1])
if (!isOldEnough) {
  console.error(
    'tick-to-trade needs Node ' +
      REQUIRED.join('.') +
      ' or newer; this is ' +
      process.version +
      '.\n' +
      '  Install a current Node from https://nodejs.org and run the same command again.',
  )
  process.exit(1)
}
