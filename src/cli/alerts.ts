/** `t2t alerts`: sends a test alert through every channel of a file, and says what arrived. */
import { Command } from 'commander'
import { ALERT_TEST, InputError, SEVERITY_CRITICAL } from '../core/index.ts'
import { AlertDelivery, type AlertOutcome, channelsOf } from '../io/index.ts'
import { loadSafety } from './config/safety-file.ts'
import { EXIT_NEGATIVE } from './exit.ts'

const WAIT_MILLIS = 5_000

const EXAMPLES = `
Examples:
  t2t alerts safety.yaml             a test alert by every channel of its alerts
  t2t alerts run.yaml                the same of a run configuration
  t2t alerts safety.yaml --json      the same for programs
  t2t alerts safety.yaml --json > delivery.json

Waits five seconds: that is how long an alert may take. Exit code 1: one did not
arrive.`

export function alertsCommand(): Command {
  return new Command('alerts')
    .description('Send a test alert by every channel, and say what arrived.')
    .argument('<file>', 'a file with a section alerts: as for t2t demo --safety, or of a run')
    .option('--json', 'print JSON')
    .addHelpText('after', EXAMPLES)
    .action(run)
}

async function run(file: string, { json }: { readonly json?: boolean }): Promise<void> {
  const { alerts } = loadSafety(file)
  const channels = alerts === undefined ? [] : channelsOf(alerts)
  if (alerts === undefined || channels.length === 0) {
    throw new InputError(
      'names no channel',
      { file, field: 'alerts' },
      'Add one, such as desktop: true.',
    )
  }
  const outcomes: AlertOutcome[] = []
  const delivery = new AlertDelivery({
    ...alerts,
    channels,
    source: 't2t alerts',
    onOutcome: (outcome) => outcomes.push(outcome),
  })
  const text = 'this is a test: alerts arrive here'
  delivery.accept({ code: ALERT_TEST, severity: SEVERITY_CRITICAL, text, causeNanos: Number.NaN })
  await delivery.close(WAIT_MILLIS)
  if (outcomes.some(({ isDelivered }) => !isDelivered)) process.exitCode = EXIT_NEGATIVE
  process.stdout.write(
    json === true ? `${JSON.stringify(outcomes)}\n` : outcomes.map(line).join(''),
  )
}

function line({ channel, isDelivered, millis, attempts, problem }: AlertOutcome): string {
  const how = isDelivered ? `arrived after ${Math.round(millis)} ms` : `did not arrive: ${problem}`
  return `${channel.padEnd(8)} ${how}${attempts > 1 ? ` (${attempts} attempts)` : ''}\n`
}
