import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { check } from 'recheck'
import { parseAst } from 'rolldown/parseAst'
import { expect, test, vi } from 'vitest'

const root = join(import.meta.dirname, '..')
const { version: recheckVersion } = JSON.parse(readFileSync(join(root, 'node_modules/recheck/package.json'), 'utf8')) as { version: string }

/** A pattern as it is written, and the file in which it first stands. */
interface Pattern {
  readonly source: string
  readonly flags: string
  readonly file: string
}

const files = ['shared', 'electron', 'report', 'renderer'].flatMap((folder) => {
  const names = readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
  return names.filter((name) => /\.tsx?$/.test(name) && !name.endsWith('.d.ts')).map((name) => `${folder}/${name}`)
})

/** The nodes of a file's syntax, the outer before the inner. */
function* nodes(tree: unknown): Generator<Readonly<Record<string, unknown>>> {
  if (typeof tree !== 'object' || tree === null) return
  if ('type' in tree) yield { ...tree }
  for (const inner of Object.values(tree)) yield* nodes(inner)
}

const syntax = new Map(
  files.map((file) => {
    const tree = parseAst(readFileSync(join(root, file), 'utf8'), { lang: file.endsWith('x') ? 'tsx' : 'ts' }, file)
    return [file, [...nodes(tree)]] as const
  }),
)

function literals(): readonly Pattern[] {
  return [...syntax].flatMap(([file, found]) =>
    found.flatMap(({ type, regex }) => {
      if (type !== 'Literal' || regex === undefined) return []
      const { pattern, flags } = regex as { readonly pattern: string; readonly flags: string }
      return [{ source: pattern, flags, file }]
    }),
  )
}

/** Patterns that a file puts together when it is loaded. */
async function built(): Promise<readonly Pattern[]> {
  const made: Pattern[] = []
  for (const [file, found] of syntax) {
    if (!found.some(({ type, callee }) => type === 'NewExpression' && (callee as { readonly name?: unknown }).name === 'RegExp')) continue
    const construct = (target: RegExpConstructor, given: [string, string?]): RegExp => {
      const pattern = new target(...given)
      made.push({ source: pattern.source, flags: pattern.flags, file })
      return pattern
    }
    vi.stubGlobal('RegExp', new Proxy(RegExp, { construct }))
    const before = made.length
    try {
      await import(`${join(root, file)}?anew`) // Others may have loaded it in this process.
    } finally {
      vi.unstubAllGlobals()
    }
    expect(made.length, `${file} builds patterns later than it is loaded: nothing checks them`).toBeGreaterThan(before)
  }
  return made
}

/** By steps, not by time, which says more of the machine: an attack that is cut short on a busy one would count as proved. */
const bySteps = { attackTimeout: null, incubationTimeout: null, seedingTimeout: null, timeout: 120_000 } as const

/** What this version of recheck found safe in an earlier run: it would take its time, and find it safe again. */
const memory = join(root, 'test-results', `safe-patterns-${recheckVersion}.json`)
const known = new Set<string>(existsSync(memory) ? (JSON.parse(readFileSync(memory, 'utf8')) as string[]) : [])

// Of its own accord it takes the fastest program that it finds. One that needs minutes to judge a pattern does not say that it is safe.
test('patterns are linear on hostile text', { timeout: 600_000 }, async () => {
  const distinct = new Map([...literals(), ...(await built())].map((pattern) => [`/${pattern.source}/${pattern.flags}`, pattern]))
  expect(distinct.size).toBeGreaterThan(400)
  const bad: string[] = []
  const safe: string[] = []
  for (const [written, { source, flags, file }] of distinct) {
    const status = known.has(written) ? 'safe' : (await check(source, flags, bySteps)).status
    if (status === 'safe') safe.push(written)
    else bad.push(`${file}: ${status}: ${written}`)
  }
  mkdirSync(join(root, 'test-results'), { recursive: true })
  writeFileSync(memory, JSON.stringify(safe))
  expect(bad).toEqual([])
})
