import type { ChildProcess } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { MessageChannel, type MessagePort } from 'node:worker_threads'
import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/message-port'
import type { ContractRouterClient } from '@orpc/contract'
import { afterEach, expect, test } from 'vitest'
import { caseToReopen, EngineLink } from '../../electron/desktop/engine-link.ts'
import type { Contract, Present } from '../../shared/api.ts'
import { mailLog } from '../engine/logs.ts'
import { temporaryFolder } from '../engine/temporary-folder.ts'
import { forkEngine } from './engine-fork.ts'

const root = temporaryFolder()
const start = Date.UTC(2026, 2, 2, 6)

let close = async () => {}
afterEach(() => close())

function desktop() {
  const dataFolder = mkdtempSync(join(root, 'data-'))
  const processes: ChildProcess[] = []
  const refusals: string[] = []
  let recent: readonly { readonly name: string; readonly path: string }[] = []
  const link = new EngineLink<MessagePort>({
    start: () => forkEngine(dataFolder, processes),
    refused: (sentence) => refusals.push(sentence),
    recentChanged: (cases) => {
      recent = cases
    },
  })
  close = () => link.close()
  /** What `did-finish-load` does: the page gets one end, the engine the other. */
  const load = () => {
    const { port1, port2 } = new MessageChannel()
    link.connect(port1)
    const gone = new Promise<void>((resolve) => port2.once('close', resolve))
    const api: ContractRouterClient<Contract> = createORPCClient(new RPCLink({ port: port2 }))
    port2.start()
    return { api, gone }
  }
  const log = (name: string) => {
    const path = join(dataFolder, name)
    writeFileSync(path, mailLog(start, 3, 60))
    return path
  }
  return { dataFolder, processes, refusals, link, load, log, recent: () => recent }
}

async function until(holds: () => unknown): Promise<void> {
  for (const start = performance.now(); performance.now() - start < 30_000; ) {
    if (await holds()) return
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  throw new Error(`still not so after 30 s: ${holds.toString()}`)
}

test('a file that the user chose is imported by its handle, and the case is recent for the menu', async () => {
  const { link, load, log, recent } = desktop()
  const { api } = load()
  await api.imports.start({ files: [await link.offerFile(log('mail.log'))] })
  for await (const { error } of await api.imports.progress()) expect(error).toBeNull()
  expect((await api.cases.current())?.messages).toBe(3)
  expect(recent().map(({ name }) => name)).toEqual(['mail.log'])
  expect(recent()[0]?.path).toMatch(/cases[\\/]mail\.log\.relayscope$/)
})

test('pasted bytes are imported, and nothing of them stays beside the case', async () => {
  const { dataFolder, link, load } = desktop()
  const { api } = load()
  await api.imports.start({ files: [await link.keepFile('../pasted.log', Buffer.from(mailLog(start, 2, 60)))] })
  for await (const { error } of await api.imports.progress()) expect(error).toBeNull()
  expect((await api.sources.list()).map(({ name }) => name)).toEqual(['pasted.log'])
  const uploads = readdirSync(dataFolder).filter((name) => name.startsWith('uploads-'))
  expect(uploads.flatMap((folder) => readdirSync(join(dataFolder, folder)))).toEqual([])
  await link.close()
  expect(readdirSync(dataFolder).filter((name) => name.startsWith('uploads-'))).toEqual([])
})

test('what the system hands over is opened, and the window is told', async () => {
  const { dataFolder, link, load, log, recent, refusals } = desktop()
  const { api } = load()
  const watched = await api.cases.watch()
  expect(await watched.next()).toEqual({ done: false, value: { caseId: null, jobId: null } })
  link.open([log('evening.log')])
  const told = (await watched.next()).value as Present // It does not end by itself.
  expect([typeof told.caseId, typeof told.jobId]).toEqual(['string', 'string'])
  for await (const { error } of await api.imports.progress()) expect(error).toBeNull()
  await api.cases.close()
  link.open(recent().map(({ path }) => path))
  await until(async () => (await api.cases.current())?.messages === 3)
  link.open([join(dataFolder, 'x.relayscope')])
  await until(() => refusals.length > 0)
  expect(refusals[0]).toContain('x.relayscope')
  await watched.return?.(undefined)
})

test('an engine that dies is said so at once; the next one opens the case that was open', async () => {
  const { link, load, log, processes } = desktop()
  const first = load()
  await first.api.imports.start({ files: [await link.offerFile(log('mail.log'))] })
  for await (const { error } of await first.api.imports.progress()) expect(error).toBeNull()
  const asked = first.api.messages.report({ query: '' }).catch((error: unknown) => error)
  processes[0]?.kill('SIGKILL')
  await first.gone
  expect(await asked).toBeDefined()
  expect(link.hasDied()).toBe(true)
  const second = load()
  await until(async () => (await second.api.cases.current())?.messages === 3)
  expect([processes.length, link.hasDied()]).toEqual([2, false])
})

test('a file that is being handed in when the engine dies is refused in a sentence', async () => {
  const { link, load, processes } = desktop()
  load()
  const asked = link.offerFile('/var/log/mail.log')
  const refused = expect(asked).rejects.toThrow('The engine stopped. Restart it.')
  processes[0]?.kill('SIGKILL')
  await refused
})

test('closing ends the engine and gives the lock of its case back', async () => {
  const { link, load, log, recent, processes } = desktop()
  const { api } = load()
  await api.imports.start({ files: [await link.offerFile(log('mail.log'))] })
  for await (const { error } of await api.imports.progress()) expect(error).toBeNull()
  const lock = `${recent()[0]?.path}.lock`
  expect(existsSync(lock)).toBe(true)
  await link.close()
  expect([existsSync(lock), processes.length]).toEqual([false, 1])
  await link.close() // Nothing runs: nothing is started for it.
  expect(processes.length).toBe(1)
})

test('a case that ends each engine soon after it was opened again is not opened a third time', () => {
  expect(caseToReopen({ open: 'a', reopened: null, livedMs: 100 })).toBe('a')
  expect(caseToReopen({ open: 'a', reopened: 'a', livedMs: 100 })).toBeNull()
  expect(caseToReopen({ open: 'a', reopened: 'a', livedMs: 600_000 })).toBe('a')
  expect(caseToReopen({ open: 'b', reopened: 'a', livedMs: 100 })).toBe('b')
  expect(caseToReopen({ open: null, reopened: 'a', livedMs: 100 })).toBeNull()
})
