import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Outcome } from '../shared/formats/format.ts'
import { allFormats, recogniseFormat } from '../shared/formats/index.ts'

const folder = join(import.meta.dirname, 'fixtures')

const cases = allFormats.flatMap((format) => {
  const path = join(folder, format.id)
  const logs = existsSync(path) ? readdirSync(path).filter((name) => name.endsWith('.log')) : []
  return logs.map((name) => [`${format.id}/${name}`, format, join(path, name)] as const)
})

/** One line per outcome. Signatures have a test of their own. */
function rendered(outcome: Outcome): string {
  return JSON.stringify(outcome, (key, value: unknown) => (key === 'signature' ? undefined : value))
}

describe('golden outcomes', () => {
  test.each(cases)('%s', async (_, format, path) => {
    const read = format.open({ fileName: path })
    const lines = readFileSync(path, 'utf8').replace(/\n$/, '').split('\n')
    const got = `${lines.map((line) => rendered(read(line))).join('\n')}\n`
    // Missing ones are written, and with `-u` all; with CI=1 a missing one fails.
    await expect(got).toMatchFileSnapshot(path.replace(/\.log$/, '.jsonl'))
  })
})

/** Fixtures that hold lines of another program as well. */
const mixed: Readonly<Record<string, readonly string[]>> = { 'exim/syslog.log': ['postfix'] }

describe('no format claims the lines of another', () => {
  test.each(cases)('%s', (name, format, path) => {
    const lines = readFileSync(path, 'latin1').replace(/\n$/, '').split('\n')
    expect(recogniseFormat(lines).formats.map(({ id }) => id)).toEqual([format.id, ...(mixed[name] ?? [])])
  })
})

/** Names that stand in replies of the services that this program is about. */
const services = /(?:^|\.)(?:google\.com|smtp(?:-relay)?\.gmail\.com|protection\.outlook\.com|rsyslog\.com)$/
const reservedName = /(?:^|\.)(?:example|invalid|test|localhost)(?:\.(?:com|net|org))?$/
const reservedAddress = /^(?:127\.|10\.|192\.0\.2\.|198\.51\.100\.|203\.0\.113\.)/

test('no fixture holds a real name or address', () => {
  const real = cases.flatMap(([name, , path]) => {
    const text = readFileSync(path, 'utf8')
    const hosts = [...text.matchAll(/[a-z0-9.-]+\.(?:com|net|org|de|io|edu|gov|info|biz|fr|ch|at|nl|uk|local)\b/gi)].map(([host]) => host)
    const domains = [...text.matchAll(/@([\p{L}\p{N}.-]+\.\p{L}{2,})/gu)].map(([, domain]) => domain!)
    const addresses = [...text.matchAll(/\[(\d+\.\d+\.\d+\.\d+)\]/g)].map(([, address]) => address!)
    const names = [...hosts.filter((host) => !services.test(host)), ...domains].filter((host) => !reservedName.test(host))
    return [...names, ...addresses.filter((address) => !reservedAddress.test(address))].map((found) => `${name}: ${found}`)
  })
  expect(real).toEqual([])
})
