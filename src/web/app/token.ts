/** The token that came with the URL, behind its `#`: it stays there, so that a reload has it too. */
export function token(): string {
  return new URLSearchParams(location.hash.slice(1)).get('token') ?? ''
}
