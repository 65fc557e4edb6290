import type { Origin } from '../../record.ts'
import type { Outcome } from '../format.ts'

/** `lmtp(k.lee@example.com)<9956><IkiQKTt+117>: ` or, before 2.3, `lmtp(9956, k.lee@example.com): ` */
const speaker = /^(?:lmtp|lda)\((?:[0-9]{1,10}, )?([^),]{1,320})\)(?:<[^>]{0,80}>){0,2}: /
const saved =
  /^(?:[^ :]{1,80}: )?(?:sieve: )?msgid=(<[^<>]{1,900}>)(?: \([^)]{0,80}\))?: (?:saved mail to ([^']{1,300})$|stored mail into mailbox '([^']{1,300})')/

/** Into which folder a mail went. Every other line, and a mail without Message-ID, says nothing of a mail that is known. */
export function readMailbox(text: string, origin: Origin): Outcome {
  const who = speaker.exec(text.slice(0, 600))
  const stored = who === null ? null : saved.exec(text.slice(who[0].length, who[0].length + 2000))
  if (who === null || stored === null) return 'ignored'
  const user = who[1] ?? ''
  const folder = (stored[2] ?? stored[3] ?? '').replace(/[A-Z]+/g, (letters) => letters.toLowerCase())
  return [
    {
      kind: 'report',
      action: 'delivered',
      agent: 'dovecot',
      queueId: null,
      messageId: stored[1] ?? null,
      sender: null,
      recipient: user.includes('@') ? user : null,
      originalRecipient: null,
      clientIp: null,
      nextHop: null,
      dsn: null,
      code: null,
      reply: text.slice(who[0].length),
      signature: null,
      subject: null,
      sizeBytes: null,
      placement: placementOf(folder),
      direction: null,
      origin,
    },
  ]
}

function placementOf(folder: string): 'inbox' | 'spam' | null {
  if (folder === 'inbox') return 'inbox'
  return /^(?:inbox[./])?(?:junk|spam|bulk)/.test(folder) ? 'spam' : null
}
