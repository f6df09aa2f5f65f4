/** The trade's words, never shortened: identifiers made of banned abbreviations. */
import { type Finding, type SourceFile, type SyntaxNode, walk } from './source-file.ts'

/** What is banned, and what to write. A text, so that this file does not trip over itself. */
const BANNED_WORDS = `
acct account
addr address
amt amount
arr a plural
attr attribute
bal balance
btn button
buf buffer
calc the verb
cb a verb
cfg configuration
cmd command
cnt count
coeff coefficient
ctx context
cur current
curr current
del remove
dest destination
dst destination
el element
elem element
err error
evt event
fn a verb
freq frequency
func a verb
idx index
impl the idea
instr instrument
len length
lvl level
mgr the idea
mkt market
msg message
num count or number
ob book
obj the thing
opts options
ord order
pos position
prc price
prev previous
ptr pointer
px price
qty size
req request
res response or result
resp response
ret result
str text
sz size
temp the thing
tmp the thing
ts time
util the idea
utils the idea
val value
vol volume or volatility
`

export const BANNED: ReadonlyMap<string, string> = new Map(
  BANNED_WORDS.trim()
    .split('\n')
    .map((line) => [line.slice(0, line.indexOf(' ')), line.slice(line.indexOf(' ') + 1)]),
)

/** Options of fast-check, spelt as it spells them. */
const SPELT_ELSEWHERE = new Set(['numRuns', 'freq'])

/** `#lastPriceTicks` is last, price, ticks; `MAX_QTY` is max, qty; `usdPx2` is usd, px. */
export function wordsOf(identifier: string): readonly string[] {
  return identifier
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .split(/[^A-Za-z]+/)
    .filter((word) => word !== '')
    .map((word) => word.toLowerCase())
}

export function abbreviations(files: readonly SourceFile[]): Finding[] {
  const findings: Finding[] = []
  for (const file of files) {
    walk(file.program, (node, parent, field) => {
      if (!isNamedHere(node, parent, field) || SPELT_ELSEWHERE.has(node.name as string)) return
      for (const word of wordsOf(node.name as string)) {
        const better = BANNED.get(word)
        if (better === undefined) continue
        findings.push(file.finding(node.start, `names ${node.name}: not ${word}, but ${better}`))
      }
    })
  }
  return findings
}

/** Only where a name is given: a member of somebody else's object is spelt as they spell it. */
function isNamedHere(node: SyntaxNode, parent: SyntaxNode | undefined, field: string): boolean {
  if (node.type !== 'Identifier' && node.type !== 'PrivateIdentifier') return false
  if (parent === undefined || parent.computed === true) return node.type === 'PrivateIdentifier'
  if (parent.type === 'MemberExpression') return false
  // `{ ctx: canvas } = plot` and `{ ctx: canvas }` speak to somebody else; `{ ctx }` names it too.
  if (parent.type === 'Property' && field === 'key') return false
  return !(parent.type === 'ImportSpecifier' && field === 'imported')
}
