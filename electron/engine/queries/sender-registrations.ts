import type { SenderRegistration } from '../../../shared/message.ts'
import type { Rows } from './question.ts'

/** Senders in lower case by what the lists of users say of them. */
export type SenderRegistrations = ReadonlyMap<string, SenderRegistration>

/** Senders refused as not registered, where a list holds their domain; a suspended user counts before an alias of that name. */
const REFUSED = `
  WITH listed AS (
    SELECT lower(e.sender) AS address, CASE WHEN bool_or(e.action = 'suspended') THEN 'suspended' WHEN bool_or(e.action = 'user') THEN 'user' ELSE 'alias' END AS registration
    FROM events e JOIN sources s ON s.source = e.source WHERE e.kind = 'registration' AND s.state = 'visible' GROUP BY 1
  ), refused AS (
    SELECT DISTINCT lower(m.sender) AS address FROM deliveries d JOIN messages m ON m.no = d.message
    WHERE 'relay-sender-unregistered' IN (d.class, d.cause) AND m.sender LIKE '%@%'
  )
  SELECT r.address, coalesce(l.registration, 'absent') AS registration FROM refused r LEFT JOIN listed l ON l.address = r.address
  WHERE split_part(r.address, '@', -1) IN (SELECT split_part(address, '@', -1) FROM listed)`

/** What the imported lists of users say of senders that were refused as not registered. */
export async function senderRegistrations(rows: Rows): Promise<SenderRegistrations> {
  const [any] = await rows.rows("SELECT 1 FROM events WHERE kind = 'registration' LIMIT 1")
  if (any === undefined) return new Map()
  const refused = await rows.rows<{ address: string; registration: SenderRegistration }>(REFUSED)
  return new Map(refused.map(({ address, registration }) => [address, registration]))
}
