import { useLocalStorage } from '@mantine/hooks'
import { useNavigate, useSearch } from '@tanstack/react-router'
import type { ReportFormat } from '../report/format.ts'
import { type Report, type ReportSection, reportSections } from '../shared/report.ts'

/** A section at its place, and whether the report holds it. */
interface PlacedSection {
  readonly section: ReportSection
  readonly on: boolean
}

/** Every section in the order that the user gave them. */
export type Arrangement = readonly PlacedSection[]

/** Reads `summary,-causes,…`: `-` stands before what is left out. What is not named comes behind, and is held. */
export function readArrangement(text: string): Arrangement {
  const placed = new Map<ReportSection, boolean>()
  for (const name of text.split(',')) {
    const section = reportSections.find((known) => known === name.replace(/^-/, ''))
    if (section !== undefined) placed.set(section, !name.startsWith('-'))
  }
  for (const section of reportSections) if (!placed.has(section)) placed.set(section, true)
  return [...placed].map(([section, on]) => ({ section, on }))
}

/** The same as text; '' for all in the usual order. */
export function writeArrangement(arrangement: Arrangement): string {
  const text = arrangement.map(({ section, on }) => `${on ? '' : '-'}${section}`).join(',')
  return text === reportSections.join(',') ? '' : text
}

/** With a section held or left out. */
export function switched(arrangement: Arrangement, section: ReportSection): Arrangement {
  return arrangement.map((placed) => (placed.section === section ? { section, on: !placed.on } : placed))
}

/** With a section one place up (-1) or down (1) among those that are offered; as it was where there is no such place. */
export function moved(arrangement: Arrangement, section: ReportSection, by: -1 | 1, offered: readonly ReportSection[]): Arrangement {
  const shown = arrangement.filter((placed) => offered.includes(placed.section))
  const at = shown.findIndex((placed) => placed.section === section)
  const one = shown[at]
  const other = shown[at + by]
  if (one === undefined || other === undefined) return arrangement
  return arrangement.map((placed) => (placed === one ? other : placed === other ? one : placed))
}

/** How the user wants a report. */
export interface ReportChoice {
  /** Empty: the whole case. */
  readonly query: string
  readonly format: ReportFormat
  readonly redact: boolean
  /** Empty: it is called after what it is about. */
  readonly title: string
  readonly note: string
  readonly arrangement: Arrangement
}

/** The report as it was chosen. Its names are replaced afterwards, so that those of title and note are as well. */
export function chosenReport(report: Report, { title, note, arrangement }: Pick<ReportChoice, 'title' | 'note' | 'arrangement'>): Report {
  const sections = arrangement.flatMap(({ section, on }) => (on ? [section] : []))
  return { ...report, title: title === '' ? null : title, note: note === '' ? null : note, sections }
}

/** The choice that stands in the address. The arrangement is remembered in this browser: of the next report it is the first. */
export function useReportChoice(): readonly [ReportChoice, (next: Partial<ReportChoice>) => void] {
  const navigate = useNavigate({ from: '/report' })
  const { q = '', as: format = 'html', redact = false, title = '', note = '', sections } = useSearch({ from: '/report' })
  const [remembered, remember] = useLocalStorage({ key: 'relayscope.report.sections', defaultValue: '', getInitialValueInEffect: false })
  const choice = { query: q, format, redact, title, note, arrangement: readArrangement(sections ?? remembered) }
  const choose = (next: Partial<ReportChoice>): void => {
    const { query, format: as, redact: isRedacted, title: called, note: says, arrangement } = { ...choice, ...next }
    const arranged = writeArrangement(arrangement)
    if (next.arrangement !== undefined) remember(arranged)
    const search = {
      ...(query ? { q: query } : {}),
      as,
      ...(isRedacted ? { redact: true as const } : {}),
      ...(called ? { title: called } : {}),
      ...(says ? { note: says } : {}),
      ...(arranged || sections !== undefined ? { sections: arranged || reportSections.join(',') } : {}),
    }
    void navigate({ search, replace: true })
  }
  return [choice, choose]
}
