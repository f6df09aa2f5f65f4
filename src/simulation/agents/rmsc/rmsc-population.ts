/**
 * The reference populations of ABIDES (D. Byrd, M. Hybinette, T. Balch, ABIDES: Towards High-Fidelity
 * Multi-Agent Market Simulation, 2020): RMSC04, and with `executionBuyer` the execution experiment
 * of RMSC03. Prices are in cents.
 */
import { BUY, millis, type Nanos, nanos, RandomStream, seconds } from '../../../core/index.ts'
import {
  type LineOptions,
  type MarketAgent,
  type PopulationMember,
  RMSC_LINE,
} from '../../market/index.ts'
import { Fundamental, type FundamentalOptions, RMSC04_FUNDAMENTAL } from './fundamental.ts'
import { MarketMakerAgent } from './market-maker-agent.ts'
import { MomentumAgent } from './momentum-agent.ts'
import { NoiseAgent } from './noise-agent.ts'
import { RMSC04_VALUE, ValueAgent } from './value-agent.ts'
import { VolumeShareAgent } from './volume-share-agent.ts'

export interface RmscOptions {
  readonly noiseAgents: number
  readonly valueAgents: number
  readonly momentumAgents: number
  readonly marketMakers: number
  readonly fundamental: FundamentalOptions
  /** Wakes of a value agent per nanosecond. */
  readonly valueArrivalsPerNano: number
  readonly observationVariance: number
  readonly momentumWait: Nanos
  readonly marketMakerWait: Nanos
  readonly backstopLots: number
  /** A buyer of a share of the volume, from half an hour after the open to half an hour before the close. */
  readonly executionBuyer?: { readonly totalLots: number; readonly share: number }
  readonly line: LineOptions
}

export const RMSC04: RmscOptions = {
  noiseAgents: 1_000,
  valueAgents: 102,
  momentumAgents: 12,
  marketMakers: 2,
  fundamental: RMSC04_FUNDAMENTAL,
  valueArrivalsPerNano: RMSC04_VALUE.arrivalsPerNano,
  observationVariance: RMSC04_VALUE.observationVariance,
  momentumWait: seconds(37),
  marketMakerWait: seconds(60),
  backstopLots: 1,
  line: RMSC_LINE,
}

/** Half past nine in the morning, and four in the afternoon, since midnight. */
export const OPEN = seconds(9.5 * 3600)
export const FULL_CLOSE = seconds(16 * 3600)
const NOISE_OPEN = seconds(9 * 3600)
const HALF_HOUR = seconds(1800)
const MINUTE = millis(60_000)

export interface RmscHours {
  readonly open: Nanos
  readonly close: Nanos
}

/** All agents, in the order in which they stand at one instant. */
export function rmscPopulation(
  options: RmscOptions,
  { open, close }: RmscHours,
  seed: number | string,
): PopulationMember[] {
  const fundamental = new Fundamental(
    options.fundamental,
    open,
    RandomStream.named(seed, 'fundamental'),
  )
  const { line } = options
  const crowd = (count: number, agent: () => MarketAgent): PopulationMember[] =>
    Array.from({ length: count }, () => ({ agent: agent(), line }))
  const value = {
    ...RMSC04_VALUE,
    closeNanos: close,
    arrivalsPerNano: options.valueArrivalsPerNano,
    observationVariance: options.observationVariance,
  }
  const { executionBuyer, backstopLots } = options
  return [
    // The keeper of the worth hears news first, before anybody looks.
    { agent: new NewsReader(fundamental) },
    ...crowd(options.noiseAgents, () => new NoiseAgent(NOISE_OPEN, FULL_CLOSE)),
    ...crowd(options.valueAgents, () => new ValueAgent(value, fundamental)),
    ...crowd(
      options.marketMakers,
      () => new MarketMakerAgent(options.marketMakerWait, backstopLots),
    ),
    ...crowd(options.momentumAgents, () => new MomentumAgent(options.momentumWait)),
    ...(executionBuyer === undefined
      ? []
      : [
          {
            agent: new VolumeShareAgent({
              ...executionBuyer,
              side: BUY,
              interval: MINUTE,
              start: nanos(open + HALF_HOUR),
              end: nanos(close - HALF_HOUR),
            }),
            line,
          },
        ]),
  ]
}

/** Never trades: through it news reaches the worth that everybody observes. */
class NewsReader implements MarketAgent {
  readonly name = 'news'
  readonly #fundamental: Fundamental

  constructor(fundamental: Fundamental) {
    this.#fundamental = fundamental
  }

  start(): void {}
  wake(): void {}
  report(): void {}
  answer(): void {}
  hearNews(_desk: unknown, jumpTicks: number): void {
    this.#fundamental.jump(jumpTicks)
  }
}
