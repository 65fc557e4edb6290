import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import type { RememberedMapping } from '../../shared/mapping/own.ts'
import { type OwnMapping, ownHeader, ownKey } from '../../shared/mapping/own.ts'
import { checkedMapping } from '../../shared/mapping/parse.ts'
import { appError } from './values.ts'

/** The user's own mappings, beside the list of recent cases: names of columns, values of results and templates, no line of a log. */
export interface OwnMappings {
  /** The last one first. */
  list(): readonly RememberedMapping[]
  /**
   * Keeps a mapping in the place of the one of the same header.
   *
   * @throws AppError 'file-unreadable' for one that is none, 'disk-full'
   */
  remember(own: OwnMapping): RememberedMapping
  forget(id: string): void
}

const MOST = 200

const schema = z.object({ id: z.string(), keptAt: z.string(), header: ownHeader, mapping: z.unknown() })

/** Opens those that are kept in a folder; what cannot be read of them is left out. */
export function openOwnMappings(dataFolder: string): OwnMappings {
  mkdirSync(dataFolder, { recursive: true, mode: 0o700 })
  const file = join(dataFolder, 'own-mappings.json')
  const known = (): readonly RememberedMapping[] => readKept(file) // Another host may have written it.
  const keep = (mappings: readonly RememberedMapping[]): void => {
    try {
      writeFileSync(`${file}.new`, JSON.stringify(mappings, null, 1), { mode: 0o600 })
      renameSync(`${file}.new`, file)
    } catch (error) {
      throw appError(error, 'own-mappings.json')
    }
  }
  return {
    list: known,
    remember: (own) => {
      const mapping = checkedMapping(own.mapping, 'What you have said')
      const id = createHash('sha256')
        .update(ownKey({ ...own, mapping }), 'latin1')
        .digest('hex')
        .slice(0, 16)
      const kept: RememberedMapping = { id, keptAt: new Date().toISOString(), header: own.header, mapping }
      keep([kept, ...known().filter((each) => each.id !== id)].slice(0, MOST))
      return kept
    },
    forget: (id) => keep(known().filter((each) => each.id !== id)),
  }
}

function readKept(file: string): readonly RememberedMapping[] {
  if (!existsSync(file)) return []
  try {
    const kept: unknown = JSON.parse(readFileSync(file, 'utf8'))
    return Array.isArray(kept) ? kept.flatMap((each) => readOne(each) ?? []) : []
  } catch {
    return [] // Cut off by a crash: each file that needs one asks again.
  }
}

function readOne(value: unknown): RememberedMapping | null {
  const parsed = schema.safeParse(value)
  if (!parsed.success) return null
  try {
    return { ...parsed.data, mapping: checkedMapping(parsed.data.mapping, parsed.data.id) }
  } catch {
    return null // Written by another version, or by hand.
  }
}
