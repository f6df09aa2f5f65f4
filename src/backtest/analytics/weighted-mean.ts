/**
 * A weighted mean with its standard error, summed up as values come, in clusters.
 *
 * Values that come close together share their noise (three fills in one burst see the same price
 * afterwards), so they count as one cluster: the error is that of the clusters' sums, not of the
 * single values. Clusters arrive one after the other; a value whose key differs from the last one's
 * opens the next.
 *
 * With A the sum of w x and B the sum of w in a cluster, G clusters, W all weights and m the mean:
 *
 * ```
 * error^2 = G / (G - 1) * sum (A - m B)^2 / W^2
 * ```
 */
export class WeightedMean {
  count = 0
  weight = 0
  #sum = 0
  #clusters = 0
  #key = Number.NaN
  // Of the open cluster, then over the closed ones: A^2, A B, B^2.
  #a = 0
  #b = 0
  #aa = 0
  #ab = 0
  #bb = 0

  /** Adds a value. `cluster` is any number that values of one cluster share. O(1). */
  add(value: number, weight: number, cluster: number): void {
    if (cluster !== this.#key) this.#open(cluster)
    this.count++
    this.weight += weight
    this.#sum += value * weight
    this.#a += value * weight
    this.#b += weight
  }

  /** NaN without values. */
  get mean(): number {
    return this.count === 0 ? Number.NaN : this.#sum / this.weight
  }
  /** The sum of weight times value. */
  get sum(): number {
    return this.#sum
  }
  get clusters(): number {
    return this.#clusters
  }

  /** NaN with fewer than two clusters. */
  get standardError(): number {
    if (this.#clusters < 2) return Number.NaN
    const { mean } = this
    const aa = this.#aa + this.#a * this.#a
    const ab = this.#ab + this.#a * this.#b
    const bb = this.#bb + this.#b * this.#b
    // Rounding may leave a hair below zero when all values are equal.
    const squares = Math.max(0, aa - 2 * mean * ab + mean * mean * bb)
    return Math.sqrt((squares * this.#clusters) / (this.#clusters - 1)) / this.weight
  }

  /** Half the width of the 95 % interval around the mean. */
  get halfWidth(): number {
    return 1.96 * this.standardError
  }

  #open(cluster: number): void {
    this.#aa += this.#a * this.#a
    this.#ab += this.#a * this.#b
    this.#bb += this.#b * this.#b
    this.#a = 0
    this.#b = 0
    this.#key = cluster
    this.#clusters++
  }
}
