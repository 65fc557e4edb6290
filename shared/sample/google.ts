import type { FailureId } from '../failures/failure.ts'
import { during, times } from './calendar.ts'
import type { Chance } from './chance.ts'
import type { Answer, Look, Onward } from './mail.ts'
import { customers, domain, limits, people, relay, senders } from './organisation.ts'

/** One attempt to hand a mail to Google's relay for one recipient. */
export interface Attempt {
  readonly time: number
  readonly sender: string
  readonly recipient: string
  readonly look: Look
}

/** Google's relay service: counts what it takes in rolling windows and answers as it does (domain facts: support.google.com/a/answer/6140680). */
export interface GoogleRelay {
  /** Attempts must come in time order. */
  answer(attempt: Attempt): Answer
}

const hosts = ['198.51.100.26', '198.51.100.27', '198.51.100.28']

interface Refusal {
  readonly class: FailureId
  readonly dsn: string
  readonly code: number
  readonly stage: string
  readonly words: (id: string, leftBy: string) => string
}

const denied: Refusal = {
  class: 'relay-denied',
  dsn: '5.7.0',
  code: 550,
  stage: 'RCPT TO command',
  words: (id, leftBy) =>
    `550-5.7.0 Mail relay denied [${leftBy}]. Invalid credentials for relay for one of 550-5.7.0 the domains in: ${relay.fqdn}, ${domain} (as obtained from HELO and MAIL FROM). Email is being 550-5.7.0 sent from a domain or IP address which isn't registered in your Workspace 550-5.7.0 account. Please login to your Workspace account and verify that your 550-5.7.0 sending device IP address has been registered within the Workspace SMTP 550-5.7.0 Relay Settings. For more information, go to 550 5.7.0  https://support.google.com/a/answer/6140680#maildenied ${id}`,
}

const suspended: Refusal = {
  class: 'relay-sender-unregistered',
  dsn: '5.7.0',
  code: 550,
  stage: 'MAIL FROM command',
  words: (id) =>
    `550-5.7.0 Mail Sending denied. This error occurs if the sender account is 550-5.7.0 disabled or not registered within your Workspace domain. 550-5.7.0 For more information, go to 550 5.7.0  https://support.google.com/a/answer/6140680#maildenied ${id}`,
}

const peak: Refusal = {
  class: 'relay-peak-limit',
  dsn: '4.2.1',
  code: 450,
  stage: 'RCPT TO command',
  words: (id) =>
    `450-4.2.1 Peak SMTP relay limit exceeded for customer. This is a temporary error. For 450-4.2.1 more information on SMTP relay limits, please contact your administrator or 450-4.2.1 visit 450 4.2.1  https://support.google.com/a/answer/6140680#peaklimit ${id}`,
}

const daily: Refusal = {
  class: 'relay-daily-limit',
  dsn: '5.7.1',
  code: 550,
  stage: 'RCPT TO command',
  words: (id) =>
    `550-5.7.1 Daily SMTP relay limit exceeded for customer. For more information on SMTP 550-5.7.1 relay sending limits please contact your administrator or visit 550 5.7.1  https://support.google.com/a/answer/6140680#dailylimit ${id}`,
}

const spam: Refusal = {
  class: 'spam-content',
  dsn: '5.7.1',
  code: 550,
  stage: 'end of DATA command',
  words: (id, leftBy) =>
    `550-5.7.1 [${leftBy}      12] Our system has detected that this message is likely 550-5.7.1 unsolicited mail. To reduce the amount of spam sent to Gmail, this message 550-5.7.1 has been blocked. Please visit 550-5.7.1  https://support.google.com/mail/?p=UnsolicitedMessageError for more 550 5.7.1 information. ${id}`,
}

/** Share of the infected computer's mail that the relay itself refuses, and that its recipients' servers refuse. */
const spamShares = { relay: 0.35, destination: 0.4 } as const

/** Share of everyday mail to customers whose mailbox does not exist. */
const deadAddresses = 0.015

/** Numbers of events in a rolling window. */
function createWindow(milliseconds: number): { count(time: number): number; add(time: number): void } {
  const taken: number[] = []
  let oldest = 0
  return {
    count: (time) => {
      while (oldest < taken.length && taken[oldest]! <= time - milliseconds) oldest++
      return taken.length - oldest
    },
    add: (time) => {
      taken.push(time)
    },
  }
}

