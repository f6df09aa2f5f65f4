/**
 * Tables of the ziggurat for the standard normal distribution, 256 layers of equal area.
 *
 * G. Marsaglia and W. W. Tsang, The Ziggurat Method for Generating Random Variables, Journal of
 * Statistical Software 5(8), 2000; with the layer and the abscissa drawn from separate bits, as
 * J. A. Doornik, An Improved Ziggurat Method to Generate Normal Random Samples, 2005, asks for.
 *
 * Layer 0 is the bottom strip together with the tail beyond `NORMAL_TAIL`; it is drawn as a
 * rectangle of the same area, of width `NORMAL_EDGES[0]`. Layer `i` reaches out to
 * `NORMAL_EDGES[i]` and lies wholly under the curve up to `NORMAL_EDGES[i + 1]`.
 */
import { exp, log } from './exact-math.ts'

const LAYERS = 256
/** Where the tail begins: the one abscissa for which 256 layers close at the top. */
export const NORMAL_TAIL = 3.6541528853610088
/** Area of a layer under `exp(-x x / 2)`, one side. */
const LAYER_AREA = 0.004928673233974655

/** The right edge of each layer, falling; the last is zero. */
export const NORMAL_EDGES = new Float64Array(LAYERS + 1)
/** `exp(-x x / 2)` at each edge. */
export const NORMAL_HEIGHTS = new Float64Array(LAYERS + 1)

/** The standard normal density without its constant factor. */
export const normalHeight = (x: number): number => exp(-0.5 * x * x)

NORMAL_EDGES[0] = LAYER_AREA / normalHeight(NORMAL_TAIL)
NORMAL_EDGES[1] = NORMAL_TAIL
NORMAL_HEIGHTS[1] = normalHeight(NORMAL_TAIL)
for (let layer = 2; layer < LAYERS; layer++) {
  const edge = NORMAL_EDGES[layer - 1]!
  const height = NORMAL_HEIGHTS[layer - 1]! + LAYER_AREA / edge
  NORMAL_EDGES[layer] = Math.sqrt(-2 * log(height))
  NORMAL_HEIGHTS[layer] = height
}
NORMAL_HEIGHTS[LAYERS] = 1
