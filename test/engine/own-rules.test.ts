import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { copyCase } from '../../electron/engine/copy-case.ts'
import { type CaseDb, closeCase, openCase, openTemporaryCase } from '../../electron/engine/database.ts'
import { effectsOf } from '../../electron/engine/derive/reclassify.ts'
import { derive } from '../../electron/engine/derive.ts'
import { importFiles } from '../../electron/engine/import-job.ts'
import { caseReport } from '../../electron/engine/queries/case-report.ts'
import { failures } from '../../electron/engine/queries/failures.ts'
import { overview } from '../../electron/engine/queries/overview.ts'
import { queryReport } from '../../electron/engine/queries/report.ts'
import { changeRules, keepRules, keptRules } from '../../electron/engine/rule-keeping.ts'
import { settle } from '../../electron/engine/settle.ts'
import { reportText } from '../../report/format.ts'
import { headlineOf } from '../../shared/headline.ts'
import type { Found } from '../../shared/overview.ts'
import { redactReport } from '../../shared/redaction/redact-report.ts'
import { remedyFor } from '../../shared/remedy.ts'
import { readRules } from '../../shared/rules/rules.ts'
import type { OwnClass, OwnRule } from '../../shared/rules/schema.ts'
import { verdictSentence } from '../../shared/sentences.ts'
import { addFiles, caseOf, smallLog } from './small-case.ts'
import { temporaryFolder } from './temporary-folder.ts'

const folder = temporaryFolder()
const main = join(resolve(import.meta.dirname, '../../../shared'), 'mta/postfix-main')

const rulesOf = (...rules: readonly OwnRule[]) => readRules(JSON.stringify({ rules }), 'rules.jsonc')

const frobnicated: OwnRule = {
  name: 'frobnicated',
  class: 'mailbox-disabled',
  phrases: ['frobnicated mailbox'],
  example: '554 5.0.0 Zzyzx: frobnicated mailbox',
}

/** The last mail of the small case, refused in words that no table holds. */
const refused = (id: string) =>
  smallLog
    .slice(-3)
    .join('\n')
    .replaceAll('4Zx3aa7UuVv8', id)
    .replace(
      /relay=none.*$/,
      'relay=mx.odd.example[198.51.100.41]:25, delay=1, delays=0.2/0/0.3/0.5, dsn=5.0.0, status=bounced (host mx.odd.example[198.51.100.41] said: 554 5.0.0 Zzyzx: frobnicated mailbox (in reply to RCPT TO command))',
    )

/** All that is derived, as it can be compared. */
async function derived(db: CaseDb): Promise<readonly unknown[]> {
  const tables = ['replies ORDER BY signature', 'deliveries ORDER BY pos', 'messages ORDER BY no']
  return Promise.all(tables.map((table) => db.rows(`SELECT COLUMNS(c -> c NOT IN ('imported_at')) FROM ${table}`)))
}

/** Writes a text in the place of the rules, as another version or a stranger may have. */
async function putText(db: CaseDb, text: string): Promise<void> {
  await db.transaction(async (connection) => {
    await connection.run(`DELETE FROM casefile.main.settings WHERE key = 'ownRules'`)
    await connection.run(`INSERT INTO casefile.main.settings VALUES ('ownRules', $1)`, [text])
  })
}

/** What is derived when all is derived anew. */
async function derivedAnew(db: CaseDb): Promise<readonly unknown[]> {
  await db.exclusive(() => db.transaction((connection) => settle(connection, derive)))
  return derived(db)
}

