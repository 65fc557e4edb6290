import { dirname, join } from 'node:path'
import { caseName } from '../engine/recent-cases.ts'
import { type CallFrame, isOwnCall } from './lock-down.ts'

/** The answer to who has a copy of the case saved: whether it was, or why it could not be. */
export type SavedCopy = { readonly saved: boolean } | { readonly refusal: string }

/** What of Electron and of the engine is needed. */
export interface CopyTools {
  /** The path of the case that is open; null: none is. */
  openCase(): string | null
  /** Asks where, with a path to begin with; null: nowhere. */
  choose(path: string): Promise<string | null>
  /** Rejects with a sentence. */
  write(path: string): Promise<void>
}

/** Saves a copy of the open case where the user says, by default beside it. */
export async function copyWhere(tools: CopyTools): Promise<SavedCopy> {
  const open = tools.openCase()
  if (open === null) return { refusal: 'No case is open: open one, or import a log.' }
  const path = await tools.choose(join(dirname(open), `${caseName(open)} to share.relayscope`))
  if (path === null) return { saved: false }
  try {
    await tools.write(/\.relayscope$/i.test(path) ? path : `${path}.relayscope`)
    return { saved: true }
  } catch (error) {
    return { refusal: error instanceof Error ? error.message : String(error) }
  }
}

/** The same for a call of the window. */
export async function saveCopy(frame: CallFrame | null, tools: CopyTools): Promise<SavedCopy> {
  return isOwnCall(frame) ? copyWhere(tools) : { refusal: 'Only the window of Relayscope may save a copy.' }
}
