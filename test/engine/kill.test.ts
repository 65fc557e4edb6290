import { fork } from 'node:child_process'
import { copyFileSync, readdirSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { closeCase, openCase } from '../../electron/engine/database.ts'
import { derive } from '../../electron/engine/derive.ts'
import { finishLoaded, importFiles } from '../../electron/engine/import-job.ts'
import { mailLog } from './logs.ts'
import { temporaryFolder } from './temporary-folder.ts'

const folder = temporaryFolder()
const kills = Number(process.env['KILLS'] ?? 3)
const mails = 20_000
/** kill-child.ts, as scripts/test-programs.mjs bundles it. */
const program = join(import.meta.dirname, '../../out/tests/kill-child.js')

function log(name: string, start: number, count: number, stepSeconds: number): { path: string; name: string } {
  const path = join(folder, name)
  writeFileSync(path, mailLog(start, count, stepSeconds))
  const end = start / 1000 + count * stepSeconds
  utimesSync(path, end, end)
  return { path, name }
}

/** Runs the import in a process of its own. `killAfter`: milliseconds after the case is open, null for never. */
function importInChild(casePath: string, path: string, killAfter: number | null): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = fork(program, [casePath, path], {
      execArgv: [],
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    })
    let opened = 0
    let took = 0
    child.on('message', (message) => {
      if (message === 'imported') took = performance.now() - opened
      if (message !== 'opened') return
      opened = performance.now()
      if (killAfter !== null) setTimeout(() => child.kill('SIGKILL'), killAfter)
    })
    child.once('error', reject)
    child.once('exit', (code) => (code !== null && code !== 0 ? reject(new Error(`the import ended with ${code}`)) : resolve(took)))
  })
}

/** Everything that an import changes, after what was loaded is finished. */
async function stateOf(casePath: string): Promise<unknown> {
  const db = await openCase(casePath)
  await finishLoaded(db, derive)
  const state = {
    sources: await db.rows('SELECT name, state, rank, lines FROM sources ORDER BY name'),
    events: await db.rows('SELECT count(*) AS n, count(DISTINCT line) AS lines, sum(hash(line, kind, time, ord)) AS digest FROM events'),
    lines: await db.rows('SELECT sum(line_count) AS n, sum(length(text)) AS characters FROM lines'),
    derived: await db.rows('SELECT (SELECT count(*) FROM messages) AS messages, (SELECT count(*) FROM deliveries) AS deliveries'),
  }
  await closeCase(db)
  return state
}

test(
  `killed ${kills} times in the midst of an import, a case holds what was before or what comes after`,
  async () => {
    const base = join(folder, 'base.relayscope')
    const second = log('second.log', Date.UTC(2026, 1, 2), mails, 10)
    const db = await openCase(base, { create: true })
    await importFiles(db, [log('first.log', Date.UTC(2026, 0, 2), 50, 60)], { zone: 'UTC', derive })
    await closeCase(db)
    const before = await stateOf(base)

    const finished = join(folder, 'finished.relayscope')
    copyFileSync(base, finished)
    const took = await importInChild(finished, second.path, null)
    const after = await stateOf(finished)
    expect(after).not.toEqual(before)

    let undone = 0
    for (let i = 0; i < kills; i += 1) {
      const path = join(folder, `killed-${i}.relayscope`)
      copyFileSync(base, path)
      const moment = took * ((i + Math.random()) / kills)
      await importInChild(path, second.path, moment)
      const state = await stateOf(path)
      const isBefore = JSON.stringify(state) === JSON.stringify(before)
      if (isBefore) undone += 1
      else expect(state, `killed after ${moment.toFixed(0)} ms of ${took.toFixed(0)}`).toEqual(after)
      expect(readdirSync(folder).filter((name) => name.includes(`killed-${i}`))).toEqual([`killed-${i}.relayscope`])
    }
    expect(undone).toBeGreaterThan(0)
  },
  Math.max(300_000, kills * 60_000),
)
