/** Names of people, as far as a program can tell them apart: spelling aside. */

/** Case, spaces and forms of the same letters make no other person. */
export const isSamePerson = (first: string, second: string): boolean =>
  plainName(first) === plainName(second)

const plainName = (name: string): string =>
  name.normalize('NFKC').trim().replaceAll(/\s+/g, ' ').toLowerCase()