/** Where Google brings a copy that it took. */
function onwardOf(chance: Chance, { time, recipient, look }: Attempt): Onward {
  const later = time + 700 + chance.next() * 2_600
  if (recipient.endsWith(`@${domain}`)) {
    const junk = look === 'suspicious'
    const target = junk ? 'GMAIL_SPAM' : 'GMAIL_INBOX'
    return {
      time: later,
      target,
      status: junk ? 'Marked spam' : 'DELIVERED',
      host: null,
      ip: '',
      code: 250,
      description: 'No Error',
      class: null,
    }
  }
  const server = customers.find((customer) => recipient.endsWith(`@${customer.domain}`)) ?? customers[0]!
  const out = { time: later, target: 'SMTP_OUT', host: server.host, ip: server.ip } as const
  if (look === 'spam' && chance.holds(spamShares.destination))
    return { ...out, status: 'BOUNCED', code: 554, description: '554 5.7.1 Message rejected as spam', class: 'spam-content' }
  if (look === 'harmless' && !recipient.startsWith('payroll@') && chance.holds(deadAddresses)) {
    const description = `550 5.1.1 <${recipient}>: Recipient address rejected: User unknown in virtual mailbox table`
    return { ...out, status: 'BOUNCED', code: 550, description, class: 'recipient-unknown' }
  }
  return { ...out, status: 'DELIVERED', code: 250, description: 'No Error', class: null }
}

/** Makes a relay that has taken nothing yet. */
export function createGoogleRelay(chance: Chance): GoogleRelay {
  const day = createWindow(86_400_000)
  const tenMinutes = createWindow(600_000)
  const hexadecimal = '0123456789abcdef'
  const transaction = (): string =>
    `${chance.text(hexadecimal, 13)}-${chance.text(hexadecimal, 11)}sm${chance.whole(1_000_000, 9_999_999)}${chance.text('abcdefghijklmnopqrstuvwxyz', 3)}.${chance.whole(1, 99)} - gsmtp`

  const refusalOf = ({ time, sender, look }: Attempt): Refusal | null => {
    if (during(times.backupLine, time)) return denied
    if (sender === people[0].address && during(times.suspension, time)) return suspended
    if (tenMinutes.count(time) >= limits.perTenMinutes) return peak
    if (day.count(time) >= limits.perDay) return daily
    return look === 'spam' && chance.holds(spamShares.relay) ? spam : null
  }

  return {
    answer: (attempt) => {
      const { time, sender } = attempt
      const ip = chance.of(hosts)
      const leftBy = during(times.backupLine, time) ? relay.backupIp : relay.publicIp
      const common = { time, relay: `smtp-relay.gmail.com[${ip}]:587`, leftBy, onward: null }
      if (sender === senders.scanner && during(times.oldPassword, time)) {
        const reply = `535-5.7.8 Username and Password not accepted. For more information, go to?535 5.7.8  https://support.google.com/mail/?p=BadCredentials ${transaction()}`
        const text = `SASL authentication failed; server smtp-relay.gmail.com[${ip}] said: ${reply}`
        return { ...common, status: 'deferred', dsn: '4.7.8', code: 535, reply, text, class: 'auth-failed' }
      }
      const refusal = refusalOf(attempt)
      if (refusal !== null) {
        const reply = refusal.words(transaction(), leftBy)
        return {
          ...common,
          status: refusal.code < 500 ? 'deferred' : 'bounced',
          dsn: refusal.dsn,
          code: refusal.code,
          reply,
          text: `host smtp-relay.gmail.com[${ip}] said: ${reply} (in reply to ${refusal.stage})`,
          class: refusal.class,
        }
      }
      day.add(time)
      tenMinutes.add(time)
      const reply = `250 2.0.0 OK  ${Math.floor(time / 1_000)} ${transaction()}`
      return {
        ...common,
        status: 'sent',
        dsn: '2.0.0',
        code: 250,
        reply,
        text: reply,
        class: null,
        onward: onwardOf(chance, attempt),
      }
    },
  }
}
