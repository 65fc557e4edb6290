import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Delivery, Message } from '../../shared/message.ts'
import { corpora } from './postfix-lines.ts'

/** A small log and what its corpus expects of the mails in it. */
export interface ExpectedLog {
  readonly name: string
  /** Of the log; or its text. */
  readonly log: { readonly path: string } | { readonly text: string }
  readonly checks: readonly Check[]
}

/** One expected field, as a question of all mails that were found. */
export interface Check {
  readonly field: string
  holds(messages: readonly Message[]): boolean
}

function json(path: string): unknown {
  return JSON.parse(readFileSync(join(corpora, path), 'utf8')) as unknown
}

function someDelivery(messages: readonly Message[], holds: (delivery: Delivery, message: Message) => boolean): boolean {
  return messages.some((message) => message.deliveries.some((delivery) => holds(delivery, message)))
}

const fates: Readonly<Record<string, readonly string[]>> = {
  sent: ['relayed', 'delivered'],
  deferred: ['deferred'],
  rejected: ['rejected'],
  bounced: ['bounced'],
}

const idOf = (message: Message): string => (message.messageId ?? '').replace(/^<|>$/g, '')

/** Zentyal: one mail for each log, with the client and the answer. Its `event` and `message_type` are words of its own. */
const zentyalFields: Readonly<Record<string, (value: string, delivery: Delivery, message: Message) => boolean>> = {
  from_address: (value, _, message) => message.sender === value,
  message_id: (value, _, message) => idOf(message) === value,
  message_size: (value, _, message) => String(message.sizeBytes) === value,
  status: (value, delivery) => fates[value]?.includes(delivery.fate) === true,
  message: (value, delivery) => delivery.reply === value,
  to_address: (value, delivery) => (delivery.originalRecipient ?? delivery.recipient) === value,
  client_host_name: (value, _, message) => (message.client.name ?? 'unknown') === value,
  client_host_ip: (value, _, message) => message.client.ip === value,
  relay: (value, delivery) => delivery.nextHop === value,
  timestamp: (value, delivery, message) => (delivery.lastAttempt ?? message.lastSeen).slice(5, 19).replace('T', ' ') === value,
}

/** The logs of Zentyal. */
export function zentyal(): readonly ExpectedLog[] {
  const rows = readFileSync(join(corpora, 'zentyal/expected.jsonl'), 'utf8').split('\n').filter(Boolean)
  return rows.map((row) => {
    const { name, lines, expect } = JSON.parse(row) as { name: string; lines: string[]; expect: Readonly<Record<string, string | null>> }
    const checks = Object.entries(expect).flatMap(([field, value]) => {
      const question = zentyalFields[field]
      if (question === undefined || value === null) return []
      return [{ field, holds: (all: readonly Message[]) => someDelivery(all, (delivery, mail) => question(value, delivery, mail)) }]
    })
    return { name, log: { text: `${lines.join('\n')}\n` }, checks }
  })
}

interface FroideLog {
  readonly completeMessages?: number
  readonly openMessages?: number
  readonly messageIds?: readonly string[]
  readonly status?: string
  readonly second?: { readonly from: string; readonly to: string; readonly status: string }
}

const isOpen = (message: Message): boolean => message.deliveries.every(({ fate }) => fate === 'unknown')

/** The logs of froide: mails that have both ends, their ids, and what became of one. */
export function froide(): readonly ExpectedLog[] {
  const { files } = json('froide/expected.json') as { files: Readonly<Record<string, FroideLog>> }
  return Object.entries(files).map(([name, { completeMessages, openMessages, messageIds, status, second }]) => {
    const checks: Check[] = (messageIds ?? []).map((id) => ({
      field: 'messageIds',
      holds: (all) => all.some(({ messageId }) => messageId === id),
    }))
    if (completeMessages !== undefined)
      checks.push({ field: 'completeMessages', holds: (all) => all.filter((message) => !isOpen(message)).length === completeMessages })
    if (openMessages !== undefined) checks.push({ field: 'openMessages', holds: (all) => all.filter(isOpen).length === openMessages })
    if (status !== undefined)
      checks.push({ field: 'status', holds: (all) => someDelivery(all, ({ fate }) => fates[status]?.includes(fate) === true) })
    if (second !== undefined)
      checks.push({
        field: 'second',
        holds: (all) =>
          someDelivery(
            all,
            ({ recipient, fate }, { sender }) =>
              sender === second.from && recipient === second.to && fates[second.status]?.includes(fate) === true,
          ),
      })
    return { name, log: { path: join(corpora, 'froide/froide/helper/tests/testdata', name) }, checks }
  })
}

interface Tracked {
  readonly title: string
  readonly files: readonly string[]
  readonly count: number
  readonly results: Readonly<Record<string, Readonly<Record<string, string | number>>>>
}

/** Lightmeter: one result for each mail and recipient. */
const lightmeterFields: Readonly<Record<string, (value: string, delivery: Delivery, message: Message) => boolean>> = {
  ConnectionClientHostname: (value, _, message) => message.client.name === value,
  QueueSenderLocalPart: (value, _, message) => message.sender?.startsWith(`${value}@`) === true,
  QueueSenderDomainPart: (value, _, message) => message.sender?.endsWith(`@${value}`) === true,
  QueueMessageID: (value, _, message) => idOf(message) === value,
  QueueOriginalMessageSize: (value, _, message) => String(message.sizeBytes) === value,
  QueueDeliveryName: (value, _, message) => message.queueIds.some((id) => id.endsWith(`/${value}`)),
  ResultRecipientLocalPart: (value, delivery) => delivery.recipient?.startsWith(`${value}@`) === true,
  ResultRecipientDomainPart: (value, delivery) => delivery.recipient?.endsWith(`@${value}`) === true,
  ResultStatus: (value, delivery) => fates[value]?.includes(delivery.fate) === true,
  ResultSentRemoteID: (value, delivery) => delivery.reply?.includes(value) === true,
  ResultMessageDirection: (value, delivery) => (value === 'inbound') === (delivery.fate === 'delivered'),
}

/** The logs of Lightmeter whose results are known. */
export function lightmeter(): readonly ExpectedLog[] {
  return (json('lightmeter/expected-tracking.json') as readonly Tracked[]).map(({ title, files, count, results }) => {
    const fields = Object.values(results).flatMap((result) => {
      const known = Object.entries(result).filter(([field]) => field in lightmeterFields)
      return known.map(([field]) => ({
        field,
        // Of the mail that has all the other fields as well, or the first field that differs is found nowhere.
        holds: (all: readonly Message[]) =>
          someDelivery(all, (delivery, message) =>
            known.every(([name, value]) => lightmeterFields[name]!(String(value), delivery, message)),
          ) || someDelivery(all, (delivery, message) => lightmeterFields[field]!(String(result[field]), delivery, message)),
      }))
    })
    const deliveries = (all: readonly Message[]): number => all.flatMap((message) => message.deliveries).length
    return {
      name: title,
      log: { path: join(corpora, 'lightmeter', files[0] ?? '') },
      checks: [{ field: 'count', holds: (all: readonly Message[]) => deliveries(all) === count }, ...fields],
    }
  })
}
