import { addressIn, headerOf, type Mail } from './mail.ts'
import { nothingReported, type ReportedRecipient } from './reported.ts'

/** Subjects that answering programs write, in the languages seen most. */
const subjects =
  /^(?:auto(?:matic|mated)?[ -]?(?:reply|response|resposta|matische antwort)|out of (?:the )?office|vacation|abwesenheit|automatische antwort|automatisch antwoord|r[ée]ponse automatique|respuesta autom|risposta automatica|自動返信|away from my mail)/i

/** Header fields that answering programs set. */
const fields = ['x-autoreply', 'x-autorespond', 'x-autoresponse', 'x-auto-reply-from', 'x-vacation', 'x-mail-autoreply']

/** Whether a program answered for the recipient (RFC 3834). */
function isAutoreply(mail: Mail): boolean {
  const submitted = (headerOf(mail, 'auto-submitted') ?? '').trim().toLowerCase()
  if (submitted.startsWith('auto-replied') || submitted.startsWith('auto-notified')) return true
  if (fields.some((name) => mail.headers.has(name))) return true
  const precedence = (headerOf(mail, 'precedence') ?? '').trim().toLowerCase()
  if (precedence === 'auto_reply' || precedence === 'auto-reply') return true
  if (/^(?:oof|autoreply)/i.test((headerOf(mail, 'x-auto-response-suppress') ?? '').trim()) && submitted === 'auto-generated') return true
  return subjects.test((headerOf(mail, 'subject') ?? '').trim())
}

/** Whether a delay is a question: the recipient's program holds the mail until its writer has proved to be known. */
export function isChallenge({ action, diagnostic }: ReportedRecipient): boolean {
  return action === 'delayed' && /pre-?approved|guest list|confirm (?:that )?you|verify (?:that )?you/i.test(diagnostic ?? '')
}

/** Reads an automatic answer: one report of who answered; nothing failed. */
export function readAutoreply(mail: Mail): readonly ReportedRecipient[] {
  if (!isAutoreply(mail)) return []
  const subject = headerOf(mail, 'subject')
  return [
    {
      ...nothingReported,
      kind: 'autoreply',
      recipient: addressIn(headerOf(mail, 'from')),
      diagnostic: subject,
      originalMessageId: headerOf(mail, 'in-reply-to'),
    },
  ]
}
