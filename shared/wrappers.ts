import type { Provider, Stage } from './failures/failure.ts'

/** Who speaks in a reason text: the server that wrote the log (`local`) or the one it talked to (`remote`). */
export type Reporter = 'local' | 'remote'

/** Names of diagnostic types that mail servers write before a reply (RFC 3464, `Diagnostic-Code`). */
const diagnosticTypes = ['smtp;', 'x-postfix;', 'x-unix;', 'x-lmtp;', 'lmtp;', 'x-notes;', 'x-local;', 'dns;', 'x-exim;', 'x-sendmail;']

/** Words of protocol stages, as Postfix, Exim and msmtp write them; the first that begins the text counts. */
const stageWords: readonly (readonly [string, Stage])[] = [
  ['mail', 'mail'],
  ['pipelined mail', 'mail'],
  ['rcpt', 'rcpt'],
  ['pipelined rcpt', 'rcpt'],
  ['end of data', 'eod'],
  ['sending end of data', 'eod'],
  ['sending message body', 'eod'],
  ['pipelined end of data', 'eod'],
  ['pipelined sending end of data', 'eod'],
  ['bdat', 'eod'],
  ['data', 'data'],
  ['pipelined data', 'data'],
  ['sending mail', 'mail'],
  ['sending rcpt', 'rcpt'],
  ['sending data', 'data'],
  ['ehlo', 'helo'],
  ['helo', 'helo'],
  ['lhlo', 'helo'],
  ['performing the ehlo', 'helo'],
  ['performing the helo', 'helo'],
  ['performing the lhlo', 'helo'],
  ['starttls', 'starttls'],
  ['performing the starttls', 'starttls'],
  ['auth', 'auth'],
  ['receiving the initial', 'connect'],
  ['initial connection', 'connect'],
  ['connect', 'connect'],
]

/** Stage named at the start of `words` (`RCPT TO command`, `sending end of data`), or null. */
export function stageOf(words: string): Stage | null {
  const start = lowerAscii(words.slice(0, 40))
  for (const [word, stage] of stageWords) if (start.startsWith(word)) return stage
  return null
}

/** Lower-cases A–Z only: the text may be UTF-8 read as latin1, which other case mappings would damage. */
export function lowerAscii(text: string): string {
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase())
}

/** The host of `mx.example.net[192.0.2.25]:25`, lower-cased and without address and port. */
export function hostName(written: string): string | null {
  const bracket = written.indexOf('[')
  const bare = bracket < 0 ? written : written.slice(0, bracket)
  const name = lowerAscii(bare.slice(0, 255).replace(/[^A-Za-z0-9.:_-]/g, ''))
  const end = name.indexOf(':') === name.lastIndexOf(':') ? name.indexOf(':') : -1
  const host = end < 0 ? name : name.slice(0, end)
  return host === '' || host === 'none' ? null : host
}

/** A text that is being peeled: every wrapper that comes off leaves what it said. */
export interface Peeling {
  text: string
  host: string | null
  stage: Stage | null
  reporter: Reporter | null
  program: Provider | null
}

/** Cuts blanks and line ends at both sides; not `trim`, which would cut bytes of UTF-8 read as latin1. */
export function stripBlanks(text: string): string {
  let start = 0
  let end = text.length
  while (start < end && text.charCodeAt(start) <= 32) start++
  while (end > start && text.charCodeAt(end - 1) <= 32) end--
  return start === 0 && end === text.length ? text : text.slice(start, end)
}

/** Position of the first reply code that follows `: ` at or after `from`, or -1. */
function codeAfterColon(text: string, from: number): number {
  for (let at = text.indexOf(': ', from); at >= 0 && at < from + 600; at = text.indexOf(': ', at + 2)) {
    if (isCodeAt(text, at + 2)) return at + 2
  }
  return -1
}

/** Whether three digits of a reply (2xx, 4xx, 5xx) stand at `at`, followed by a blank, a hyphen or nothing. */
function isCodeAt(text: string, at: number): boolean {
  const first = text.charCodeAt(at)
  if (first !== 50 && first !== 52 && first !== 53) return false
  const after = text.charCodeAt(at + 3)
  return isDigit(text.charCodeAt(at + 1)) && isDigit(text.charCodeAt(at + 2)) && (Number.isNaN(after) || after <= 32 || after === 45)
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57
}

