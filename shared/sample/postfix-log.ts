import { logZone } from './calendar.ts'
import type { Chance } from './chance.ts'
import { relay } from './organisation.ts'
import { createLines } from './servers/server-log.ts'

/** A Postfix server's mail.log as rsyslog writes it since Debian 12 (RFC 3339 stamps). Times are epoch ms, with fractions. */
export interface PostfixLog {
  /** Lines after the sample's end are not written. */
  write(time: number, program: string, pid: number, text: string): void
  /** A process of the program that is free from `time` to `until`. */
  process(program: string, time: number, until: number): number
  /** A long queue id (`enable_long_queue_ids`, postconf(5)): it holds the moment. */
  queueId(time: number): string
  /** All lines in time order. */
  text(): string
}

const digits = '0123456789BCDFGHJKLMNPQRSTVWXYZbcdfghjklmnpqrstvwxyz'

function inBase(value: number, base: number, width: number): string {
  let text = ''
  for (let rest = value; rest > 0; rest = Math.floor(rest / base)) text = digits[rest % base] + text
  return text.padStart(width, '0')
}

function stamp(time: number): string {
  const micros = Math.floor((time - Math.floor(time / 1_000) * 1_000) * 1_000)
  const clock = new Date(Math.floor(time / 1_000) * 1_000 + logZone.hours * 3_600_000).toISOString().slice(0, 19)
  return `${clock}.${String(micros).padStart(6, '0')}${logZone.text}`
}

/** Makes an empty log. */
export function createPostfixLog(chance: Chance): PostfixLog {
  const lines = createLines()
  const processes = new Map<string, { readonly pid: number; busyUntil: number }[]>()
  let lastPid = chance.whole(900, 4_000)
  let inode = chance.whole(130_000, 140_000)
  return {
    write: (time, program, pid, text) => lines.write(time, `${stamp(time)} ${relay.host} postfix/${program}[${pid}]: ${text}`),
    process: (program, time, until) => {
      const known = processes.get(program) ?? []
      processes.set(program, known)
      let free = known.find(({ busyUntil }) => busyUntil < time)
      if (free === undefined) {
        lastPid += chance.whole(1, 9)
        free = { pid: lastPid, busyUntil: until }
        known.push(free)
      }
      free.busyUntil = until
      return free.pid
    },
    queueId: (time) => {
      inode += 1
      const micros = Math.floor((time % 1_000) * 1_000)
      return `${inBase(Math.floor(time / 1_000), 52, 6)}${inBase(micros, 52, 4)}z${inBase(130_000 + (inode % 4_000), 51, 1)}`
    },
    text: () => lines.text(),
  }
}
