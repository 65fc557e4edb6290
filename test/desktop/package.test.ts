import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { temporaryFolder } from '../engine/temporary-folder.ts'
import { type ArchivedFile, readAsar } from './asar.ts'

const root = join(import.meta.dirname, '..', '..')
const folder = temporaryFolder()
const packed = join(folder, 'packed', 'linux-unpacked')
const archive = join(packed, 'resources', 'app.asar')

/** What Electron searches its own program for, to find the switches behind it. */
const sentinel = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX'

/** Switches of Electron 45 in their order, each with the state that a package must have. */
const switches = {
  RunAsNode: '0',
  EnableCookieEncryption: '0',
  EnableNodeOptionsEnvironmentVariable: '0',
  EnableNodeCliInspectArguments: '0',
  EnableEmbeddedAsarIntegrityValidation: '1',
  OnlyLoadAppFromAsar: '1',
  LoadBrowserProcessSpecificV8Snapshot: '0',
  GrantFileProtocolExtraPrivileges: '0',
}

/** The folder of an Electron whose program does nothing: its switches stand the other way round. */
function standIn(): string {
  const dist = join(folder, 'electron')
  const opposite = Object.values(switches).map((state) => (state === '0' ? '1' : '0'))
  const wire = Buffer.concat([Buffer.from(sentinel), Buffer.from([1, opposite.length]), Buffer.from(opposite.join(''))])
  mkdirSync(join(dist, 'resources'), { recursive: true })
  writeFileSync(join(dist, 'electron'), Buffer.concat([Buffer.from('no program'), wire, Buffer.from('end')]), { mode: 0o755 })
  for (const name of ['LICENSE', 'LICENSES.chromium.html']) writeFileSync(join(dist, name), name)
  return dist
}

/** The project as `npm ci --omit=dev` and a build leave it, with files beside it that must stay out. */
function project(): string {
  const place = join(folder, 'project')
  const copy = (path: string) => cpSync(join(root, path), join(place, path), { recursive: true, dereference: true })
  for (const path of ['package.json', 'electron-builder.yml', 'electron/desktop/icon.png', 'out']) copy(path)
  for (const path of ['node_modules/@duckdb', 'node_modules/detect-libc']) copy(path)
  writeFileSync(join(place, 'out', 'parse-worker.js.map'), '{}')
  for (const path of ['test', 'shared', 'docs', 'out/installers', 'out/bench', 'out/tests']) {
    mkdirSync(join(place, path), { recursive: true })
    writeFileSync(join(place, path, 'secret.ts'), 'never packed')
  }
  return place
}

let files: readonly ArchivedFile[] = []

/** The binding of DuckDB that npm installed is that of this system; what is packed here is for Linux on x64. */
const elsewhere = process.platform !== 'linux' || process.arch !== 'x64'

describe.skipIf(elsewhere)('a package', () => {
  beforeAll(() => {
    if (!existsSync(join(root, 'out', 'desktop', 'main.js'))) throw new Error('out/ holds no programs: run npm run build first.')
    const program = join(root, 'node_modules', 'electron-builder', 'cli.js')
    const options = ['--linux', '--dir', '--publish', 'never', '--projectDir', project()]
    const places = [`-c.electronDist=${standIn()}`, `-c.directories.output=${join(folder, 'packed')}`]
    const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...options, ...places], { encoding: 'utf8', timeout: 100_000 })
    if (status !== 0) throw new Error(`electron-builder ended with ${status}: ${stdout}${stderr}`)
    files = readAsar(archive).files
  })

  it('holds the programs, the window and what DuckDB needs', () => {
    const paths = files.map(({ path }) => path)
    for (const path of [
      'package.json',
      'out/desktop/main.js',
      'out/desktop/preload.cjs',
      'out/engine-process.js',
      'out/parse-worker.js',
      'out/renderer/index.html',
      'node_modules/@duckdb/node-bindings/duckdb.js',
    ]) {
      expect(paths).toContain(path)
    }
    expect(paths.filter((path) => /^out\/renderer\/assets\/.*\.(js|css)$/.test(path)).length).toBeGreaterThan(1)
  })

  it('holds nothing else: no sources, tests, maps, installers, nor packages that are bundled', () => {
    const others = files
      .map(({ path }) => path)
      .filter((path) => !/^(package\.json$|out\/|node_modules\/(@duckdb\/node-bindings[^/]*|detect-libc)\/)/.test(path))
    expect(others).toEqual([])
    const unwanted = files.filter(({ path }) =>
      /secret|\.(map|ts|mts|cts|md|stamp|tsbuildinfo)$|^out\/(installers|bench|tests|cli\.js)/.test(path),
    )
    expect(unwanted).toEqual([])
  })

  it('has the licences of what it holds beside the program', () => {
    const notices = readFileSync(join(packed, 'THIRD-PARTY-NOTICES.txt'), 'utf8')
    for (const name of [
      'react',
      '@mantine/core',
      'recharts',
      'ag-grid-community',
      'zod',
      '@duckdb/node-api',
      'detect-libc',
      'temporal-polyfill',
    ])
      expect(notices, name).toMatch(new RegExp(`^-{80}\\n\\n${name} [0-9][^\\n]*\\nLicence: `, 'm'))
    expect(notices).toContain('Permission is hereby granted, free of charge')
    for (const name of ['vitest', 'electron-builder', 'typescript', 'playwright-core']) expect(notices).not.toContain(`\n\n${name} `)
    expect(files.map(({ path }) => path)).not.toContain('out/THIRD-PARTY-NOTICES.txt')
  })

  it('has the native library beside the archive, where the system can load it', () => {
    const native = files.filter(({ path }) => /\.(node|so|dylib|dll)$/.test(path))
    expect(native.map(({ path }) => path).sort()).toEqual([
      'node_modules/@duckdb/node-bindings-linux-x64/duckdb.node',
      'node_modules/@duckdb/node-bindings-linux-x64/libduckdb.so',
    ])
    for (const { path, offset, size } of native) {
      expect([path, offset, statSync(join(`${archive}.unpacked`, path)).size]).toEqual([path, null, size])
    }
  })

  it('has the switches of Electron set', () => {
    const program = readFileSync(join(packed, 'relayscope'))
    const at = program.indexOf(sentinel) + sentinel.length
    const states = program.subarray(at + 2, at + 2 + Object.keys(switches).length).toString()
    expect(Object.fromEntries(Object.keys(switches).map((name, index) => [name, states[index]]))).toEqual(switches)
  })

  it('has a preload that asks a sandbox for nothing but Electron', () => {
    const extracted = join(folder, 'preload')
    readAsar(archive).extract(extracted)
    const preload = readFileSync(join(extracted, 'out', 'desktop', 'preload.cjs'), 'utf8')
    expect([...preload.matchAll(/\brequire\(([^)]*)\)/g)].map(([, name]) => name)).toEqual(['"electron"'])
  })

  it('passes its own check: a thread starts, DuckDB loads, the engine answers', () => {
    const extracted = join(folder, 'app')
    readAsar(archive).extract(extracted)
    const program = join(extracted, 'out', 'engine-process.js')
    const { status, stdout, stderr } = spawnSync(process.execPath, [program, '--self-check'], { encoding: 'utf8', cwd: folder })
    expect(stderr).toBe('')
    expect(stdout.split('\n').map((line) => line.split(',')[0])).toEqual(['worker: ok', 'DuckDB: ok', 'engine: ok', ''])
    expect(status).toBe(0)
  })
})