describe('rules of the user in a case', () => {
  let db: CaseDb
  beforeAll(async () => {
    db = await caseOf({ 'mail.log': [...smallLog, refused('4Zx3aa7UuVw1'), refused('4Zx3aa7UuVw2')].join('\n') })
  })
  afterAll(() => closeCase(db))

  test('what no rule recognises is counted, and found again by its query', async () => {
    const { recognition } = await overview(db)
    expect(recognition).toMatchObject({
      failed: { count: 5 },
      answered: { count: 5 },
      recognised: { count: 3 },
      byWords: { count: 3 },
      byCode: { count: 0 },
      unrecognised: { count: 2 },
    })
    for (const found of Object.values<Found>({ ...recognition })) expect((await queryReport(db, found.query)).total).toBe(found.count)
  })

  test('are shown with what they would change, replies that differ in capitals as one', async () => {
    const loud = await caseOf({
      'mail.log': [
        ...smallLog,
        refused('4Zx3aa7UuVw1'),
        refused('4Zx3aa7UuVw2').replace('frobnicated mailbox', 'Frobnicated MAILBOX'),
      ].join('\n'),
    })
    try {
      const effects = await effectsOf(loud, rulesOf(frobnicated))
      expect(effects).toMatchObject([{ deliveries: { count: 2 } }])
      expect((await queryReport(loud, effects[0]?.deliveries.query ?? '')).total).toBe(2)
      await keepRules(loud, rulesOf(frobnicated))
      expect((await queryReport(loud, 'rule:own/frobnicated')).total).toBe(2)
    } finally {
      await closeCase(loud)
    }
  })

  test('are shown with what they would take before they are kept', async () => {
    const greedy: OwnRule = { name: 'all-550', class: 'spam-content', phrases: ['user unknown'], example: '550 5.1.1 User unknown' }
    expect(await effectsOf(db, rulesOf(frobnicated, greedy))).toMatchObject([
      {
        deliveries: { count: 2 },
        from: { class: 'unknown', rule: null },
        to: { class: 'mailbox-disabled', rule: 'own/frobnicated', sign: 'frobnicated mailbox' },
      },
      { deliveries: { count: 1 }, from: { class: 'recipient-unknown' }, to: { class: 'spam-content', rule: 'own/all-550' } },
    ])
    for (const { deliveries } of await effectsOf(db, rulesOf(frobnicated, greedy)))
      expect((await queryReport(db, deliveries.query)).total).toBe(deliveries.count)
    expect((await queryReport(db, 'is:unrecognised')).total).toBe(2)
  })

  test('are not counted to the end where nobody waits for it', async () => {
    await expect(effectsOf(db, rulesOf(frobnicated), AbortSignal.abort())).rejects.toMatchObject({ code: 'cancelled' })
  })

  test('decide the case at once as they would have at its import, and are taken back whole', async () => {
    const before = await derived(db)
    await keepRules(db, rulesOf(frobnicated))
    expect((await queryReport(db, 'class:mailbox-disabled')).total).toBe(2)
    const [first] = (await failures(db, 'class:mailbox-disabled'))[0]?.signatures ?? []
    expect(first).toMatchObject({ rule: 'own/frobnicated', sign: 'frobnicated mailbox', confidence: 'text', deliveries: 2 })
    const { rules } = await keptRules(db)
    expect(rules).toMatchObject([{ rule: { name: 'frobnicated' }, decides: { count: 2 } }])
    expect((await queryReport(db, rules[0]?.decides.query ?? '')).total).toBe(2)
    expect((await overview(db)).recognition).toMatchObject({ recognised: { count: 5 }, unrecognised: { count: 0 } })
    expect(await derived(db)).toEqual(await derivedAnew(db))
    await keepRules(db, null)
    expect(await derived(db)).toEqual(before)
    expect(await keptRules(db)).toEqual({ text: null, rules: [], classes: [], broken: [], refusal: null })
  })

  test('are named in reports that they decide, by other names where those are redacted', async () => {
    await keepRules(db, rulesOf({ ...frobnicated, name: 'zed-of-acme' }))
    const report = await caseReport(db, { query: '', rows: 50 }, { caseName: 'monday', madeAt: '2026-03-04T08:00:00.000Z' })
    expect(report.ownRules).toMatchObject([
      { rule: { name: 'zed-of-acme' }, decides: { count: 2, query: '-is:noise is:failed rule:"own/zed-of-acme"' } },
    ])
    for (const format of ['html', 'markdown'] as const) {
      const text = await reportText[format].write(report)
      expect(text).toContain('Decided by rules of your own')
      expect(text).toContain('own/zed-of-acme')
      expect(text).toMatch(/Of 5 deliveries that failed or wait and say why, 5 have a known cause\. Every reply is recognised\./)
      expect(await reportText[format].write(redactReport(report))).not.toContain('zed')
    }
    expect(await reportText.json.write(redactReport(report))).not.toContain('zed-of-acme')
    await keepRules(db, rulesOf(frobnicated))
  })

  test('hold for what is imported after them', async () => {
    await keepRules(db, rulesOf(frobnicated))
    await addFiles(db, { 'more.log': refused('4Zx3aa7UuVw3').replaceAll('03T09', '03T10') })
    expect((await queryReport(db, 'rule:own/frobnicated')).total).toBe(3)
  })

  describe('of which one is a rule no more', () => {
    const gone = { ...frobnicated, name: 'gone', class: 'class-of-another-version' }
    const text = JSON.stringify({ rules: [gone, frobnicated] })
    beforeAll(() => putText(db, text))

    test('still decide by the others, and tell why it does not', async () => {
      await derivedAnew(db)
      expect((await queryReport(db, 'rule:own/frobnicated')).total).toBe(3)
      const kept = await keptRules(db)
      expect(kept.rules).toMatchObject([{ rule: { name: 'frobnicated' }, decides: { count: 3 } }])
      expect(kept.broken.map(({ text }) => text)).toEqual([JSON.stringify(gone)])
      expect(kept.broken[0]?.fault).toMatch(/^class: it must be a class of Relayscope/)
    })

    test('keep it as it is while others come and go', async () => {
      const other = JSON.stringify({ ...frobnicated, name: 'other', phrases: ['quixotic'], example: '554 Quixotic' })
      await changeRules(db, [{ list: 'rules' as const, before: null, after: other }])
      await changeRules(db, [{ list: 'rules' as const, before: JSON.stringify(frobnicated), after: null }])
      expect((await keptRules(db)).broken.map((broken) => broken.text)).toEqual([JSON.stringify(gone)])
      expect((await queryReport(db, 'rule:own/frobnicated')).total).toBe(0)
    })

    test('decide by it again once it is mended', async () => {
      const mended = { ...gone, class: 'mailbox-full' }
      await changeRules(db, [{ list: 'rules' as const, before: JSON.stringify(gone), after: JSON.stringify(mended) }])
      expect((await queryReport(db, 'rule:own/gone class:mailbox-full')).total).toBe(3)
      expect((await keptRules(db)).broken).toEqual([])
    })

    test('show what a stranger wrote in their place, and delete it', async () => {
      await putText(db, '{"rules": 7')
      expect(await keptRules(db)).toMatchObject({ rules: [], broken: [{ text: JSON.stringify('{"rules": 7') }] })
      await changeRules(db, [{ list: 'rules' as const, before: JSON.stringify('{"rules": 7'), after: null }])
      expect(await keptRules(db)).toEqual({ text: null, rules: [], classes: [], broken: [], refusal: null })
    })

    test('say of a text that is longer than is read that it is there', async () => {
      await putText(db, `{"rules": [], "note": "${'x'.repeat(1 << 20)}"}`)
      const { rules, broken, refusal } = await keptRules(db)
      expect([rules, broken]).toEqual([[], []])
      expect(refusal).toContain('are longer than 1 MB')
      await keepRules(db, null)
    })
  })

  describe('that two windows change', () => {
    const [a, b, c] = ['a', 'b', 'c'].map((name) =>
      JSON.stringify({ ...frobnicated, name, phrases: [`zzyzx ${name}`], example: `554 Zzyzx ${name}` }),
    ) as [string, string, string]
    const names = async () => (await keptRules(db)).rules.map(({ rule }) => rule.name)

    test('at once are all kept', async () => {
      await Promise.all([a, b, c].map((after) => changeRules(db, [{ list: 'rules' as const, before: null, after }])))
      expect((await names()).toSorted()).toEqual(['a', 'b', 'c'])
      await Promise.all([a, b].map((before) => changeRules(db, [{ list: 'rules', before, after: null }])))
      expect(await names()).toEqual(['c'])
    })

    test('are refused where one was changed since, and nothing changes', async () => {
      const both = [
        { list: 'rules' as const, before: null, after: b },
        { list: 'rules' as const, before: a, after: null },
      ]
      await expect(changeRules(db, both)).rejects.toThrow(/^A rule was changed or deleted meanwhile/)
      expect(await names()).toEqual(['c'])
    })

    test('come back to their place', async () => {
      await changeRules(db, [
        { list: 'rules' as const, before: null, after: a, at: 0 },
        { list: 'rules' as const, before: null, after: b, at: 1 },
      ])
      const before = await keptRules(db)
      const undo = await changeRules(db, [
        { list: 'rules' as const, before: b, after: null },
        { list: 'rules' as const, before: a, after: JSON.stringify({ ...frobnicated, name: 'd' }) },
      ])
      expect(await names()).toEqual(['d', 'c'])
      const redo = await changeRules(db, undo)
      expect(await keptRules(db)).toEqual(before)
      await changeRules(db, redo)
      expect(await names()).toEqual(['d', 'c'])
      await keepRules(db, null)
    })
  })
})

