// Builds out/: Node programs by rolldown, the window by Vite. What is up to date is left alone.
// usage: node scripts/build.mjs [--node | --renderer] [--force]
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { performance } from 'node:perf_hooks'
import { fileURLToPath } from 'node:url'
import { noticesName, packagesOf, packedPackages, writeNotices } from './notices.mjs'

export const root = fileURLToPath(new URL('..', import.meta.url))

/** DuckDB's binding is native and stays in node_modules, its client is bundled: of 60 files it would be read for 0.1 s. Electron exists only inside Electron. */
const external = ['electron', /^@duckdb\/node-bindings/]

/** Folders and files whose change makes a part stale. */
const sources = {
  node: ['shared', 'report', 'electron', 'scripts/build.mjs', 'scripts/notices.mjs', 'package-lock.json'],
  renderer: ['shared', 'report', 'renderer', 'vite.config.ts', 'scripts/build.mjs', 'package-lock.json'],
}

/** What a part must have left behind to count as built. */
const results = { node: 'out/cli.js', renderer: 'out/renderer/index.html' }

/** Programs by name: all ECMAScript modules in one flat folder, so that shared chunks find their neighbours. */
export const programs = {
  cli: 'electron/cli/main.ts',
  'parse-worker': 'electron/engine/parse-worker.ts',
  'engine-process': 'electron/desktop/engine-process.ts',
  'desktop/main': 'electron/desktop/main.ts',
}

function* filesBelow(path) {
  const full = join(root, path)
  if (!existsSync(full)) return
  if (statSync(full).isFile()) yield full
  else for (const name of readdirSync(full).sort()) if (!name.endsWith('.tsbuildinfo')) yield* filesBelow(join(path, name))
}

/** Names, sizes and times of a part's sources as one short text. */
function stampOf(part) {
  const hash = createHash('sha256')
  for (const path of sources[part]) {
    for (const file of filesBelow(path)) {
      const { size, mtimeMs } = statSync(file)
      hash.update(`${relative(root, file)} ${size} ${mtimeMs}\n`)
    }
  }
  return hash.digest('hex')
}

/** The packages of which a part is made, one folder a line. */
const packagesFile = (part) => join(root, 'out', `.${part}.packages.stamp`)

function writeAllNotices() {
  const bundled = Object.keys(builders).flatMap((part) =>
    existsSync(packagesFile(part)) ? readFileSync(packagesFile(part), 'utf8').split('\n').filter(Boolean) : [],
  )
  writeNotices(join(root, 'out', noticesName), [...bundled, ...packedPackages(root)])
}

const stampFile = (part) => join(root, 'out', `.${part}.stamp`)

export function isFresh(part) {
  if (!existsSync(join(root, results[part])) || !existsSync(stampFile(part))) return false
  return readFileSync(stampFile(part), 'utf8') === stampOf(part)
}

/** Options of the two rolldown builds: everything as modules, and the preload, which a sandbox allows only as CommonJS. */
export function nodeBuilds() {
  // React of reports: without this its two builds would both be taken along.
  const define = { 'process.env.NODE_ENV': '"production"' }
  const common = { external, platform: 'node', cwd: root, logLevel: 'warn', transform: { define } }
  return [
    {
      ...common,
      input: programs,
      output: {
        dir: join(root, 'out'),
        format: 'esm',
        entryFileNames: '[name].js',
        chunkFileNames: '[name]-[hash].js',
        banner: (chunk) => (chunk.name === 'cli' ? '#!/usr/bin/env -S UV_THREADPOOL_SIZE=16 node' : ''),
      },
    },
    {
      ...common,
      input: { 'desktop/preload': 'electron/desktop/preload.ts' },
      output: { dir: join(root, 'out'), format: 'cjs', entryFileNames: '[name].cjs' },
    },
  ]
}

function removeOldPrograms() {
  const out = join(root, 'out')
  if (!existsSync(out)) return
  for (const name of readdirSync(out)) if (/\.(js|cjs)$/.test(name)) rmSync(join(out, name))
  rmSync(join(out, 'desktop'), { recursive: true, force: true })
}

/** The files of which the chunks of a build are made. */
function idsOf(output) {
  return output.flatMap((chunk) => (chunk.type === 'chunk' ? chunk.moduleIds : []))
}

async function buildNode() {
  const { rolldown } = await import('rolldown')
  removeOldPrograms()
  const ids = []
  for (const { output, ...input } of nodeBuilds()) {
    const bundle = await rolldown(input)
    ids.push(...idsOf((await bundle.write(output)).output))
    await bundle.close()
  }
  return ids
}

/** Bundles other programs as those of the app are: `input` by name, into a folder. One that imports logs needs parse-worker beside it. */
export async function bundle(folder, input) {
  const { rolldown } = await import('rolldown')
  const [{ output: _, ...app }] = nodeBuilds()
  const built = await rolldown({ ...app, input })
  await built.write({ dir: join(root, folder), format: 'esm', entryFileNames: '[name].js' })
  await built.close()
}

async function buildRenderer() {
  const { build } = await import('vite')
  const { output } = await build({ configFile: join(root, 'vite.config.ts'), logLevel: 'warn' })
  return idsOf(output)
}

const builders = { node: buildNode, renderer: buildRenderer }

/** Builds the stale ones of `parts`. @returns the parts that were built */
export async function build({ parts = ['node', 'renderer'], force = false, say = () => {} } = {}) {
  const built = []
  for (const part of parts) {
    if (!force && isFresh(part)) continue
    const start = performance.now()
    const stamp = stampOf(part)
    mkdirSync(join(root, 'out'), { recursive: true })
    rmSync(stampFile(part), { force: true })
    const ids = await builders[part]()
    writeFileSync(packagesFile(part), packagesOf(ids).join('\n'))
    writeFileSync(stampFile(part), stamp)
    built.push(part)
    say(`built ${part === 'node' ? 'programs' : 'window'} in ${((performance.now() - start) / 1000).toFixed(1)} s`)
  }
  if (built.length > 0) writeAllNotices()
  return built
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const only = ['node', 'renderer'].filter((part) => process.argv.includes(`--${part}`))
  const built = await build({
    parts: only.length > 0 ? only : ['node', 'renderer'],
    force: process.argv.includes('--force'),
    say: (text) => console.error(text),
  })
  if (built.length === 0) console.error('out/ is up to date')
}
