import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type CaseDb, closeCase } from '../../electron/engine/database.ts'
import { facetOf } from '../../electron/engine/queries/facet.ts'
import { histogram } from '../../electron/engine/queries/histogram.ts'
import { queryReport } from '../../electron/engine/queries/report.ts'
import { type FacetField, facetFields } from '../../shared/facets.ts'
import { narrowQuery } from '../../shared/query/narrow.ts'
import { quote } from '../../shared/query/tokens.ts'
import { addFiles, caseOf, smallLog } from './small-case.ts'
import { hasWholeRelay, wholeRelay } from './whole-relay.ts'

/** Values whose number is not that of the list which opens. */
async function untrue(db: CaseDb, query: string, fields: readonly FacetField[] = facetFields, limit = 8): Promise<readonly string[]> {
  const wrong: string[] = []
  for (const field of fields) {
    const { values } = await facetOf(db, { query, field, limit })
    for (const { value, count } of values) {
      const clause = `${field}:${quote(value)}`
      const { total } = await queryReport(db, narrowQuery(query, clause))
      if (total !== count) wrong.push(`${clause} says ${count}, holds ${total}`)
    }
  }
  return wrong
}

async function untrueBars(db: CaseDb, query: string, most: number): Promise<readonly string[]> {
  const wrong: string[] = []
  const { buckets } = await histogram(db, query)
  for (const { query: bar, outcomes } of buckets.filter((bucket) => Object.keys(bucket.outcomes).length > 0).slice(0, most)) {
    const says = Object.values(outcomes).reduce((sum, count) => sum + count, 0)
    const { total } = await queryReport(db, bar)
    if (total !== says) wrong.push(`${bar} says ${says}, holds ${total}`)
  }
  return wrong
}

describe('facets of a small case', () => {
  let db: CaseDb
  beforeAll(async () => {
    db = await caseOf({ 'mail.log': smallLog.join('\n') })
  })
  afterAll(() => closeCase(db))

  test('list the commonest values first, with the names of devices', async () => {
    expect(await facetOf(db, { query: '', field: 'domain', limit: 2 })).toEqual({
      values: [
        { value: 'example.org', title: null, count: 3 },
        { value: 'acme.test', title: null, count: 1 },
      ],
      total: 7,
    })
    expect((await facetOf(db, { query: 'outcome:bounced', field: 'device', limit: 8 })).values).toEqual([
      { value: '10.2.0.44', title: 'printer.lan', count: 1 },
      { value: '192.0.2.10', title: 'ws7.lan', count: 1 },
    ])
    expect((await facetOf(db, { query: '', field: 'relay', limit: 1 })).values).toEqual([
      { value: 'mx.example.org', title: null, count: 3 },
    ])
    expect((await facetOf(db, { query: '', field: 'login', limit: 8 })).values).toEqual([{ value: 'jane', title: null, count: 3 }])
  })

  test('give numbers that their own clauses find again', async () => {
    for (const query of ['', 'outcome:bounced', '-direction:notice after:2026-03-02T10:00:00Z', '"said"'])
      expect(await untrue(db, query)).toEqual([])
  })

  test('are counted without their own clause, with all others', async () => {
    const { values } = await facetOf(db, { query: 'domain:"gmail.com" outcome:bounced', field: 'domain', limit: 8 })
    expect(values.map(({ value }) => value)).toEqual(['example.net', 'gmail.com'])
    expect((await facetOf(db, { query: 'domain:"gmail.com"', field: 'fromdomain', limit: 8 })).values).toEqual([
      { value: 'print.acme.test', title: null, count: 1 },
    ])
  })

  test('are searched inside, by value and by name', async () => {
    const inside = async (field: FacetField, containing: string) =>
      (await facetOf(db, { query: '', field, limit: 8, containing })).values.map(({ value }) => value)
    expect(await inside('device', 'PRINTER')).toEqual(['10.2.0.44'])
    expect(await inside('to', '100%')).toEqual(['100%_sure@example.org'])
    expect(await inside('from', "'")).toEqual(["o'brien@acme.test"])
    expect(await inside('to', 'nobody')).toEqual([])
  })

  test('tell sources of one name apart', async () => {
    const two = await caseOf({ 'mail.log': smallLog.slice(0, 7).join('\n') })
    await addFiles(two, { 'mail.log': smallLog.slice(7).join('\n') })
    const { values } = await facetOf(two, { query: '', field: 'source', limit: 8 })
    expect(values.map(({ title }) => title)).toEqual(['mail.log', 'mail.log'])
    expect(values.reduce((sum, { count }) => sum + count, 0)).toBeGreaterThan((await queryReport(two, '')).total)
    expect(await untrue(two, '', ['source'])).toEqual([])
    await closeCase(two)
  })

  test('count what another system reports for its source as well', async () => {
    const search = [
      'Message ID,Start date,End date,Sender,Message size,Subject,Direction,Attachments,Recipient address,Event target,Event date,Event status,Event target IP address,Has encryption,Event SMTP reply code,Event description,Client Type,Device User Session ID',
      '<second.2@acme.test>,2026/03/03 09:40:00 UTC,2026/03/03 09:40:00 UTC,jane@acme.test,5000,Invoice,Sent,0,jon@slow.example,SMTP_OUT,2026/03/03 09:40:01 UTC,DELIVERED,198.51.100.40,Encrypted,250,"No Error",,',
    ]
    const both = await caseOf({ 'mail.log': smallLog.join('\n'), 'search.csv': `${search.join('\n')}\n` })
    const { values } = await facetOf(both, { query: 'to:jon', field: 'source', limit: 8 })
    expect(values.map(({ value, count }) => [value, count])).toEqual([
      ['mail.log', 1],
      ['search.csv', 1],
    ])
    expect(await untrue(both, '')).toEqual([])
    await closeCase(both)
  })

  test('refuse a query that cannot be read', async () => {
    await expect(facetOf(db, { query: 'delay:>10', field: 'to', limit: 8 })).rejects.toMatchObject({ code: 'bad-query' })
  })
})

describe('the histogram', () => {
  let db: CaseDb
  beforeAll(async () => {
    db = await caseOf({ 'mail.log': smallLog.join('\n') })
  })
  afterAll(() => closeCase(db))

  test('covers what the query finds, with shorter bars for a shorter time', async () => {
    const all = await histogram(db, '')
    expect(all.bucketSeconds).toBe(900)
    expect(all.buckets.length).toBeLessThanOrEqual(121)
    const day = await histogram(db, 'at:2026-03-02 from:jane')
    expect(day.bucketSeconds).toBe(1)
    expect(day.buckets.map(({ outcomes }) => outcomes)).toEqual([{ 'handed-on': 1, bounced: 1 }])
    expect((await histogram(db, 'to:nobody')).buckets).toEqual([])
  })

  test('has bars that their time finds again', async () => {
    for (const query of ['', 'outcome:handed-on', '-is:noise']) expect(await untrueBars(db, query, 100)).toEqual([])
  })
})

describe.skipIf(!hasWholeRelay)('on a real log', () => {
  test('every number is true', async () => {
    const db = await wholeRelay()
    expect(await untrue(db, '')).toEqual([])
    expect(await untrue(db, 'class:relay-denied')).toEqual([])
    expect(await untrueBars(db, '', 20)).toEqual([])
    expect(await untrueBars(db, 'outcome:bounced', 10)).toEqual([])
  })
})
