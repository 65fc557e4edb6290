import { exchangeTerms } from './exchange.ts'
import { eximTerms } from './exim.ts'
import { generalTerms, type MtaTerms, type Term } from './general.ts'
import { opensmtpdTerms } from './opensmtpd.ts'
import { postfixTerms } from './postfix.ts'
import { sendmailTerms } from './sendmail.ts'

/** Mail servers whose commands are known, by the id of their log's format or how it begins. */
export const mtas = ['postfix', 'exim', 'sendmail', 'opensmtpd', 'exchange'] as const
export type Mta = (typeof mtas)[number]

const termsOf: Readonly<Record<Mta, MtaTerms>> = {
  postfix: postfixTerms,
  exim: eximTerms,
  sendmail: sendmailTerms,
  opensmtpd: opensmtpdTerms,
  exchange: exchangeTerms,
}

/** The one mail server among the formats of a source or a case (ids, apart by blanks); null where none or several wrote it. */
export function mtaOf(formats: string): Mta | null {
  const named = formats.split(' ')
  const [first, second] = mtas.filter((mta) => named.some((format) => format === mta || format.startsWith(`${mta}-`)))
  return first !== undefined && second === undefined ? first : null
}

/** How the tags of their lines begin. */
const tags: readonly (readonly [string, Mta])[] = [
  ['postfix', 'postfix'],
  ['exim', 'exim'],
  ['sendmail', 'sendmail'],
  ['sm-m', 'sendmail'],
  ['smtpd', 'opensmtpd'],
]

/** The mail server that writes with a tag (`postfix/smtp`, `sm-mta`); null where it is no tag of one. */
export function mtaOfTag(program: string): Mta | null {
  return tags.find(([start]) => program.startsWith(start))?.[1] ?? null
}

/**
 * A text of a failure class in the terms of a mail server; null: in general words. What is in braces and no term stays.
 * `{delete-each}` is `{delete}` for mails that are yet to be found: its ID is never that of the mail in hand.
 */
export function inTermsOf(mta: Mta | null, text: string): string {
  return text.replace(/\{([a-z0-9-]+?)(-each)?\}/g, (braces, name: string, each: string | undefined) => {
    if (!isTerm(name)) return braces
    const term = (mta === null ? undefined : termsOf[mta][name]) ?? generalTerms[name]
    return each === undefined ? term : term.replaceAll('QUEUEID', 'ID')
  })
}

function isTerm(name: string): name is Term {
  return Object.hasOwn(generalTerms, name)
}
