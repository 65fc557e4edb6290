import { createHash, randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { AppError } from '../../shared/errors.ts'
import type { RememberedMapping, RememberedMappings } from '../../shared/mapping/own.ts'
import { type OwnMapping, ownHeader, ownKey } from '../../shared/mapping/own.ts'
import { checkedMapping } from '../../shared/mapping/parse.ts'
import { appError } from './values.ts'

/** The user's own mappings, beside the list of recent cases: names of columns, values of results and templates, no line of a log. */
export interface OwnMappings {
  list(): RememberedMappings
  /**
   * Keeps a mapping in the place of the one of the same header.
   *
   * @throws AppError 'file-unreadable' for one that is none, or where one is kept that this version does not read; 'disk-full'
   */
  remember(own: OwnMapping): RememberedMapping
  forget(id: string): void
}

const MOST = 200

const FOLDER = 'own-mappings'

/** What stands in the file of a mapping, which is called by its id. */
const schema = z.object({ keptAt: z.string(), header: ownHeader, mapping: z.unknown() })

/** Opens those that are kept in a folder, each as a file of its own: programs that write at once are in nobody's way, and other versions' stay. */
export function openOwnMappings(dataFolder: string): OwnMappings {
  const folder = join(dataFolder, FOLDER)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const fileOf = (id: string): string => join(folder, `${id}.json`)
  const list = (): RememberedMappings => {
    const ids = readdirSync(folder).flatMap((name) => (name.endsWith('.json') ? [name.slice(0, -'.json'.length)] : []))
    const mappings = ids.flatMap((id) => readOne(fileOf(id), id) ?? [])
    return { mappings: mappings.sort((a, b) => (a.keptAt < b.keptAt ? 1 : -1)), unread: ids.length - mappings.length }
  }
  const forget = (id: string): void => {
    if (list().mappings.some((each) => each.id === id)) rmSync(fileOf(id), { force: true })
  }
  return {
    list,
    remember: (own) => {
      const mapping = checkedMapping(own.mapping, 'What you have said')
      const id = createHash('sha256')
        .update(ownKey({ ...own, mapping }), 'latin1')
        .digest('hex')
        .slice(0, 16)
      if (existsSync(fileOf(id)) && readOne(fileOf(id), id) === null) throw unreadRefusal(id)
      const kept = { keptAt: new Date().toISOString(), header: own.header, mapping }
      write(fileOf(id), JSON.stringify(kept, null, 1))
      for (const old of list().mappings.slice(MOST)) forget(old.id)
      return { id, ...kept }
    },
    forget,
  }
}

function write(file: string, text: string): void {
  const fresh = `${file}.${randomBytes(6).toString('hex')}.new`
  try {
    writeFileSync(fresh, text, { mode: 0o600 })
    renameSync(fresh, file)
  } catch (error) {
    rmSync(fresh, { force: true })
    throw appError(error, FOLDER)
  }
}

function unreadRefusal(id: string): AppError {
  return new AppError(
    'file-unreadable',
    `${FOLDER}/${id}.json, for files of this header, was written by a newer version of Relayscope or is damaged, and stays as it is: go on without remembering, or delete it in the folder of the app's data`,
  )
}

/** The mapping of a file; null where it is none of this version, or another program has just deleted it. */
function readOne(file: string, id: string): RememberedMapping | null {
  try {
    const kept = schema.parse(JSON.parse(readFileSync(file, 'utf8')))
    return { id, ...kept, mapping: checkedMapping(kept.mapping, id) }
  } catch {
    return null // It stays, and is counted.
  }
}
