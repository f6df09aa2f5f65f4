/**
 * HTML as values: whatever is put into a template is escaped, unless it is HTML already.
 *
 * Names of files, symbols and strategies come from users and from data. They reach a page only through
 * `html`, so none of them can become an element or an attribute.
 */

/** Text that is safe to stand in a page. */
export class Html {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }

  toString(): string {
    return this.text
  }
}

type Content = Html | string | number | undefined | readonly Content[]

/**
 * ```ts
 * html`<td class="${kind}">${symbol}</td>`
 * ```
 */
export function html(parts: TemplateStringsArray, ...contents: readonly Content[]): Html {
  let text = parts[0]!
  for (let k = 0; k < contents.length; k++) text += rendered(contents[k]) + parts[k + 1]!
  return new Html(text)
}

/** Text for elements and for quoted attributes. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"'`]/g, (character) => `&#${character.charCodeAt(0)};`)
}

/** Data for a script element: nothing in it can end the element or begin another. */
export function scriptJson(data: unknown): Html {
  const text = JSON.stringify(data)
  return new Html(
    text.replace(/[<>&\u2028\u2029]/g, (character) => {
      const code = character.charCodeAt(0).toString(16).padStart(4, '0')
      return `\\u${code}`
    }),
  )
}

function rendered(content: Content): string {
  if (content === undefined) return ''
  if (content instanceof Html) return content.text
  if (typeof content === 'object') return content.map(rendered).join('')
  return escapeHtml(String(content))
}
