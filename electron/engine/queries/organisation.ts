import type { Organisation } from '../../../shared/api.ts'
import type { Connection } from '../database.ts'
import type { Rows } from './question.ts'

/** What the user says of the organisation: null returns to the guess, undefined leaves as it is. */
export interface OrganisationChange {
  readonly domains?: readonly string[] | null | undefined
  readonly networks?: readonly string[] | null | undefined
  readonly zone?: string | null | undefined
}

/** Whose mail is own in this case. */
export async function organisation(db: Rows): Promise<Organisation> {
  const rows = await db.rows<{ key: string; value: string }>(
    "SELECT key, value FROM settings WHERE key IN ('ownDomains', 'ownNetworks', 'guessedDomains', 'guessedNetworks', 'zone')",
  )
  const settings = new Map(rows.map((row) => [row.key, row.value]))
  const list = (key: string) => listOf(settings.get(key))
  return {
    domains: list('ownDomains') ?? list('guessedDomains') ?? [],
    networks: list('ownNetworks') ?? list('guessedNetworks') ?? [],
    domainsGuessed: list('ownDomains') === null,
    networksGuessed: list('ownNetworks') === null,
    zone: settings.get('zone') ?? null,
  }
}

/** A case is hostile input: what is no list of text is no list. */
function listOf(json: string | undefined): readonly string[] | null {
  if (json === undefined) return null
  try {
    const value: unknown = JSON.parse(json)
    return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : null
  } catch {
    return null // Not JSON: as if it had not been set.
  }
}

/** Writes the change into the settings, within a transaction; what is derived must follow. */
export async function changeOrganisation(connection: Connection, change: OrganisationChange): Promise<void> {
  await set(connection, 'ownDomains', change.domains == null ? change.domains : JSON.stringify(change.domains.map(bareDomain)))
  await set(connection, 'ownNetworks', change.networks == null ? change.networks : JSON.stringify(change.networks))
  await set(connection, 'zone', change.zone)
}

function bareDomain(domain: string): string {
  return domain.trim().replace(/^@/, '').toLowerCase()
}

async function set(connection: Connection, key: string, value: string | null | undefined): Promise<void> {
  if (value === undefined) return
  await connection.run('DELETE FROM settings WHERE key = $1', [key])
  if (value !== null) await connection.run('INSERT INTO settings VALUES ($1, $2)', [key, value])
}
