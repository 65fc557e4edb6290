import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { exim } from '../shared/formats/exim.ts'
import type { LogRecord } from '../shared/record.ts'

const suite = join(resolve(import.meta.dirname, '../../shared'), 'corpora/exim-testsuite')

/** What the corpus expects of a mail. */
interface Expected {
  readonly id: string
  readonly from: string
  readonly messageId: string | null
  readonly ip: string | null
  readonly bounceOf: string | null
  readonly completed: boolean
  readonly arrivedAt?: string
  readonly deliveries: readonly { readonly flag: string; readonly address: string; readonly original: string | null }[]
}

const actions: Readonly<Record<string, readonly string[]>> = {
  '=>': ['sent', 'discarded', 'discard'],
  '->': ['sent', 'discarded'],
  '>>': ['sent'],
  '*>': ['discarded'],
  '==': ['deferred'],
  '**': ['bounced', 'expired'],
}

const utf8 = (bytes: string): string => Buffer.from(bytes, 'latin1').toString('utf8')
const same = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase()

/** Records of one run's log, by the mail that they are about. */
function recordsOf(file: string): ReadonlyMap<string, readonly LogRecord[]> {
  const read = exim.open({ fileName: file })
  const found = new Map<string, LogRecord[]>()
  for (const line of readFileSync(join(suite, file), 'latin1').split('\n')) {
    const outcome = read(line)
    if (typeof outcome === 'string') continue
    for (const record of outcome) {
      const id = record.kind === 'notice' ? record.linkedId : (record.queueId ?? '')
      found.set(id, [...(found.get(id) ?? []), record])
    }
  }
  return found
}

/** Counts what is expected and what of it was found. */
function measure() {
  const counts = new Map<string, { found: number; all: number }>()
  const count = (what: string, right: boolean) => {
    const row = counts.get(what) ?? { found: 0, all: 0 }
    counts.set(what, { found: row.found + (right ? 1 : 0), all: row.all + 1 })
  }
  const rows = readFileSync(join(suite, 'expected-by-file.jsonl'), 'utf8').trim().split('\n')
  for (const row of rows) {
    const { file, messages } = JSON.parse(row) as { file: string; messages: readonly Expected[] }
    const found = recordsOf(file)
    for (const message of messages) countMessage(message, found.get(message.id) ?? [], count)
  }
  return counts
}

function countMessage(message: Expected, records: readonly LogRecord[], count: (what: string, right: boolean) => void): void {
  const { from, ip, messageId, bounceOf } = message
  if (message.arrivedAt !== undefined) {
    const sender = from === '<>' ? '' : from
    const isMade = records.some((record) => record.kind === 'queued' && utf8(record.sender) === sender)
    // The corpus gives no address where the suite wrote a stand-in for it.
    const isFrom = records.some(
      (record) => record.kind === 'arrival' && (record.clientIp === ip || (ip === null && record.clientIp !== '')),
    )
    count('<=', isMade && isFrom)
  }
  if (messageId !== null)
    count(
      'id',
      records.some((record) => record.kind === 'message-id' && record.messageId === `<${messageId}>`),
    )
  if (bounceOf !== null)
    count(
      'bounce',
      records.some((record) => record.kind === 'notice' && record.queueId === bounceOf),
    )
  if (message.completed)
    count(
      'Completed',
      records.some((record) => record.kind === 'end'),
    )
  const open = records.flatMap((record) => (record.kind === 'attempt' || record.kind === 'refusal' ? [record] : []))
  for (const { flag, address, original } of message.deliveries) {
    const at = open.findIndex((record) => {
      if (!actions[flag]?.includes(record.action)) return false
      if (record.kind === 'refusal') return address === 'blackhole'
      const names = [record.recipient, record.originalRecipient ?? ''].map(utf8)
      return names.some((name) => same(name, address) || (original !== null && same(name, original)))
    })
    count(flag, at >= 0)
    if (at >= 0) open.splice(at, 1)
  }
  if (open.some(({ kind }) => kind === 'attempt')) count('more than expected', false)
}

describe.runIf(existsSync(suite))("the logs of Exim's own tests (skipped where ../shared/corpora is absent)", () => {
  test('give the arrivals, deliveries, deferrals and failures of each mail', () => {
    const counts = measure()
    for (const what of ['<=', '=>', '->', '>>', '*>', '==', '**', 'Completed', 'id', 'bounce']) {
      const { found, all } = counts.get(what) ?? { found: 0, all: 1 }
      expect({ what, right: found / all >= 0.99 }).toEqual({ what, right: true })
    }
    expect(counts.get('more than expected')?.all ?? 0).toBeLessThan(5)
  })
})
