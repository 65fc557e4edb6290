import { expect, it } from 'vitest'
import { stretchesOf } from '../../renderer/parts/coverage-strips.tsx'

const at = (hour: number) => `2026-03-02T${String(hour).padStart(2, '0')}:00:00.000Z`
const gap = (from: number, to: number, regular = false) => ({ from: at(from), to: at(to), seconds: (to - from) * 3_600, regular })

it('a strip is made of the time with lines and the silences between, in their true lengths', () => {
  const gaps = [gap(4, 5), gap(6, 8, true)]
  const found = stretchesOf({ firstTime: at(2), lastTime: at(10), gaps }, Date.parse(at(0)), Date.parse(at(10)))
  expect(found).toEqual([
    { left: 20, width: 20, gap: null },
    { left: 40, width: 10, gap: gaps[0] },
    { left: 50, width: 10, gap: null },
    { left: 60, width: 20, gap: gaps[1] },
    { left: 80, width: 20, gap: null },
  ])
})

it('what is too short to be seen is still drawn, within the strip', () => {
  const [only] = stretchesOf({ firstTime: at(10), lastTime: at(10), gaps: [] }, Date.parse(at(0)), Date.parse(at(10)))
  expect(only).toEqual({ left: 99.6, width: expect.closeTo(0.4) as number, gap: null })
  expect(stretchesOf({ firstTime: null, lastTime: null, gaps: [] }, 0, 1)).toEqual([])
})