describe('classes of the user in a case', () => {
  const held: OwnClass = {
    id: 'own-hold',
    title: 'Held by Zed Corp',
    family: 'content',
    meaning: 'The gateway of Zed Corp keeps it back.',
    scope: 'message',
    permanent: true,
    clears: 'never',
    actor: 'sender',
    steps: ['Ask Zed Corp for a decision.', 'Send it again.'],
    doNot: 'Do not send it around Zed Corp.',
  }
  const rule: OwnRule = { ...frobnicated, class: 'own-hold' }
  const kept = () => readRules(JSON.stringify({ classes: [held], rules: [rule] }), 'rules.jsonc')
  let db: CaseDb
  beforeAll(async () => {
    db = await caseOf({ 'mail.log': [...smallLog, refused('4Zx3aa7UuVw1'), refused('4Zx3aa7UuVw2')].join('\n') })
    await keepRules(db, kept())
  })
  afterAll(() => closeCase(db))

  test('are told with title, family, remedy and who acts as the user wrote, and as the user’s own', async () => {
    const report = (await failures(db, 'class:own-hold'))[0]
    expect(report).toMatchObject({
      class: 'own-hold',
      title: 'Held by Zed Corp (own class)',
      family: 'content',
      actor: 'sender',
      deliveries: 2,
    })
    expect(report?.remedies[0]?.remedy).toMatchObject({
      meaning: held.meaning,
      steps: held.steps,
      doNot: held.doNot,
      source: 'your own class own-hold',
    })
    expect((await queryReport(db, '')).classes).toContainEqual({ value: 'own-hold', count: 2 })
    expect((await queryReport(db, 'class:own-*')).total).toBe(2)
    expect((await overview(db)).families).toContainEqual(
      expect.objectContaining({ family: 'content', lost: { count: 2, query: 'is:lost -direction:notice class:own-hold' } }),
    )
    expect(await derived(db)).toEqual(await derivedAnew(db))
  })

  test('are the cause in sentences', async () => {
    const glance = await overview(db)
    expect(glance.mainCause).toMatchObject({ class: 'own-hold', ownClass: held })
    expect(headlineOf(glance)).toMatchObject({
      title: expect.stringContaining('the cause is “Held by Zed Corp (own class)”.') as string,
      action: { step: held.steps[0] },
    })
    const report = await caseReport(db, { query: 'class:own-hold', rows: 5 }, { caseName: 'monday', madeAt: '2026-03-04T08:00:00.000Z' })
    const { message, delivery } = report.examples[0]!.rows[0]!
    expect(verdictSentence(message, delivery)).toContain('the cause is “Held by Zed Corp (own class)”')
    expect(remedyFor(message, delivery)?.steps).toEqual(held.steps)
  })

  test('stand in reports, but not in redacted ones', async () => {
    const report = await caseReport(db, { query: '', rows: 50 }, { caseName: 'monday', madeAt: '2026-03-04T08:00:00.000Z' })
    for (const format of ['html', 'markdown', 'json', 'csv'] as const) {
      expect(await reportText[format].write(report)).toContain('Zed Corp')
      expect(await reportText[format].write(redactReport(report))).not.toMatch(/Zed|own-hold/)
    }
  })

  test('make no difference to redacted reports by what is written of them, whatever else is called the same', async () => {
    const redacted = async (own: OwnClass) => {
      await keepRules(db, readRules(JSON.stringify({ classes: [own], rules: [{ ...rule, class: own.id }] }), 'rules.jsonc'))
      const report = await caseReport(db, { query: '', rows: 50 }, { caseName: 'monday', madeAt: '2026-03-04T08:00:00.000Z' })
      return redactReport({ ...report, overview: { ...report.overview, generation: 0 } })
    }
    const expected = await redacted(held)
    for (const title of ['lost', 'bounced', 'sender']) {
      const steps = ['Ask Zed to {flush}.', 'Ask Zed to {flush}.']
      const report = await redacted({ ...held, id: `own-${title}`, title, meaning: 'own', steps, doNot: title })
      expect(report).toEqual(expected)
    }
    await keepRules(db, kept())
  })

  test('go with a copy of the case', async () => {
    const path = join(folder, 'copy.relayscope')
    await copyCase(db, path)
    const copy = await openCase(path)
    try {
      expect((await keptRules(copy)).classes).toEqual([{ class: held, text: JSON.stringify(held) }])
      expect((await failures(copy, 'class:own-hold'))[0]?.title).toBe('Held by Zed Corp (own class)')
    } finally {
      await closeCase(copy)
    }
  })

  test('are changed at once, and a rule without its class decides nothing', async () => {
    const loud = { ...held, title: 'Held, really', family: 'system' }
    await changeRules(db, [{ list: 'classes', before: JSON.stringify(held), after: JSON.stringify(loud) }])
    expect((await failures(db, 'class:own-hold'))[0]).toMatchObject({ title: 'Held, really (own class)', family: 'system' })
    const undo = await changeRules(db, [{ list: 'classes', before: JSON.stringify(loud), after: null }])
    expect((await keptRules(db)).broken).toMatchObject([
      { list: 'rules', fault: 'class: the file makes no class own-hold; add it to "classes".' },
    ])
    expect((await queryReport(db, 'class:own-hold')).total).toBe(0)
    await changeRules(db, undo)
    expect((await queryReport(db, 'class:own-hold')).total).toBe(2)
  })
})

describe.skipIf(!existsSync(main))('rules in the log of a whole relay', () => {
  test('give what deriving everything anew gives', async () => {
    const db = await openTemporaryCase()
    try {
      await importFiles(db, [{ path: join(main, 'mail.log'), name: 'mail.log' }], { derive, zone: 'UTC', year: 2026 })
      const before = await derived(db)
      const [common] = await db.rows<{ exemplar: string; sign: string; class: OwnRule['class'] }>(
        `SELECT r.exemplar, r.sign, r.class FROM replies r JOIN deliveries d ON d.reply_no = r.no AND d.fate = 'bounced'
         WHERE r.confidence = 'text' AND NOT contains(r.sign, ' … ') GROUP BY ALL ORDER BY count(*) DESC LIMIT 1`,
      )
      expect(common).toBeDefined()
      await keepRules(db, rulesOf({ name: 'common', class: 'suppressed', phrases: [common?.sign ?? ''], example: common?.exemplar ?? '' }))
      const changed = await derived(db)
      expect(changed).not.toEqual(before)
      expect(changed).toEqual(await derivedAnew(db))
    } finally {
      await closeCase(db)
    }
  }, 60_000)
})
