import { type FlagFacts, thresholds } from '../../../shared/flags.ts'
import type { Connection } from '../database.ts'
import type { Params } from '../values.ts'
import type { DayBounds } from './day-bounds.ts'
import { domainOf } from './field-sql.ts'
import { stretchOf } from './sending-times.ts'

const DAY = 86_400e6

/** The day of a message's first delivery, by its place in the bounds; -1 before all. */
const DAY_OF = stretchOf('first')

/**
 * An hour counts as used on a day where mail was sent within two hours of it. Who sends at no time of day on three quarters of the
 * days has no hours that are usual. Days on which the clock was changed are left out.
 */
const OFF_HOURS = `
  WITH placed AS (
    SELECT no, day, (epoch_us(first) - list_extract($1::BIGINT[], day + 1)) // 3600000000 AS hour, count(*) AS messages
    FROM (SELECT no, first, ${DAY_OF} AS day FROM shown)
    WHERE day >= 0 AND list_extract($1::BIGINT[], day + 2) - list_extract($1::BIGINT[], day + 1) = $2::BIGINT
    GROUP BY no, day, hour
  ),
  spent AS (SELECT no, count(DISTINCT day) AS days FROM placed GROUP BY no HAVING count(DISTINCT day) >= ${thresholds.daysOfHours}),
  around AS (
    SELECT no, (hour + near + 24) % 24 AS hour, s.days, count(DISTINCT day) AS used
    FROM placed JOIN spent s USING (no), (SELECT unnest([-2, -1, 0, 1, 2]) AS near) GROUP BY ALL
  ),
  habit AS (SELECT no FROM around GROUP BY no, days HAVING max(used) * 4 >= days * 3)
  SELECT no, p.day, list(p.hour ORDER BY p.hour) AS hours, sum(p.messages)::BIGINT AS messages, max(a.used) AS often, a.days
  FROM placed p JOIN habit USING (no) JOIN around a USING (no, hour) WHERE a.used * 2 < a.days
  GROUP BY no, p.day, a.days HAVING sum(p.messages) >= ${thresholds.offHours}
  QUALIFY row_number() OVER (PARTITION BY no ORDER BY sum(p.messages) DESC, p.day) = 1`

/** A day of mail without a sender's domain (a server's `root`, notices) has no mix that could be usual. */
const SENDER_MIX = `
  WITH daily AS (
    SELECT no, ${DAY_OF} AS day, count(DISTINCT lower(${domainOf('sender')})) AS domains
    FROM shown WHERE no IN (SELECT no FROM ranked WHERE domains >= ${thresholds.senderDomains})
    GROUP BY no, day HAVING domains > 0
  ),
  usual AS (SELECT no, median(domains) AS usual FROM daily GROUP BY no HAVING count(*) >= ${thresholds.fewDays})
  SELECT no, day, domains, usual FROM daily JOIN usual USING (no)
  WHERE day >= 0 AND domains >= ${thresholds.senderDomains} AND domains >= ${thresholds.timesUsual} * usual
  QUALIFY row_number() OVER (PARTITION BY no ORDER BY domains DESC, day) = 1`

/** What is sent at set times differs in its ids and seldom fails: a retry follows a failure. Without a size only an id says that a mail is the same. */
const REPEATED = `
  WITH same AS (
    SELECT no, sender, size_bytes, recipients, count(*) AS times,
      (epoch_us(max(first)) - epoch_us(min(first))) / 1e6 / (count(*) - 1) AS seconds, min(message) AS message
    FROM shown WHERE recipient_set IS NOT NULL AND sender IS NOT NULL
    GROUP BY no, sender, size_bytes, CASE WHEN size_bytes IS NULL THEN message_id END, recipients, recipient_set
    HAVING count(*) >= ${thresholds.repeats} AND seconds <= ${thresholds.repeatSeconds}
      AND ((count(DISTINCT message_id) = 1 AND count(message_id) = count(*)) OR (size_bytes IS NOT NULL AND count(*) FILTER (troubled) * 5 >= count(*)))
    QUALIFY row_number() OVER (PARTITION BY no ORDER BY count(*) DESC, min(message)) = 1
  )
  SELECT s.no, s.sender, min(d.recipient) AS recipient, s.recipients, s.size_bytes AS "sizeBytes", s.times, s.seconds
  FROM same s JOIN deliveries d ON d.message = s.message GROUP BY ALL`

/**
 * Of what is refused before it is queued neither size nor id is known: that it is a machine that tries again, its pace says. People and different jobs
 * keep none.
 */
