import '../report.css'
import { Button } from '@mantine/core'
import { IconDeviceFloppy, IconPrinter } from '@tabler/icons-react'
import { keepPreviousData, useMutation, useQuery } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { reportText } from '../../report/format.ts'
import { reportMarkdown } from '../../report/markdown.ts'
import { sectionsOf } from '../../report/sections.ts'
import { redactReport } from '../../shared/redaction/redact-report.ts'
import { READ_ROWS, type Report, reportSections } from '../../shared/report.ts'
import { useCommands } from '../commands.ts'
import { sentenceOf, useConnection } from '../engine.ts'
import { CaseNeeded } from '../parts/case-needed.tsx'
import { Copy } from '../parts/copy-button.tsx'
import { Notice } from '../parts/notice.tsx'
import { ReportChoices } from '../parts/report-choices.tsx'
import { ReportHolds } from '../parts/report-holds.tsx'
import { PagePreview, TextPreview } from '../parts/report-preview.tsx'
import { Bones } from '../parts/skeleton.tsx'
import { chosenReport, type ReportChoice, useReportChoice } from '../report-choice.ts'
import { saveFile } from '../save-file.ts'

/** What is found, to hand on: to a colleague, to the other side, or as a ticket of one message. */
export function ReportScreen() {
  return <CaseNeeded title="Report">{(generation) => <ReportOfCase generation={generation} />}</CaseNeeded>
}

/** `relayscope-report-2026-03-02.html`; of one message its id stands for the day. */
function fileName(report: Report, ending: string): string {
  const [story] = report.messages === 1 ? report.stories : []
  const of = story === undefined ? report.madeAt.slice(0, 10) : story.message.id
  return `relayscope-${story === undefined ? 'report' : 'message'}-${of}${report.redaction === null ? '' : '-redacted'}${ending}`
}

/** The report as it was chosen, with pseudonyms where they were. */
function choiceOf(found: Report, choice: ReportChoice): Report {
  const chosen = chosenReport(found, choice)
  return choice.redact ? redactReport(chosen) : chosen
}

function ReportOfCase({ generation }: { readonly generation: number }) {
  const { engine, savePdf } = useConnection()
  const [choice, choose] = useReportChoice()
  const { query, format, redact } = choice
  const wanted = useRef(choice) // The address follows what is chosen a moment later.
  useEffect(() => {
    wanted.current = choice
  })
  const chooseNow = (next: Partial<ReportChoice>): void => {
    wanted.current = { ...wanted.current, ...next }
    choose(next)
  }
  const frame = useRef<HTMLIFrameElement>(null)
  const read = useQuery({
    queryKey: ['case-report', query, generation],
    queryFn: () => engine.report({ query, rows: READ_ROWS }),
    placeholderData: keepPreviousData,
  })

  const written = useQuery({
    queryKey: ['case-report', choice, generation, read.data?.madeAt],
    queryFn: async () => {
      if (!read.data) return null
      const report = choiceOf(read.data, choice)
      return { report, format, text: await reportText[format].write(report), markdown: reportMarkdown(report) }
    },
    enabled: read.data !== undefined,
    placeholderData: keepPreviousData,
  })
  const save = useMutation({
    mutationFn: async (asked: ReportChoice) => {
      const { rows, mediaType, ending, write } = reportText[asked.format]
      const report = choiceOf(await engine.report({ query: asked.query, rows }), asked)
      saveFile(fileName(report, ending), mediaType, await write(report))
    },
  })
  const shown = written.data
  const pdf = useMutation({
    mutationFn: async () => {
      if (shown?.format !== 'html') return
      if (savePdf === null) frame.current?.contentWindow?.print()
      else await savePdf(fileName(shown.report, '.pdf'), shown.text)
    },
  })
  useCommands([
    { id: 'save', label: 'Save the report', keys: ['Mod+s'], group: 'Report', inFields: true, run: () => save.mutate(wanted.current) },
    ...(format === 'html'
      ? [{ id: 'pdf', label: 'Report as PDF', keys: ['Mod+p'], group: 'Report' as const, inFields: true, run: () => pdf.mutate() }]
      : []),
  ])
  const error = read.error ?? written.error ?? save.error ?? pdf.error
  return (
    <div className="page page-wide">
      <div className="report">
        <div className="report-choices stack">
          <h1>Report</h1>
          <ReportChoices
            choice={choice}
            offered={read.data ? sectionsOf({ ...read.data, sections: reportSections }) : []}
            onChoose={chooseNow}
          />
          <div className="stack">
            <Button
              leftSection={<IconDeviceFloppy size={16} />}
              loading={save.isPending}
              disabled={!shown}
              onClick={() => save.mutate(wanted.current)}
            >
              Save as {reportText[format].title}, {redact ? 'redacted' : 'with real names'}
            </Button>
            {format === 'html' ? (
              <Button
                variant="default"
                leftSection={<IconPrinter size={16} />}
                loading={pdf.isPending}
                disabled={!shown}
                onClick={() => pdf.mutate()}
              >
                {savePdf === null ? 'Print, or save as PDF' : `Save as PDF, ${redact ? 'redacted' : 'with real names'}`}
              </Button>
            ) : null}
            {shown ? <Copy text={shown.markdown} what="report" label="Copy as text" /> : null}
          </div>
          {shown ? (
            <ReportHolds report={shown.report} format={format} onTable={() => save.mutate({ ...wanted.current, format: 'csv' })} />
          ) : null}
        </div>
        <section className="report-preview" aria-label="Preview">
          {error ? <Notice tone="bad">{sentenceOf(error)}</Notice> : null}
          {shown && !read.error ? (
            shown.format === 'html' ? (
              // A new frame for a new page: another page in the same frame would be a step of the browser's history.
              <PagePreview key={written.dataUpdatedAt} html={shown.text} marked={shown.report.redaction !== null} frame={frame} />
            ) : (
              <TextPreview text={shown.text} marked={shown.report.redaction !== null} />
            )
          ) : null}
          {!shown && !error ? <Bones lines={12} /> : null}
        </section>
      </div>
    </div>
  )
}
