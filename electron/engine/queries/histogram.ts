import type { Volume } from '../../../shared/overview.ts'
import type { CaseDb } from '../database.ts'
import { predicateOf } from './predicate.ts'
import { type CaseState, fromOneState, readQuery } from './question.ts'
import { chooseScope } from './scope.ts'
import { spanOf, volume } from './volume.ts'

/**
 * The deliveries of a query over the time that they cover, by outcome.
 *
 * @throws AppError 'bad-query'
 */
export async function histogram(db: CaseDb, text: string, signal?: AbortSignal): Promise<Volume> {
  const query = readQuery(text)
  const connection = await db.connect()
  try {
    const wordsOf = (state: CaseState) => predicateOf(query, state).words
    const answer = async (state: CaseState) => {
      const scope = await chooseScope(connection, text, query, state, signal)
      return volume(connection, { scope, zone: state.zone, span: await spanOf(connection, scope, signal), signal })
    }
    return await fromOneState(db, connection, wordsOf, answer, signal)
  } finally {
    connection.close()
  }
}
