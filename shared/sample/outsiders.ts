import { at } from './calendar.ts'
import type { Chance } from './chance.ts'
import type { Submission } from './mail.ts'
import { customers, domain, fullMailbox, serviceDomain, serviceMailboxes } from './organisation.ts'
import type { PostfixLog } from './postfix-log.ts'

/** A stranger whom the relay turned away. `recipient` is null for a failed login. */
export interface TurnedAway {
  readonly time: number
  readonly ip: string
  readonly sender: string | null
  readonly recipient: string | null
  readonly reason: 'relay' | 'unknown-user' | 'login'
}

/** Mail of customers for the relay's own mailboxes: most of it arrives, that for the full mailbox does not. */
export function inboundMail(chance: Chance): readonly Submission[] {
  return [1, 2, 3].flatMap((day) =>
    Array.from({ length: 24 }, (_, nth): Submission => {
      const { domain: customer, host, ip } = chance.of(customers)
      return {
        time: at(day, '7:0') + chance.next() * 11 * 3_600_000,
        device: { name: host, ip, login: null },
        sender: `${chance.of(['service', 'purchase', 'office', 'workshop'])}@${customer}`,
        recipients: [nth === 0 ? fullMailbox : chance.of(serviceMailboxes)],
        sizeBytes: chance.whole(3_000, 400_000),
        subject: 'Request',
        messageId: `<${chance.text('0123456789abcdef', 14)}@${customer}>`,
        look: 'harmless',
        story: null,
      }
    }),
  )
}

const strangerIps = ['192.0.2.41', '192.0.2.66', '192.0.2.77', '192.0.2.130', '192.0.2.201'] as const

function writeStranger(chance: Chance, log: PostfixLog, { time, ip, sender, recipient, reason }: TurnedAway): void {
  const pid = log.process('smtpd', time, time + 2_000)
  const client = `unknown[${ip}]`
  const write = (after: number, text: string): void => log.write(time + after, 'smtpd', pid, text)
  write(0, `connect from ${client}`)
  if (reason === 'login') {
    const name = chance.of(['info', 'admin', 'scanner', 'office', 'test'])
    write(700, `warning: ${client}: SASL LOGIN authentication failed: authentication failure, sasl_username=${name}@${domain}`)
    write(900, `lost connection after AUTH from ${client}`)
    write(901, `disconnect from ${client} ehlo=1 auth=0/1 commands=1/2`)
    return
  }
  const words =
    reason === 'relay'
      ? `554 5.7.1 <${recipient}>: Relay access denied`
      : `550 5.1.1 <${recipient}>: Recipient address rejected: User unknown in local recipient table`
  const helo = chance.of(['ylmf-pc', 'localhost', 'win-7f3k2m', `[${ip}]`])
  write(600, `NOQUEUE: reject: RCPT from ${client}: ${words}; from=<${sender}> to=<${recipient}> proto=ESMTP helo=<${helo}>`)
  write(900, `disconnect from ${client} ehlo=1 mail=1 rcpt=0/1 quit=1 commands=3/4`)
}

/** Writes the strangers who knock: relay attempts, guessed mailboxes, guessed passwords. One session each. */
export function writeStrangers(chance: Chance, log: PostfixLog): readonly TurnedAway[] {
  const strangers = Array.from({ length: 220 }, (): TurnedAway => {
    const reason = chance.of(['relay', 'unknown-user', 'login'] as const)
    const base = { time: at(1, '0:5') + chance.next() * 71.8 * 3_600_000, ip: chance.of(strangerIps), reason }
    if (reason === 'login') return { ...base, sender: null, recipient: null }
    const sender = `${chance.text('abcdefghijklmnopqrstuvwxyz', 7)}@${chance.text('abcdefghijklmnopqrstuvwxyz', 6)}.invalid`
    const guessed = `${chance.of(['admin', 'info', 'sales', 'billing', 'hr'])}${chance.whole(1, 99)}@${serviceDomain}`
    return { ...base, sender, recipient: reason === 'relay' ? `probe${chance.whole(1, 9)}@${chance.of(customers).domain}` : guessed }
  }).sort((a, b) => a.time - b.time)
  for (const stranger of strangers) writeStranger(chance, log, stranger)
  return strangers
}
