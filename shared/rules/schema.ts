import { z } from 'zod'
import type { Actor, Clears, Family, OwnClassId, Provider, Scope, Stage } from '../failures/failure.ts'
import { allFailures } from '../failures/index.ts'
import { nearest } from '../query/fields.ts'

/** Most rules and classes of one file or case, so that a reply is judged in little time. */
export const MOST_RULES = 500
export const MOST_CLASSES = 100
/** Megabytes of a file of rules, or of those of a case. */
export const MOST_MEGABYTES = 1
const LONGEST_TEXT = 500
const LONGEST_REPLY = 2_000
const codeError = 'it must be a reply code from 400 to 599'

/** What to say of a value that is not there, or is another kind of value. */
function orMissing(error: string) {
  return ({ input }: { readonly input?: unknown }): string => (input === undefined ? 'it is missing; write it' : error)
}

/** A closed set of words that the compiler keeps complete. */
function choice<Word extends string>(words: Readonly<Record<Word, true>>, what: string) {
  const all = Object.keys(words) as Word[] // The keys of a record of Word.
  return z.enum(all, { error: orMissing(`it must be ${what}: ${all.join(', ')}`) })
}

const scope = choice<Scope>(
  { customer: true, user: true, recipient: true, ip: true, domain: true, message: true, reputation: true },
  'what the failure applies to',
)
const clears = choice<Clears>({ never: true, 'rolling-24h': true, minutes: true, config: true }, 'what makes it go away')
const stage = choice<Stage>(
  { connect: true, helo: true, starttls: true, auth: true, mail: true, rcpt: true, data: true, eod: true },
  'a point of an SMTP session',
)
const provider = choice<Provider>(
  {
    google: true,
    microsoft: true,
    yahoo: true,
    apple: true,
    'amazon-ses': true,
    postfix: true,
    exim: true,
    sendmail: true,
    mimecast: true,
    proofpoint: true,
    barracuda: true,
    cisco: true,
    cloudflare: true,
    comcast: true,
    cox: true,
    free: true,
    godaddy: true,
    laposte: true,
    'mail-ru': true,
    messagelabs: true,
    netease: true,
    orange: true,
    spectrum: true,
    't-online': true,
    tencent: true,
    'united-internet': true,
    yandex: true,
  },
  'who answers',
)
const family = choice<Family>(
  { relay: true, credentials: true, limits: true, recipient: true, content: true, network: true, system: true },
  'a family of failures',
)
const actor = choice<Actor>({ 'sender-admin': true, 'device-owner': true, 'recipient-side': true, sender: true, wait: true }, 'who can act')

const permanent = z.boolean({ error: orMissing('it must be true (final) or false (it is tried again)') })

function text(most: number) {
  const error = `it must be a text of 1 to ${most} characters`
  return z
    .string({ error: orMissing(error) })
    .min(1, { error })
    .max(most, { error })
}

function list<Item extends z.ZodType>(item: Item, least: number, most: number) {
  const error = `it must be a list of ${least} to ${most}`
  return z
    .array(item, { error: orMissing(error) })
    .min(least, { error })
    .max(most, { error })
}

function shaped(pattern: RegExp, error: string) {
  return z.string({ error: orMissing(error) }).regex(pattern, { error, abort: true })
}

const ownId = shaped(
  /^own-[a-z0-9-]{1,40}$/,
  'a class of your own is called own- and 1 to 40 of a-z, 0-9 and -, as own-legal-hold',
) as z.ZodType<OwnClassId, OwnClassId> // The pattern says so.

const shippedIds = allFailures.filter(({ id }) => id !== 'unknown').map(({ id }) => id)
const shippedId = z.enum(shippedIds)

function classError(id: unknown): string {
  if (id === undefined) return orMissing('')({})
  const near = typeof id === 'string' ? nearest(id.slice(0, 60), shippedIds) : null
  const meant = near === null ? '' : ` (did you mean ${near}?)`
  return `it must be a class of Relayscope but unknown${meant}, or one of this file, which begins with own-`
}

/** A class of the user's own. Its id begins with `own-`, so that no class of a later version is called the same. */
export const ownClass = z.strictObject(
  {
    id: ownId,
    title: text(LONGEST_TEXT),
    family,
    meaning: text(LONGEST_TEXT),
    scope,
    permanent,
    clears,
    actor,
    steps: list(text(LONGEST_TEXT), 1, 20),
    doNot: text(LONGEST_TEXT),
  },
  { error: 'it is no class: one stands between { and }' },
)

const phraseError = 'a phrase must have 3 to 200 characters'

/** A sign of the user's own, as those of `shared/failures`: every part that is given must hold. */
export const ownRule = z.strictObject(
  {
    name: shaped(/^[a-z0-9-]{1,60}$/, 'a rule is called 1 to 60 of a-z, 0-9 and -, as held-by-legal'),
    class: z.union([shippedId, ownId], { error: ({ input }) => classError(input) }),
    phrases: list(z.string({ error: phraseError }).min(3, { error: phraseError }).max(200, { error: phraseError }), 1, 4).optional(),
    provider: provider.optional(),
    stage: stage.optional(),
    status: shaped(
      /^[45X]\.[0-9]{1,3}\.[0-9]{1,3}$/,
      'it must be an enhanced status, as 5.7.1, or X.7.1 for both 4.7.1 and 5.7.1',
    ).optional(),
    code: z.int({ error: codeError }).min(400, { error: codeError }).max(599, { error: codeError }).optional(),
    scope: scope.optional(),
    permanent: permanent.optional(),
    clears: clears.optional(),
    example: text(LONGEST_REPLY),
  },
  { error: 'it is no rule: one stands between { and }' },
)

/** A file of own rules: signs that are tried before the shipped ones, and classes that these may name. */
export const rulesFile = z.strictObject(
  {
    $schema: z.string().optional(),
    classes: list(ownClass, 0, MOST_CLASSES).optional(),
    rules: list(ownRule, 0, MOST_RULES),
  },
  { error: 'the file must hold { "rules": […] }; write its rules there' },
)

/** A class of the user's own. */
export type OwnClass = Readonly<z.infer<typeof ownClass>>

/** A sign of the user's own, as it stands in the file. */
export type OwnRule = Readonly<z.infer<typeof ownRule>>

const entry = z
  .string()
  .max(MOST_MEGABYTES * 1024 * 1024)
  .nullable()

/** What a window may ask for: steps of a change (`kept.ts`), as many as a file can hold and replace. */
export const ruleChanges = z.object({
  changes: z
    .array(z.object({ list: z.enum(['rules', 'classes']), before: entry, after: entry, at: z.int().min(0).optional() }))
    .min(1)
    .max(2 * (MOST_RULES + MOST_CLASSES)),
})
