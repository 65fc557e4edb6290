import { describe, expect, test } from 'vitest'
import { type Arrangement, moved, readArrangement, switched, writeArrangement } from '../../renderer/report-choice.ts'
import { type ReportSection, reportSections } from '../../shared/report.ts'

const orderOf = (arrangement: Arrangement) => arrangement.map(({ section }) => section)
const usual = readArrangement('')

describe('the arrangement of a report', () => {
  test('is all sections in the usual order, unless the address says otherwise', () => {
    expect(orderOf(usual)).toEqual(reportSections)
    expect(usual.every(({ on }) => on)).toBe(true)
    expect(writeArrangement(usual)).toBe('')
  })

  test('is kept by the address: order, and what is left out', () => {
    const own = moved(switched(usual, 'lines'), 'sources', -1, reportSections)
    expect(readArrangement(writeArrangement(own))).toEqual(own)
    expect(writeArrangement(own)).toBe('summary,causes,rules,deliveries,messages,-lines,sources,devices,caveats')
  })

  test('reads what somebody wrote into the address, and holds what is not named', () => {
    const own = readArrangement('sources,-nonsense,-causes,,sources')
    expect(own.slice(0, 2)).toEqual([
      { section: 'sources', on: true },
      { section: 'causes', on: false },
    ])
    expect(new Set(orderOf(own))).toEqual(new Set(reportSections))
    expect(own).toHaveLength(reportSections.length)
  })

  test('is moved among what is offered, and not beyond its ends', () => {
    const offered: readonly ReportSection[] = ['summary', 'deliveries', 'sources']
    expect(orderOf(moved(usual, 'deliveries', -1, offered)).slice(0, 4)).toEqual(['deliveries', 'causes', 'rules', 'summary'])
    expect(moved(usual, 'summary', -1, offered)).toBe(usual)
    expect(moved(usual, 'sources', 1, offered)).toBe(usual)
  })
})
