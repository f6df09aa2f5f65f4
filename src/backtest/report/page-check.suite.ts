/** What any page of ours must be: whole HTML that asks nobody for anything. */

const VOID = new Set(['meta', 'link', 'br', 'hr', 'img', 'input'])
const TAG = /<!doctype html>|<(\/?)([a-z][\w-]*)((?:\s+[\w:-]+(?:="[^"<]*")?)*)\s*(\/?)>/gi

/** Elements that are closed wrongly or not at all, and anything that is no tag but looks like one. */
export function brokenMarkup(page: string): string[] {
  const problems: string[] = []
  const open: string[] = []
  let end = 0
  TAG.lastIndex = 0
  for (let match = TAG.exec(page); match !== null; match = TAG.exec(page)) {
    const [tag, slash, name = '', , selfClosing] = match
    const between = page.slice(end, match.index)
    if (between.includes('<')) problems.push(`a stray < in ${between.slice(0, 60)}`)
    end = TAG.lastIndex
    if (name === '' || VOID.has(name) || selfClosing === '/') continue
    if (slash !== '/') {
      open.push(name)
      // What a script or a style holds is no markup.
      if (name === 'script' || name === 'style') {
        const close = page.indexOf(`</${name}>`, end)
        end = close
        TAG.lastIndex = close
      }
    } else if (open.pop() !== name) problems.push(`${tag} closes something else`)
  }
  if (open.length > 0) problems.push(`never closed: ${open.join(' ')}`)
  return problems
}

/** Addresses, imports and sources that would make a reader's browser ask for something. */
export function outsideReferences(page: string): string[] {
  const asks =
    /\bhttps?:|\/\/[\w-]+\.\w|@import|url\(|<[^>]*\bsrc=|<link(?! rel="icon" href="data:,")/g
  return [...page.matchAll(asks)].map(([found]) => found)
}

/** What a number must not look like, with what stands around it; the program of the page aside. */
export function oddNumbers(page: string): string[] {
  const still = page.replace(/<script>[\s\S]*?<\/script>/g, '')
  return [...still.matchAll(/.{0,40}(?:NaN|Infinity|undefined|\[object).{0,20}/g)].map(
    ([odd]) => odd,
  )
}

/** The text of a page as a reader sees it. */
export function shownText(page: string): string {
  return page
    .replace(/<(script|style)[\s\S]*?<\/\1>/g, '')
    .replace(/<[^>]*>/g, ' ')
    .replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)))
}
