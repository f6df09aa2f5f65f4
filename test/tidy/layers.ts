/** The layering of `src`: what each folder may import, and who imports otherwise. */
import { resolved } from './documentation.ts'
import { importsOf, isRelative } from './imports.ts'
import type { Finding, SourceFile } from './source-file.ts'

/** For each folder of `src`, the folders that its compiler project refers to. */
export type Layers = ReadonlyMap<string, readonly string[]>

/** @param configurations the text of each `src/<folder>/tsconfig.json`, by folder. */
export function layersOf(configurations: ReadonlyMap<string, string>): Layers {
  return new Map(
    [...configurations].map(([folder, text]) => {
      const { references = [] } = JSON.parse(text) as { references?: { readonly path: string }[] }
      return [folder, references.map(({ path }) => path.replace('../', ''))]
    }),
  )
}

/**
 * The folders in an order in which each comes after all that it may import.
 * @throws Error naming a folder of a circle.
 */
export function upstreamFirst(layers: Layers): readonly string[] {
  const order: string[] = []
  const visiting = new Set<string>()
  const visit = (folder: string): void => {
    if (order.includes(folder)) return
    if (visiting.has(folder)) throw new Error(`${folder} is upstream of itself`)
    visiting.add(folder)
    for (const upstream of layers.get(folder) ?? []) visit(upstream)
    order.push(folder)
  }
  for (const folder of layers.keys()) visit(folder)
  return order
}

/** Imports that leave a folder for one it does not stand on, or by another door than `index.ts`. */
export function layerBreaches(files: readonly SourceFile[], layers: Layers): Finding[] {
  return files
    .filter((file) => !file.isTest && file.folder !== undefined)
    .flatMap(importsOf)
    .filter(({ specifier }) => isRelative(specifier))
    .flatMap(({ file, specifier, offset }) => {
      const target = resolved(file.path, specifier)
      const folder = /^src\/([^/]+)\//.exec(target)?.[1]
      if (folder === file.folder) return []
      if (folder === undefined)
        return [file.finding(offset, `imports ${specifier}, outside the layers`)]
      if (!layers.get(file.folder!)?.includes(folder)) {
        return [file.finding(offset, `imports ${folder}, which ${file.folder} does not stand on`)]
      }
      if (target === `src/${folder}/index.ts`) return []
      return [file.finding(offset, `imports ${specifier}; the door of ${folder} is its index.ts`)]
    })
}

/** Circles of imports between the files of one folder: values that meet before they are there. */
export function importCircles(files: readonly SourceFile[]): Finding[] {
  const targets = new Map(
    files.map((file) => [file.path, runtimeImports(file).map((to) => resolved(file.path, to))]),
  )
  const state = new Map<string, 'visiting' | 'done'>()
  const findings: Finding[] = []
  const visit = (path: string, trail: readonly string[]): void => {
    if (state.get(path) === 'done') return
    if (state.get(path) === 'visiting') {
      findings.push([...trail.slice(trail.indexOf(path)), path].join(' -> '))
      return
    }
    state.set(path, 'visiting')
    for (const target of targets.get(path) ?? []) visit(target, [...trail, path])
    state.set(path, 'done')
  }
  for (const path of targets.keys()) visit(path, [])
  return findings
}

/** Imports of types alone leave nothing behind when they are compiled. */
function runtimeImports(file: SourceFile): readonly string[] {
  const typesOnly = new Set(
    (file.program.body as { importKind?: string; exportKind?: string; start: number }[])
      .filter((node) => node.importKind === 'type' || node.exportKind === 'type')
      .map(({ start }) => start),
  )
  return importsOf(file)
    .filter(({ specifier, offset }) => isRelative(specifier) && !typesOnly.has(offset))
    .map(({ specifier }) => specifier)
}
