import { makeBackscatter } from './derive/backscatter.ts'
import { tellOperatorsFromQueueManagers } from './derive/cut-programs.ts'
import { makeDecided, makeFinals, makeNotices } from './derive/finals.ts'
import { makeLinks } from './derive/links.ts'
import { makeLives } from './derive/lives.ts'
import { markNextHops } from './derive/next-hops.ts'
import { orderSources } from './derive/order-sources.ts'
import { makeOwn } from './derive/own.ts'
import { makeRefusals } from './derive/refusals.ts'
import { classifyReplies } from './derive/replies.ts'
import { makeReports } from './derive/reports.ts'
import type { Sql } from './derive/sql.ts'
import { writeDerived } from './derive/write.ts'
import { tableSql } from './schema.ts'

/**
 * Works out messages, deliveries and verdicts from the events of all sources that count (`loaded` or `visible`), and
 * replaces what was derived before. Runs inside the transaction of an import job, on its one connection: the
 * temporary tables of each step are what the next one reads.
 */
export async function derive(sql: Sql): Promise<void> {
  await tellOperatorsFromQueueManagers(sql)
  await orderSources(sql)
  await makeLives(sql)
  await makeRefusals(sql)
  await makeLinks(sql)
  await makeFinals(sql)
  await makeNotices(sql)
  await makeReports(sql)
  await makeDecided(sql)
  await markNextHops(sql)
  await sql.run('DROP TABLE replies')
  await sql.run(`CREATE TABLE ${tableSql('replies')}`)
  await classifyReplies(sql)
  await makeOwn(sql)
  await makeBackscatter(sql)
  await writeDerived(sql)
}
