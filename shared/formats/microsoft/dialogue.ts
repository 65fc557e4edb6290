import type { Stage } from '../../failures/failure.ts'

/** What an answer of a server settled in a session; nothing of what is not about a mail. */
export interface Settled {
  readonly settled: 'taken' | 'refused'
  readonly stage: Stage
  readonly code: number
  readonly sender: string | null
  /** To whom it applies; none where it was refused before anybody was named. */
  readonly recipients: readonly string[]
  /** Number of the transaction in its session, from 1 on. */
  readonly transaction: number
}

/** A command that waits for its answer. */
interface Waiting {
  /** Null: it is not about a mail. */
  readonly stage: Stage | null
  readonly recipient: string | null
}

/** Most commands and recipients that are remembered: behind them a log is damaged. */
const most = 10_000

/** Longest command that is read for its address. */
const longest = 2000

/** The address in `FROM:<a@example.com> SIZE=1`, also where it has no brackets; '' is the null sender. */
export function addressOf(argument: string): string | null {
  const text = argument.slice(0, longest)
  const open = text.indexOf('<')
  const close = text.indexOf('>', open)
  if (open >= 0 && close > open) return text.slice(open + 1, close)
  const bare = /: {0,9}([^ <>]{1,320})/.exec(text)
  return bare?.[1] ?? null
}

/** One SMTP session as both sides' lines tell it: commands and the answers to them, in their order. */
export class Dialogue {
  helo: string | null = null
  sender: string | null = null
  transaction = 0
  private recipients: string[] = []
  private waiting: Waiting[] = []
  /** Whether MAIL was refused, or a recipient: what follows from that is no refusal of its own. */
  private failed = false

  /** Takes what the client said. `argument`: what stands behind the verb. */
  command(verb: string, argument: string): void {
    if (this.waiting.length >= most || this.recipients.length >= most) this.reset()
    switch (verb.toUpperCase()) {
      case 'HELO':
      case 'EHLO':
        this.reset()
        this.helo = argument.trim().slice(0, 255) || null
        this.waiting.push({ stage: 'helo', recipient: null })
        break
      case 'STARTTLS':
      case 'X-ANONYMOUSTLS':
        this.waiting.push({ stage: 'starttls', recipient: null })
        break
      case 'AUTH':
      case 'X-EXPS':
        this.waiting.push({ stage: 'auth', recipient: null })
        break
      case 'MAIL':
        this.begin(addressOf(argument))
        this.waiting.push({ stage: 'mail', recipient: null })
        break
      case 'RCPT':
        this.waiting.push({ stage: 'rcpt', recipient: addressOf(argument) })
        break
      case 'DATA':
        this.waiting.push({ stage: 'data', recipient: null })
        break
      case 'BDAT':
        this.waiting.push({ stage: / LAST *$/i.test(argument.slice(0, longest)) ? 'eod' : 'data', recipient: null })
        break
      case 'RSET':
      case 'QUIT':
        this.reset()
        this.waiting.push({ stage: null, recipient: null })
        break
      default:
        this.waiting.push({ stage: null, recipient: null })
    }
  }

  /** Takes the last line of an answer. `atOnce`: the log has one line for a command and its answer, so DATA is over with it. */
  answer(code: number, atOnce = false): Settled | null {
    if (code >= 300 && code < 400) {
      const [data] = this.waiting
      if (data?.stage === 'data') this.waiting[0] = { stage: 'eod', recipient: null }
      return null
    }
    const asked = this.waiting.shift()
    if (asked === undefined) return this.helo === null && code >= 400 ? this.refused('connect', code, []) : null
    if (asked.stage === null) return null
    const stage = asked.stage === 'data' && atOnce ? 'eod' : asked.stage
    if (code >= 400) return this.refuse(stage, code, asked.recipient)
    if (stage === 'rcpt' && asked.recipient !== null) this.recipients.push(asked.recipient)
    if (stage !== 'eod') return null
    const taken: Settled = {
      settled: 'taken',
      stage,
      code,
      sender: this.sender,
      recipients: this.recipients,
      transaction: this.transaction,
    }
    this.end()
    return taken
  }

  /** Whether a command waits for its answer. */
  get isAwaited(): boolean {
    return this.waiting.length > 0
  }

  /** Where a mail was broken off; null where none was under way. */
  brokenOff(): Stage | null {
    if (this.sender === null || this.failed) return null
    return this.waiting.find(({ stage }) => stage !== null)?.stage ?? (this.recipients.length === 0 ? 'mail' : 'rcpt')
  }

  private refuse(stage: Stage, code: number, recipient: string | null): Settled | null {
    if (stage === 'data' || stage === 'eod') {
      const { recipients } = this
      const follows = recipients.length === 0 && this.failed
      const refused = follows ? null : this.refused(stage, code, recipients)
      this.end()
      return refused
    }
    if (stage === 'starttls') return null
    const follows = stage === 'rcpt' && this.failed && code === 503
    if (stage === 'mail' || stage === 'rcpt') this.failed = true
    return follows ? null : this.refused(stage, code, recipient === null ? [] : [recipient])
  }

  private refused(stage: Stage, code: number, recipients: readonly string[]): Settled {
    return { settled: 'refused', stage, code, sender: this.sender, recipients, transaction: Math.max(1, this.transaction) }
  }

  private begin(sender: string | null): void {
    this.end()
    this.sender = sender
    this.transaction += 1
  }

  private end(): void {
    this.sender = null
    this.recipients = []
    this.failed = false
  }

  private reset(): void {
    this.end()
    this.waiting = []
  }
}
