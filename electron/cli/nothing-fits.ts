import type { CaseDb } from '../engine/database.ts'
import { coverage } from '../engine/queries/coverage.ts'
import type { Terminal } from './output.ts'

/** Says on stderr that nothing fits (`what`: the query, may be empty), and how much that proves: what time the logs cover, if any do. */
export async function sayNothingFits(db: CaseDb, what: string, terminal: Terminal): Promise<void> {
  const whole = (await coverage(db)).at(-1)
  const proves =
    whole?.log && whole.firstTime !== null
      ? `The logs cover ${whole.firstTime} to ${whole.lastTime}${whole.gaps.length > 0 ? ', with silences' : ''} (see relayscope coverage): a mail of another time, or of another server, is not in them.`
      : 'None of the files is a log that is known to hold every mail, so that this proves nothing: import the log of the mail server.'
  terminal.stderr.write(`relayscope: nothing fits${what === '' ? '' : ` ${what}`}. ${proves}\n`)
}
