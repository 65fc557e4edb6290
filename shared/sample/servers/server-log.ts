import { logZone, sampleEnd } from '../calendar.ts'
import type { Answer, Notice, QueuedMail } from '../mail.ts'
import type { Traffic } from '../mail-server.ts'
import { partners, relay } from '../organisation.ts'
import type { TurnedAway } from '../outsiders.ts'

/** What a server that is no Postfix would have written of the sample's three days. */
export interface ServerLog {
  /** The file's name, without a folder. */
  readonly name: string
  readonly text: string
  /** This server's own id of each mail, by Postfix's; mail that it does not write of is absent. */
  readonly queueIds: ReadonlyMap<string, string>
}

/** Writes the log of one kind of server from what passed the relay and who was turned away. */
export type ServerLogWriter = (traffic: Traffic, strangers: readonly TurnedAway[]) => ServerLog

/** Lines that are written in any order. Times are epoch ms; what comes after the sample's end is not written. */
export interface Lines {
  write(time: number, text: string): void
  /** All lines in time order. */
  text(): string
}

export function createLines(): Lines {
  const lines: { readonly time: number; readonly text: string }[] = []
  return {
    write: (time, text) => {
      if (time < sampleEnd) lines.push({ time, text })
    },
    text: () =>
      [...lines]
        .sort((a, b) => a.time - b.time)
        .map(({ text }) => `${text}\n`)
        .join(''),
  }
}

/** The wall clock in the log's zone: `2026-03-02 08:12:00.123`. */
export function wallClock(time: number): string {
  return new Date(time + logZone.hours * 3_600_000).toISOString().slice(0, 23).replace('T', ' ')
}

/** The head of a syslog line of the relay, with an RFC 3339 stamp. */
export function syslogHead(time: number, program: string, pid: number): string {
  return `${wallClock(time).replace(' ', 'T')}000${logZone.text} ${relay.host} ${program}[${pid}]: `
}

/** A number in the digits of an alphabet. */
export function inDigits(value: number, digits: string, width: number): string {
  let text = ''
  for (let rest = Math.floor(value); rest > 0; rest = Math.floor(rest / digits.length)) text = digits[rest % digits.length] + text
  return text.padStart(width, digits[0])
}

/** Milliseconds between an attempt and its line. */
export const attemptTakes = 600

/** A server of the outside, or the relay's own mailboxes; null where none could be reached. */
export interface Hop {
  readonly host: string
  /** Null of the own mailboxes. */
  readonly ip: string | null
}

/** Where an answer came from. */
export function hopOf({ relay: place }: Answer): Hop | null {
  const [, host = '', ip = ''] = /^([^[]*)\[([^\]]*)\]/.exec(place) ?? []
  if (host === '') return null
  return ip.includes('/') ? { host, ip: null } : { host, ip }
}

/** The server that cannot be reached. */
export const unreachable = partners.down

/** A server's reply as it came over the wire: a line of text for each of its lines. */
export function replyLines({ reply }: Answer): readonly string[] {
  return reply.split(/[ ?](?=\d{3}[- ]\d\.\d\.\d )/)
}

/** Whether the partner refused at MAIL, RCPT or the end of the message. */
export function stageOf({ text }: Answer): 'mail' | 'rcpt' | 'eod' {
  if (text.includes('(in reply to MAIL FROM command)')) return 'mail'
  return text.includes('(in reply to end of DATA command)') ? 'eod' : 'rcpt'
}

/** Whether a mail has its last answer for every recipient, and when. */
export function doneAt({ passages }: QueuedMail): number | null {
  const last = passages.map(({ answers }) => answers.at(-1))
  return last.every((answer) => answer !== undefined && answer.status !== 'deferred')
    ? Math.max(...last.map((answer) => answer?.time ?? 0)) + attemptTakes + 40
    : null
}

/** The mail that each of the relay's own notices reports, by the notice. */
export function reportedBy(notices: readonly Notice[]): ReadonlyMap<QueuedMail, QueuedMail> {
  return new Map(notices.flatMap(({ by, queued, mail }) => (by === 'postfix' && queued !== null ? [[queued, mail] as const] : [])))
}
