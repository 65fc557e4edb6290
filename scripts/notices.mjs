// Licence texts of what a package holds of others: what the builds took from node_modules, and what is packed as it is.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Name of the file; beside the program in a package. */
export const noticesName = 'THIRD-PARTY-NOTICES.txt'

/** The packages of which a build took modules, by name: folders in node_modules. */
export function packagesOf(moduleIds) {
  const found = new Map()
  for (const id of moduleIds) {
    const match = /^(.*[\\/]node_modules[\\/])((?:@[^\\/]+[\\/])?[^\\/]+)/.exec(id.replace(/^\0/, ''))
    if (match !== null) found.set(`${match[1]}${match[2]}`, match[2].replace('\\', '/'))
  }
  return [...found.keys()].sort()
}

/** The packages that are packed as they are: production dependencies with theirs, where they are installed. */
export function packedPackages(root) {
  const folders = new Set()
  const add = (name) => {
    const folder = join(root, 'node_modules', name)
    if (folders.has(folder) || !existsSync(folder)) return // A binding for another system is not installed.
    folders.add(folder)
    const { dependencies, optionalDependencies } = read(folder)
    for (const other of Object.keys({ ...dependencies, ...optionalDependencies })) add(other)
  }
  for (const name of Object.keys(read(root).dependencies ?? {})) add(name)
  return [...folders]
}

function read(folder) {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
}

function noticeOf(folder) {
  const { name, version, license, homepage, author } = read(folder)
  const files = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => entry.name)
    .filter((file) => /^(?:licen[cs]e|copying|notice)/i.test(file) && !/\.(?:js|ts|json)$/.test(file))
    .sort()
  if (files.length === 0 && !license) throw new Error(`${name}@${version} has no licence: it cannot be handed on.`)
  const by = typeof author === 'string' ? author : author?.name
  const texts = files.map((file) => readFileSync(join(folder, file), 'utf8').replaceAll('\r\n', '\n').trim())
  const said = [`Licence: ${license ?? 'as below'}`, ...(by ? [`Author: ${by}`] : []), ...(homepage ? [homepage] : [])]
  return { key: `${name}@${version}`, text: [`${name} ${version}`, ...said, ...texts.flatMap((text) => ['', text])].join('\n') }
}

/** Writes the notices of packages, each version once, by name. @returns how many */
export function writeNotices(file, folders) {
  const notices = new Map(folders.map(noticeOf).map(({ key, text }) => [key, text]))
  const rule = `\n\n${'-'.repeat(80)}\n\n`
  const sorted = [...notices].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, text]) => text)
  const head = `Relayscope holds parts of these ${sorted.length} packages. Electron's own licences lie beside this file.`
  writeFileSync(file, `${[head, ...sorted].join(rule)}\n`)
  return sorted.length
}
