import type { Recognition } from '../../../shared/overview.ts'
import type { Property } from '../../../shared/query/fields.ts'
import { propertySql } from './field-sql.ts'
import type { Rows } from './question.ts'
import type { Scope } from './scope.ts'

/** A delivery of which a reason is written: a server's reply, or why there was none. */
const ANSWERED = "d.reply_no IN (SELECT no FROM replies WHERE signature <> '' OR exemplar <> '')"

const has = (property: Property) => `(${propertySql[property]})`
const conditions = {
  failed: 'true',
  answered: ANSWERED,
  recognised: `${ANSWERED} AND NOT ${has('unrecognised')}`,
  byWords: `${ANSWERED} AND NOT ${has('unrecognised')} AND NOT ${has('guess')}`,
  byCode: `${ANSWERED} AND ${has('guess')}`,
  unrecognised: `${ANSWERED} AND ${has('unrecognised')}`,
  unsaid: `coalesce(NOT ${ANSWERED}, true)`,
} as const satisfies Readonly<Record<keyof Recognition, string>>

const clauses: Readonly<Record<keyof Recognition, readonly string[]>> = {
  failed: [],
  answered: ['sig:*'],
  recognised: ['sig:*', '-is:unrecognised'],
  byWords: ['sig:*', '-is:unrecognised', '-is:guess'],
  byCode: ['sig:*', 'is:guess'],
  unrecognised: ['sig:*', 'is:unrecognised'],
  unsaid: ['-sig:*'],
}

/** Of how many failures of a scope, also those that are tried again, a rule recognised the reason; noise is left out. */
export async function recognition(db: Rows, scope: Scope): Promise<Recognition> {
  const kinds = Object.keys(conditions) as readonly (keyof Recognition)[] // The keys of a record of them.
  const [row] = await db.rows<Readonly<Record<keyof Recognition, number>>>(
    `SELECT ${kinds.map((kind) => `count(*) FILTER (${conditions[kind]}) AS "${kind}"`).join(', ')}
     FROM ${scope.from} WHERE ${has('failed')} AND NOT ${has('noise')}`,
  )
  const found = (kind: keyof Recognition) => ({
    count: row?.[kind] ?? 0,
    query: scope.narrow('is:failed', '-is:noise', ...clauses[kind]),
  })
  return {
    failed: found('failed'),
    answered: found('answered'),
    recognised: found('recognised'),
    byWords: found('byWords'),
    byCode: found('byCode'),
    unrecognised: found('unrecognised'),
    unsaid: found('unsaid'),
  }
}