const REFUSED = `
  WITH tries AS (
    SELECT no, sender, recipient_set, recipients, message,
      (epoch_us(first) - lag(epoch_us(first)) OVER (PARTITION BY no, sender, recipient_set, recipients ORDER BY first, message)) / 1e6 AS gap
    FROM shown WHERE NOT taken AND message_id IS NULL AND sender IS NOT NULL
  ),
  paced AS (SELECT *, median(gap) OVER (PARTITION BY no, sender, recipient_set, recipients) AS seconds FROM tries),
  steady AS (
    SELECT no, sender, recipients, seconds, count(*) AS times, min(message) AS message
    FROM paced GROUP BY no, sender, recipient_set, recipients, seconds
    HAVING count(*) >= ${thresholds.repeats} AND seconds BETWEEN ${thresholds.paceSeconds} AND ${thresholds.repeatSeconds}
      AND count(*) FILTER (abs(gap - seconds) <= greatest(1, seconds * ${thresholds.pace})) * 2 >= count(gap)
    QUALIFY row_number() OVER (PARTITION BY no ORDER BY count(*) DESC, min(message)) = 1
  )
  SELECT s.no, s.sender, min(d.recipient) AS recipient, s.recipients, s.times, s.seconds
  FROM steady s JOIN deliveries d ON d.message = s.message GROUP BY ALL`

/** A program that gives all its mails one id writes to several, or mails that are smaller than the one before. Who was refused tries again. */
const LOOP = `
  WITH often AS (SELECT message_id FROM shown WHERE message_id IS NOT NULL AND taken GROUP BY message_id HAVING count(*) >= ${thresholds.loops}),
  again AS (
    SELECT no, message_id, message, recipient_set, size_bytes < lag(size_bytes) OVER (PARTITION BY no, message_id ORDER BY first, message) AS smaller
    FROM shown JOIN often USING (message_id) WHERE taken
  ),
  loops AS (
    SELECT no, min(message) AS message, count(*) AS times FROM again GROUP BY no, message_id
    HAVING count(*) >= ${thresholds.loops} AND count(DISTINCT recipient_set) = 1 AND NOT coalesce(bool_or(smaller), false)
    QUALIFY row_number() OVER (PARTITION BY no ORDER BY count(*) DESC, min(message)) = 1
  )
  SELECT l.no, m.message_id AS "messageId", l.times FROM loops l JOIN messages m ON m.no = l.message`

const SUBJECT = `
  WITH common AS (
    SELECT no, subject, count(*) AS messages, sum(count(*)) OVER (PARTITION BY no)::BIGINT AS known
    FROM shown WHERE subject <> '' GROUP BY no, subject
    QUALIFY count(*) >= ${thresholds.oneSubject} AND count(*) * 2 >= sum(count(*)) OVER (PARTITION BY no)
      AND row_number() OVER (PARTITION BY no ORDER BY count(*) DESC, subject) = 1
  )
  SELECT no, subject, c.messages, c.known, count(DISTINCT s.recipient) AS recipients
  FROM common c JOIN shown USING (no, subject) JOIN sent s USING (message)
  GROUP BY ALL HAVING count(DISTINCT s.recipient) >= ${thresholds.oneSubject}`

/** Those that are not sums over the rows of a group. */
export type Facts = Omit<FlagFacts, 'unprotected'>
type OfDay<Fact> = Omit<NonNullable<Fact>, 'day'> & { readonly day: number }

/** Of a group that comes near no rule. */
export const noFacts: Facts = { offHours: null, senderMix: null, repeated: null, refused: null, loop: null, subject: null }

/** What comes near a rule of `shared/flags.ts`, by the number of the group; groups without are not in it. Reads the tables `sent`, `shown` and `ranked`. */
export async function flagFacts(
  connection: Connection,
  { days, starts }: DayBounds,
  signal: AbortSignal | undefined,
): Promise<ReadonlyMap<number, Facts>> {
  const found = new Map<number, Facts>()
  const ask = async <Row extends object>(sql: string, params: Params, facts: (row: Row) => Partial<Facts>) => {
    const rows = await connection.rows<Row & { no: number }>(sql, params, { signal })
    for (const { no, ...row } of rows) found.set(no, { ...noFacts, ...found.get(no), ...facts(row as unknown as Row) })
  }
  const dayNamed = (day: number): string => days[day] ?? ''
  await ask<OfDay<Facts['offHours']>>(OFF_HOURS, [starts, DAY], (row) => ({ offHours: { ...row, day: dayNamed(row.day) } }))
  await ask<OfDay<Facts['senderMix']>>(SENDER_MIX, [starts, DAY], (row) => ({ senderMix: { ...row, day: dayNamed(row.day) } }))
  await ask<NonNullable<Facts['repeated']>>(REPEATED, [], (repeated) => ({ repeated }))
  await ask<NonNullable<Facts['refused']>>(REFUSED, [], (refused) => ({ refused }))
  await ask<NonNullable<Facts['loop']>>(LOOP, [], (loop) => ({ loop }))
  await ask<NonNullable<Facts['subject']>>(SUBJECT, [], (subject) => ({ subject }))
  return found
}
