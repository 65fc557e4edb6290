import { type DeviceNaming, deviceKey } from '../../../shared/senders.ts'
import type { Connection } from '../database.ts'
import type { Rows } from './question.ts'

/** Names that the user gave, by the device's key. */
export type DeviceNames = ReadonlyMap<string, { readonly name: string; readonly kind: string | null }>

/** Where they are kept: one row of the settings. */
export const DEVICE_NAMES = 'deviceNames'

/** Reads what the settings hold. A case is hostile input: what is no list of names names nothing. */
export function deviceNames(json: string | null): DeviceNames {
  if (json === null) return new Map()
  try {
    const value: unknown = JSON.parse(json)
    return new Map((Array.isArray(value) ? value : []).filter(isNaming).map(({ device, name, kind }) => [device, { name, kind }]))
  } catch {
    return new Map() // Not JSON: as if nothing had been named.
  }
}

function isNaming(value: unknown): value is DeviceNaming & { readonly name: string } {
  if (typeof value !== 'object' || value === null || !('device' in value) || !('name' in value) || !('kind' in value)) return false
  return typeof value.device === 'string' && typeof value.name === 'string' && (value.kind === null || typeof value.kind === 'string')
}

/** What the user calls the client of a mail; null where it has no name. */
export function nameOf(names: DeviceNames, ip: string | null, login: string | null): string | null {
  if (names.size === 0) return null
  return names.get(deviceKey(ip, login) ?? '')?.name ?? null
}

/** The names that the user gave in this case. */
export async function readDeviceNames(db: Rows): Promise<DeviceNames> {
  const [row] = await db.rows<{ value: string }>('SELECT value FROM settings WHERE key = $1', [DEVICE_NAMES])
  return deviceNames(row?.value ?? null)
}

/**
 * Names devices, or takes their names away, within a transaction; the others keep theirs. Answers are stale afterwards.
 *
 * @returns the namings that undo it
 */
export async function nameDevices(connection: Connection, namings: readonly DeviceNaming[]): Promise<readonly DeviceNaming[]> {
  const names = new Map(await readDeviceNames(connection))
  const before = namings.map(({ device }) => ({ device, ...(names.get(device.toLowerCase()) ?? { name: null, kind: null }) }))
  for (const { device: given, name, kind } of namings) {
    const device = given.toLowerCase()
    if (name === null) names.delete(device)
    else names.set(device, { name, kind })
  }
  const stored = [...names].map(([device, named]) => ({ device, ...named }))
  await connection.run('DELETE FROM casefile.main.settings WHERE key = $1', [DEVICE_NAMES])
  if (stored.length > 0) await connection.run('INSERT INTO casefile.main.settings VALUES ($1, $2)', [DEVICE_NAMES, JSON.stringify(stored)])
  await connection.run(`UPDATE casefile.main.settings SET value = (value::BIGINT + 1)::VARCHAR WHERE key = 'generation'`)
  return before.toReversed()
}
