import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { keepState, parseState, place, readState } from '../../electron/desktop/window-state.ts'
import { temporaryFolder } from '../engine/temporary-folder.ts'

const main = { x: 0, y: 25, width: 1920, height: 1055 }
const right = { x: 1920, y: 0, width: 1280, height: 1024 }
const onRight = { bounds: { x: 2000, y: 40, width: 1000, height: 800 }, maximized: false }

test('the window opens where it was closed', () => {
  expect(place(onRight, [main, right])).toEqual({ x: 2000, y: 40, width: 1000, height: 800 })
})

test('a place on a screen that is gone is forgotten, the size is kept', () => {
  expect(place(onRight, [main])).toEqual({ width: 1000, height: 800 })
  const above = { bounds: { x: 100, y: -600, width: 1000, height: 620 }, maximized: false }
  expect(place(above, [main])).toEqual({ width: 1000, height: 620 }) // Its title bar could not be taken hold of.
})

test('the window is never larger than the screen nor smaller than what can be used', () => {
  const huge = { bounds: { x: 0, y: 25, width: 5000, height: 4000 }, maximized: true }
  expect(place(huge, [main])).toEqual({ x: 0, y: 25, width: 1920, height: 1055 })
  expect(place({ bounds: { x: 0, y: 25, width: 200, height: 100 }, maximized: false }, [main])).toEqual({
    x: 0,
    y: 25,
    width: 640,
    height: 480,
  })
})

test('the first window has room on the main screen', () => {
  expect(place(null, [main])).toEqual({ width: 1440, height: 900 })
  expect(place(null, [{ x: 0, y: 0, width: 1024, height: 768 }])).toEqual({ width: 1024, height: 768 })
  expect(place(null, [])).toEqual({ width: 1440, height: 900 })
})

test('what was kept is read again; what was cut off or edited is no state', () => {
  const folder = join(temporaryFolder(), 'new')
  expect(readState(folder)).toBeNull()
  keepState(folder, { ...onRight, maximized: true })
  expect(readState(folder)).toEqual({ ...onRight, maximized: true })
  writeFileSync(join(folder, 'window.json'), '{"bounds":{"x":0,"y"')
  expect(readState(folder)).toBeNull()
  for (const text of ['null', '[]', '{}', '{"bounds":null}', '{"bounds":{"x":0,"y":0,"width":"9","height":9}}', '{"bounds":{"x":1e99}}']) {
    expect([text, parseState(text)]).toEqual([text, null])
  }
})

test('a folder that cannot be written costs the state and nothing else', () => {
  const file = join(temporaryFolder(), 'file')
  writeFileSync(file, '')
  keepState(join(file, 'below'), onRight)
  expect(readState(join(file, 'below'))).toBeNull()
})