/** `host NAME[IP] said: REPLY (in reply to X command)` and `host NAME[IP] refused to talk to me: REPLY`. */
function peelHost(peeling: Peeling): boolean {
  const { text } = peeling
  const space = text.indexOf(' ', 5)
  if (space < 0 || space > 400) return false
  const rest = text.slice(space + 1, space + 30)
  const said = rest.startsWith('said: ')
  if (!said && !rest.startsWith('refused to talk to me: ')) return false
  peeling.host = hostName(text.slice(5, space))
  peeling.reporter = 'remote'
  if (!said) peeling.stage = 'connect'
  peeling.text = text.slice(space + 1 + (said ? 6 : 23))
  return true
}

/** Postfix itself says why; nobody answered, or the answer is not the cause. */
function markPostfix(peeling: Peeling): void {
  peeling.reporter = 'local'
  peeling.program = 'postfix'
}

/** `SASL authentication failed; server NAME[IP] said: REPLY`; the reply's line breaks are written as `?`. */
function peelSasl(peeling: Peeling): boolean {
  const { text } = peeling
  const server = text.indexOf('server ')
  if (!text.startsWith('SASL authentication failed') || server < 0 || server > 60) return false
  peeling.stage = 'auth'
  const end = text.indexOf(' said: ', server)
  const nameEnd = text.indexOf(' ', server + 7)
  peeling.host = hostName(text.slice(server + 7, nameEnd < 0 ? undefined : nameEnd))
  if (end < 0) {
    markPostfix(peeling)
    return false
  }
  peeling.reporter = 'remote'
  peeling.text = text.slice(end + 7)
  return true
}

/** Exim: `SMTP error from remote mail server after RCPT TO:<…>: host NAME [IP]: REPLY`, wherever it begins. */
function peelExim(peeling: Peeling, at: number): boolean {
  const { text } = peeling
  const after = text.indexOf(' after ', at)
  if (after < 0 || after > at + 60) return false
  const code = codeAfterColon(text, after)
  if (code < 0) return false
  peeling.stage = stageOf(text.slice(after + 7, after + 60)) ?? peeling.stage
  peeling.reporter = 'remote'
  const named = text.slice(0, code)
  const host = named.lastIndexOf(' host ')
  const short = named.indexOf('H=')
  if (host >= 0) peeling.host = hostName(named.slice(host + 6, named.indexOf(' ', host + 6)))
  else if (short >= 0) peeling.host = hostName(named.slice(short + 2, named.indexOf(' ', short + 2)))
  peeling.text = text.slice(code)
  return true
}

/** msmtp: `… smtpstatus=550 smtpmsg='REPLY' …`; only the quotes of the field itself are apostrophes. */
function peelMsmtp(peeling: Peeling, at: number): boolean {
  const { text } = peeling
  const host = text.indexOf('host=')
  const end = text.indexOf("'", at + 9)
  if (host >= 0 && host < at) peeling.host = hostName(text.slice(host + 5, text.indexOf(' ', host)))
  peeling.reporter = 'remote'
  const inner = text.slice(at + 9, end < 0 ? undefined : end)
  const error = text.indexOf("errormsg='", at)
  if (error >= 0) peeling.stage = msmtpStage(text.slice(error + 10, error + 110)) ?? peeling.stage
  peeling.text = inner
  return true
}

/** msmtp without an answer of the server: `… errormsg='cannot connect to mx.example.net, port 25: Connection refused' …`. */
function peelMsmtpError(peeling: Peeling, at: number): boolean {
  const { text } = peeling
  const host = text.indexOf('host=')
  const end = text.indexOf("' exitcode=", at)
  if (host >= 0 && host < at) peeling.host = hostName(text.slice(host + 5, text.indexOf(' ', host)))
  peeling.reporter = 'local'
  peeling.text = text.slice(at + 10, end < 0 ? undefined : end)
  return true
}

/** The stage that msmtp's own words name (`envelope from address … not accepted by the server`). */
function msmtpStage(words: string): Stage | null {
  if (words.startsWith('envelope from')) return 'mail'
  if (words.startsWith('recipient address')) return 'rcpt'
  if (words.startsWith('authentication failed')) return 'auth'
  if (words.startsWith('the server did not accept the mail')) return 'eod'
  return null
}

/** Cuts `(in reply to RCPT TO command)` from the end. */
export function peelTail(peeling: Peeling): void {
  const at = peeling.text.lastIndexOf(' (in reply to ')
  if (at < 0 || peeling.text.charCodeAt(0) === 40 || peeling.text.length - at > 60) return
  peeling.stage = stageOf(peeling.text.slice(at + 14)) ?? peeling.stage
  peeling.text = peeling.text.slice(0, at)
}

