/** Lines of one Postfix mail in each shape of syslog, for tests of the import. */
export type Shape = 'rfc3164' | 'iso' | 'rfc5424'

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** One line; `time` is milliseconds UTC. */
export function syslogLine(
  time: number,
  text: string,
  { shape = 'rfc3164' as Shape, program = 'postfix/smtpd', pid = 100, host = 'mx1' } = {},
): string {
  const date = new Date(time)
  if (shape === 'iso') return `${date.toISOString().replace('Z', '000+00:00')} ${host} ${program}[${pid}]: ${text}`
  if (shape === 'rfc5424') return `<22>1 ${date.toISOString().replace('Z', '000+00:00')} ${host} ${program} ${pid} - - ${text}`
  const clock = date.toISOString().slice(11, 19)
  return `${MONTHS[date.getUTCMonth()]} ${String(date.getUTCDate()).padStart(2)} ${clock} ${host} ${program}[${pid}]: ${text}`
}

const ALPHABET = '0123456789BCDFGHJKLMNPQRSTVWXYZbcdfghjklmnpqrstvwxyz'

/** The long queue id that Postfix gives in a second. */
export function longId(second: number, nth: number): string {
  let id = ''
  for (let rest = second; rest > 0; rest = Math.floor(rest / 52)) id = ALPHABET[rest % 52] + id
  return `${id}${[17_576, 676, 26, 1].map((unit) => ALPHABET[Math.floor(nth / unit) % 26]).join('')}z${ALPHABET[1 + (nth % 50)]}k`
}

/** The six lines of a mail that is sent. */
export function mailLines(
  time: number,
  nth: number,
  options: { readonly shape?: Shape; readonly id?: string; readonly host?: string } = {},
): string[] {
  const id = options.id ?? (0xa00000 + nth).toString(16).toUpperCase()
  const line = (program: string, text: string): string =>
    syslogLine(time, text, { ...options, program: `postfix/${program}`, pid: 100 + (nth % 7) })
  return [
    line('smtpd', `${id}: client=ws.example.org[192.0.2.10]`),
    line('cleanup', `${id}: message-id=<${nth}@example.org>`),
    line('qmgr', `${id}: from=<ann@example.org>, size=1200, nrcpt=1 (queue active)`),
    line(
      'smtp',
      `${id}: to=<bob${nth}@example.net>, relay=mx.example.net[198.51.100.9]:25, delay=0.5, delays=0.1/0/0.2/0.2, dsn=2.0.0, status=sent (250 2.0.0 Ok)`,
    ),
    line('qmgr', `${id}: removed`),
  ]
}

/** A log of `count` mails, one each `stepSeconds`, with its last line feed. */
export function mailLog(
  start: number,
  count: number,
  stepSeconds: number,
  options: { readonly shape?: Shape; readonly longIds?: boolean; readonly zoneHours?: number } = {},
): string {
  const lines: string[] = []
  for (let i = 0; i < count; i += 1) {
    const time = start + i * stepSeconds * 1000
    const id = options.longIds === true ? { id: longId(Math.floor(time / 1000), i) } : {}
    lines.push(
      ...mailLines(time + (options.zoneHours ?? 0) * 3_600_000, i, {
        ...(options.shape === undefined ? {} : { shape: options.shape }),
        ...id,
      }),
    )
  }
  return `${lines.join('\n')}\n`
}
