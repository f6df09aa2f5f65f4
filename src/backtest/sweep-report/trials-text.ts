/** The number of trials as it stands beside every Sharpe ratio. */
import { countText } from '../report/index.ts'

export const trialsText = (trials: number): string =>
  `${countText(trials)} ${trials === 1 ? 'trial' : 'trials'}`
