/** Options of every command that runs a configuration: its data, its strategy, single values. */
import type { Command } from 'commander'
import { FEED_FORMATS } from '../io/index.ts'
import { naturalNumber } from './options.ts'

export function withRunOptions(command: Command): Command {
  return command
    .option('--feed <file...>', 'market data, instead of the configured (plain, .gz, .zst, .xz)')
    .option('--format <name>', `auto, ${FEED_FORMATS.join(', ')}`)
    .option('--symbol <name>', 'instrument, where the data hold several or do not name theirs')
    .option('--tick <step>', 'price increment; learnt from the data without')
    .option('--lot <step>', 'size increment; learnt from the data without')
    .option('--strategy <name>', 'strategy, instead of the configured')
    .option('--set <key=value...>', 'change single values of the configuration')
    .option('--seed <seed>', 'seed of synthetic data')
    .option('--ticks <count>', 'length of synthetic data', naturalNumber)
}
