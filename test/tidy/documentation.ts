/** Every source file begins by saying what it is; every source folder has a page that does. */
import type { Finding, SourceFile } from './source-file.ts'

export function missingDocComments(files: readonly SourceFile[]): Finding[] {
  return files
    .filter((file) => !file.path.endsWith('.test.ts'))
    .filter((file) => {
      const [first] = file.comments
      const head = first === undefined ? '' : file.text.slice(0, first.start)
      // Before it may stand only the line that names the interpreter, and white space.
      const isFirst = /^(#!.*)?\s*$/.test(head)
      return first === undefined || !isFirst || !isSentence(first.value)
    })
    .map((file) => file.finding(0, 'does not begin with a doc comment'))
}

const isSentence = (comment: string): boolean =>
  comment.startsWith('*') && comment.replace(/[^A-Za-z]/g, '').length >= 12

/** Folders below `src` with code and without a README.md (or, for protocols, a PROTOCOL.md). */
export function foldersWithoutReadme(paths: readonly string[]): Finding[] {
  const known = new Set(paths)
  const folders = new Set(
    paths.filter((path) => /^src\/.*\.tsx?$/.test(path)).map((path) => parentOf(path)),
  )
  return [...folders]
    .filter((folder) => !known.has(`${folder}/README.md`) && !known.has(`${folder}/PROTOCOL.md`))
    .map((folder) => `${folder} has no README.md`)
}

const parentOf = (path: string): string => path.slice(0, path.lastIndexOf('/'))

/** Links in Markdown to files of the repository that are not there. */
export function brokenLinks(
  documents: readonly { readonly path: string; readonly text: string }[],
  paths: readonly string[],
): Finding[] {
  const known = new Set(paths)
  for (const path of paths) {
    for (let folder = parentOf(path); folder !== ''; folder = parentOf(folder)) known.add(folder)
  }
  return documents.flatMap(({ path, text }) =>
    [...text.matchAll(/\]\(([^)\s]+)\)|<img[^>]*\ssrc="([^"]+)"|srcset="([^"]+)"/g)]
      .map((match) => (match[1] ?? match[2] ?? match[3])!.replace(/#.*$/, ''))
      .filter((target) => target !== '' && !/^[a-z]+:/.test(target))
      .filter((target) => !known.has(resolved(path, target)))
      .map((target) => `${path} links to ${target}, which is not there`),
  )
}

/** A relative path, seen from the folder of the file it stands in. */
export function resolved(from: string, target: string): string {
  const steps = parentOf(`/${from}`).split('/').filter(Boolean)
  for (const step of target.split('/')) {
    if (step === '..') steps.pop()
    else if (step !== '.' && step !== '') steps.push(step)
  }
  return steps.join('/')
}