/** Prefixes that say nothing about the cause. */
const plainPrefixes = [
  'delivery temporarily suspended: ',
  'deferred: ',
  'stat=deferred: ',
  'stat=',
  'smtp error (state ',
  'dsn=',
  'unknown mail system error: ',
]

/** Takes one wrapper off; false when there was none. */
export function peelOnce(peeling: Peeling): boolean {
  const { text } = peeling
  const first = text.charCodeAt(0)
  if (first === 40 && (text.charCodeAt(text.length - 1) === 41 || text.startsWith('(host '))) {
    peeling.text = text.slice(1, text.charCodeAt(text.length - 1) === 41 ? -1 : undefined)
    return true
  }
  if (isDigit(first)) return false
  if (text.startsWith('host ')) return peelHost(peeling)
  if (text.startsWith('SASL ')) return peelSasl(peeling)
  const start = lowerAscii(text.slice(0, 40))
  for (const type of diagnosticTypes) {
    if (start.startsWith(type)) {
      peeling.text = text.slice(type.length)
      return true
    }
  }
  for (const prefix of plainPrefixes) {
    if (start.startsWith(prefix) && prefix.length < text.length && prefix !== 'dsn=' && prefix !== 'smtp error (state ') {
      peeling.text = text.slice(prefix.length)
      return true
    }
  }
  return peelInside(peeling)
}

/** Older Postfix: `connect to NAME[IP]: server refused to talk to me: REPLY`. */
function peelRefusal(peeling: Peeling): boolean {
  const { text } = peeling
  peeling.host = hostName(text.slice(11, text.indexOf(' ', 11)))
  peeling.stage = 'connect'
  peeling.reporter = 'remote'
  peeling.text = text.slice(text.indexOf('to me: ') + 7)
  return true
}

/** Wrappers whose reply begins somewhere inside the text. */
function peelInside(peeling: Peeling): boolean {
  const { text } = peeling
  const exim = text.indexOf('MTP error from remote mail')
  if (exim >= 0) return peelExim(peeling, exim)
  const msmtp = text.indexOf("smtpmsg='")
  if (msmtp >= 0) return peelMsmtp(peeling, msmtp)
  const error = text.indexOf(" errormsg='")
  if (error >= 0) return peelMsmtpError(peeling, error + 1)
  if (text.startsWith('connect to ') && text.includes('server refused to talk to me: ')) return peelRefusal(peeling)
  for (const words of ['emote host said: ', 'he other server returned was: ', '<<< ', 'SMTP Error (state ']) {
    const at = text.lastIndexOf(words)
    if (at < 0) continue
    const start = words === 'SMTP Error (state ' ? codeAfterColon(text, at) : at + words.length
    if (start < 0 || !isCodeAt(text, start)) continue
    peeling.reporter = 'remote'
    peeling.text = text.slice(start)
    return true
  }
  return false
}

/** `Child process of X transport returned 69 …` (Exim), `connect to NAME[IP]:25: …`, `lost connection with NAME[IP] while …`, `conversation with NAME[IP] timed out while …`. */
export function readLocalCause(peeling: Peeling): void {
  const { text } = peeling
  if (text.startsWith('Child process of ')) {
    peeling.reporter = 'local'
    peeling.program = 'exim'
    return
  }
  for (const words of ['connect to ', 'lost connection with ', 'conversation with ']) {
    if (!text.startsWith(words)) continue
    const end = text.indexOf(' ', words.length)
    const name = text.slice(words.length, end < 0 ? undefined : end)
    peeling.host = hostName(name) ?? peeling.host
    markPostfix(peeling)
    const at = text.indexOf(' while ', words.length)
    if (words === 'connect to ') peeling.stage = 'connect'
    else if (at >= 0) peeling.stage = stageOf(text.slice(at + 7, at + 60)) ?? peeling.stage
    return
  }
  const server = text.startsWith('TLS is required, but was not offered by host ')
    ? 45
    : text.startsWith('message size ')
      ? text.lastIndexOf(' of server ') + 11
      : 0
  if (server > 11) {
    const end = text.indexOf(' ', server)
    peeling.host = hostName(text.slice(server, end < 0 ? undefined : end)) ?? peeling.host
    markPostfix(peeling)
  }
}
