import { expect, test } from 'vitest'
import type { Recognition } from '../shared/overview.ts'
import { recognitionSentence } from '../shared/recognition.ts'

function of(byWords: number, byCode: number, unrecognised: number, unsaid: number): Recognition {
  const found = (count: number) => ({ count, query: '' })
  const answered = byWords + byCode + unrecognised
  return {
    failed: found(answered + unsaid),
    answered: found(answered),
    recognised: found(byWords + byCode),
    byWords: found(byWords),
    byCode: found(byCode),
    unrecognised: found(unrecognised),
    unsaid: found(unsaid),
  }
}

test.each([
  [of(0, 0, 0, 0), null],
  [of(0, 0, 0, 1), 'Of 1 delivery that failed or waits nothing says why.'],
  [of(1, 0, 0, 0), 'Of 1 delivery that failed or waits and says why, 1 has a known cause. Every reply is recognised.'],
  [
    of(2, 0, 1, 3),
    'Of 3 deliveries that failed or wait and say why, 2 have a known cause. 1 is not recognised. Of 3 more nothing says why.',
  ],
  [of(90, 0, 10, 0), 'Of 100 deliveries that failed or wait and say why, 90 have a known cause (90 %). 10 are not recognised.'],
  [
    of(80, 15, 5, 0),
    'Of 100 deliveries that failed or wait and say why, 80 have a cause known by words (80 %), 15 by the code alone (15 %), which is a guess. 5 are not recognised.',
  ],
])('%j is told with what the code alone says apart', (recognition, sentence) => {
  expect(recognitionSentence(recognition)).toBe(sentence)
})
