import { expect, test } from 'vitest'
import { type HandedIn, handIn, mostPastedBytes } from '../../electron/desktop/hand-in.ts'
import { keepFile, offerFile } from '../../electron/desktop/handed-in.ts'

const page = { url: 'app://relayscope/#/', parent: null }

function keeper() {
  const got: unknown[] = []
  return {
    got,
    offerFile: async (path: string) => `path ${got.push(path)}`,
    keepFile: async (name: string, bytes: Uint8Array) => `bytes ${got.push([name, Buffer.from(bytes).toString()])}`,
  }
}

/** A preload and main, with only Electron's channel between them taken out. */
function desktop(pathOf: (file: File) => string) {
  const engine = keeper()
  const call = async (channel: string, ...[first, second]: readonly unknown[]): Promise<HandedIn> =>
    channel === 'offer-file' ? offerFile(page, first, engine) : keepFile(page, first, second, engine)
  return { engine, handIn: (file: File) => handIn(file, pathOf, call) }
}

test('a file of the disk is handed in by its path, and not read', async () => {
  const { engine, handIn: give } = desktop(() => '/var/log/mail.log')
  const unread = Object.assign(new File([], 'mail.log'), { arrayBuffer: () => Promise.reject(new Error('read')) })
  expect(await give(unread)).toBe('path 1')
  expect(engine.got).toEqual(['/var/log/mail.log'])
})

test('pasted lines are handed in by their bytes', async () => {
  const { engine, handIn: give } = desktop(() => '')
  expect(await give(new File(['line\n'], 'pasted.log'))).toBe('bytes 1')
  expect(engine.got).toEqual([['pasted.log', 'line\n']])
})

test('more bytes than anybody pastes are refused before they are read, and by main as well', async () => {
  const { engine, handIn: give } = desktop(() => '')
  const large = Object.assign(new File([], 'huge.log'), { arrayBuffer: () => Promise.reject(new Error('read')) })
  Object.defineProperty(large, 'size', { value: mostPastedBytes + 1 })
  await expect(give(large)).rejects.toThrow('huge.log has more than 64 MB and is not a file on the disk: save it first, then open it.')
  expect(await keepFile(page, 'huge.log', new ArrayBuffer(mostPastedBytes + 1), engine)).toHaveProperty('refusal')
  expect(engine.got).toEqual([])
})

test('main hands nothing to the engine for another page, or that is no file', async () => {
  const engine = keeper()
  const bytes = new ArrayBuffer(1)
  for (const frame of [null, { url: 'https://example.org/', parent: null }, { url: page.url, parent: page }]) {
    expect(await offerFile(frame, '/etc/passwd', engine)).toEqual({ refusal: 'Only the window of Relayscope may hand in files.' })
    expect(await keepFile(frame, 'x', bytes, engine)).toEqual({ refusal: 'Only the window of Relayscope may hand in files.' })
  }
  for (const path of ['', 7, null, undefined, ['/etc/passwd'], 'a\0b'])
    expect(await offerFile(page, path, engine)).toHaveProperty('refusal')
  for (const [name, what] of [
    [1, bytes],
    ['x', 'text'],
    ['x', null],
  ] as const) {
    expect(await keepFile(page, name, what, engine)).toHaveProperty('refusal')
  }
  expect(engine.got).toEqual([])
})

test('why the engine did not take a file reaches the page as it was said', async () => {
  const full = { ...keeper(), offerFile: () => Promise.reject(new Error('The engine stopped. Restart it.')) }
  const call = (_channel: string, path: unknown) => offerFile(page, path, full)
  await expect(handIn(new File([], 'mail.log'), () => '/mail.log', call)).rejects.toThrow(/^The engine stopped. Restart it.$/)
})
