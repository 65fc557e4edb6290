import { expect, test } from 'vitest'
import { selfCheck } from '../../electron/engine/self-check.ts'

test('the engine of this very copy passes its own check', async () => {
  const lines: string[] = []
  expect(await selfCheck((line) => lines.push(line))).toBe(true)
  expect(lines).toEqual([
    expect.stringMatching(/^worker: ok, \d+ rows$/),
    expect.stringMatching(/^DuckDB: ok, v\d+\.\d+/),
    'engine: ok, 2 deliveries, the cause of one that failed named',
  ])
})

test('what fails is said in its line, and the other parts are tried', async () => {
  const lines: string[] = []
  const parts = [
    { name: 'one', run: () => Promise.reject(new Error('no such library')) },
    { name: 'two', run: async (folder: string) => `in ${folder.replace(/^.*-self-check-.*$/, 'a folder of its own')}` },
  ]
  expect(await selfCheck((line) => lines.push(line), parts)).toBe(false)
  expect(lines).toEqual(['one: failed, no such library', 'two: ok, in a folder of its own'])
})
