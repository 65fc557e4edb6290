import { makeBackscatter } from './derive/backscatter.ts'
import { makeDecided, makeFinals, makeNotices } from './derive/finals.ts'
import { makeLinks } from './derive/links.ts'
import { makeLives } from './derive/lives.ts'
import { makeMails } from './derive/mails.ts'
import { markNextHops } from './derive/next-hops.ts'
import { orderSources } from './derive/order-sources.ts'
import { makeOwn } from './derive/own.ts'
import { makeRefusals } from './derive/refusals.ts'
import { classifyReplies } from './derive/replies.ts'
import { makeReports } from './derive/reports.ts'
import { writeDerived } from './derive/write.ts'
import type { Derive } from './settle.ts'

/**
 * Works out messages, deliveries and verdicts from the events of all sources that count (`loaded` or `visible`), and
 * replaces what was derived before. The temporary tables of each step are what the next one reads.
 */
export const derive: Derive = {
  workOut: async (sql) => {
    await orderSources(sql)
    await makeLives(sql)
    await makeRefusals(sql)
    await makeLinks(sql)
    await makeFinals(sql)
    await makeNotices(sql)
    await makeReports(sql)
    await makeDecided(sql)
    await markNextHops(sql)
    await classifyReplies(sql)
    await makeOwn(sql)
    await makeBackscatter(sql)
    await makeMails(sql)
  },
  write: writeDerived,
}
