/** What surrounds the body of every page of ours: a policy that lets no request leave it. */
import { Html, html } from './html.ts'

/** Nothing but the page's own style, program and drawings. */
const POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:"

/** @param styles a constant of ours: it stands in the page as it is. */
export function wholePage(title: string, styles: string, body: Html): string {
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,">
<title>${title}</title>
<style>${new Html(styles)}</style>
</head>
<body>
${body}
</body>
</html>
`
  return page.text
}
