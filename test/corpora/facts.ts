import { readOrigin } from '../../shared/carrier.ts'
import { postfix } from '../../shared/formats/postfix.ts'
import type { LogRecord } from '../../shared/record.ts'

/** What was read of one line, under the names by which the corpora are compared; texts of latin1. */
export type Facts = Readonly<Record<string, string>>

const read = postfix.open({ fileName: '' })

/** What Relayscope keeps of a line; no more than its origin where the line is ignored. */
export function factsOf(line: string): Facts {
  const origin = readOrigin(line)?.origin
  const facts: Record<string, string> = {}
  if (origin !== undefined) {
    const { host, program, pid, stamp } = origin
    Object.assign(facts, { host, program, pid: String(pid), clock: new Date(stamp / 1000).toISOString().slice(5, 19) })
  }
  const outcome = read(line)
  if (typeof outcome === 'string') return { ...facts, outcome }
  for (const record of outcome) Object.assign(facts, present(record))
  return facts
}

function present(record: LogRecord): Record<string, string> {
  const { kind, origin: _, ...rest } = record
  const entries = Object.entries(rest).map(([name, value]) => [name, value === null ? missing[name] : String(value)] as const)
  const facts = Object.fromEntries(entries.filter(([, value]) => value !== undefined)) as Record<string, string>
  const relay = 'nextHop' in record ? (record.nextHop ?? '') : 'reply' in record ? record.reply : ''
  const [, relayHost, relayIp, relayPort] = /(?:^|\s)([^\s[]+)\[([^\s\]]+)\](?::([0-9]+))?/.exec(relay) ?? []
  for (const [name, value] of Object.entries({ kind, relayHost, relayIp, relayPort })) if (value !== undefined) facts[name] = value
  return facts
}

/** How logs write what is not known. */
const missing: Readonly<Record<string, string>> = { clientName: 'unknown', queueId: 'NOQUEUE', messageId: '' }
