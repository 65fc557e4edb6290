import '../report.css'
import { Button, Checkbox, SegmentedControl, TextInput } from '@mantine/core'
import { IconDeviceFloppy, IconPrinter } from '@tabler/icons-react'
import { keepPreviousData, useMutation, useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useEffect, useRef, useState } from 'react'
import { type ReportFormat, reportFormats, reportText } from '../../report/format.ts'
import { redactionSentence, titleOf } from '../../report/words.ts'
import { count, counted } from '../../shared/numbers.ts'
import { parseQuery } from '../../shared/query.ts'
import { redactReport } from '../../shared/redaction/redact-report.ts'
import { READ_ROWS, type Report } from '../../shared/report.ts'
import { useCommands } from '../commands.ts'
import { sentenceOf, useConnection } from '../engine.ts'
import { CaseNeeded } from '../parts/case-needed.tsx'
import { Copy } from '../parts/copy-button.tsx'
import { LogText } from '../parts/log-text.tsx'
import { Notice } from '../parts/notice.tsx'
import { PagePreview, TextPreview } from '../parts/report-preview.tsx'
import { Bones } from '../parts/skeleton.tsx'
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

function ReportOfCase({ generation }: { readonly generation: number }) {
  const { engine, savePdf } = useConnection()
  const { q = '', as: format = 'html', redact = false } = useSearch({ from: '/report' })
  const frame = useRef<HTMLIFrameElement>(null)
  const read = useQuery({
    queryKey: ['case-report', q, generation],
    queryFn: () => engine.report({ query: q, rows: READ_ROWS }),
    placeholderData: keepPreviousData,
  })
  const written = useQuery({
    queryKey: ['case-report', q, generation, format, redact, read.data?.madeAt],
    queryFn: async () => {
      const report = redact && read.data ? redactReport(read.data) : read.data
      return report ? { report, format, text: await reportText[format].write(report) } : null
    },
    enabled: read.data !== undefined,
    placeholderData: keepPreviousData,
  })
  const save = useMutation({
    mutationFn: async () => {
      const { rows, mediaType, ending, write } = reportText[format]
      const whole = await engine.report({ query: q, rows })
      const report = redact ? redactReport(whole) : whole
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
    { id: 'save', label: 'Save the report', keys: ['Mod+s'], group: 'Report', inFields: true, run: () => save.mutate() },
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
          <Choices query={q} format={format} redact={redact} />
          <div className="stack">
            <Button leftSection={<IconDeviceFloppy size={16} />} loading={save.isPending} disabled={!shown} onClick={() => save.mutate()}>
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
            {format === 'markdown' && shown ? <Copy text={shown.text} what="report" label="Copy as text" /> : null}
          </div>
          {shown ? <Holds report={shown.report} format={format} /> : null}
        </div>
        <section className="report-preview" aria-label="Preview">
          {error ? <Notice tone="bad">{sentenceOf(error)}</Notice> : null}
          {shown && !read.error ? (
            shown.format === 'html' ? (
              // A new frame for a new page: another page in the same frame would be a step of the browser's history.
              <PagePreview key={written.dataUpdatedAt} html={shown.text} frame={frame} />
            ) : (
              <TextPreview text={shown.text} />
            )
          ) : null}
          {!shown && !error ? <Bones lines={12} /> : null}
        </section>
      </div>
    </div>
  )
}

interface ChoicesProps {
  readonly query: string
  readonly format: ReportFormat
  readonly redact: boolean
}

function Choices({ query, format, redact }: ChoicesProps) {
  const navigate = useNavigate({ from: '/report' })
  const choose = (next: Partial<ChoicesProps>) => {
    const { query: q, format: as, redact: hidden } = { query, format, redact, ...next }
    void navigate({ search: { ...(q ? { q } : {}), as, ...(hidden ? { redact: true as const } : {}) }, replace: true })
  }
  return (
    <>
      <QueryChoice query={query} onQuery={(q) => choose({ query: q })} />
      <div className="stack" style={{ gap: 4 }}>
        <span className="report-label">Format</span>
        <SegmentedControl
          fullWidth
          aria-label="Format"
          value={format}
          onChange={(as) => choose({ format: as as ReportFormat })}
          data={reportFormats.map((value) => ({ value, label: reportText[value].title }))}
        />
      </div>
      <Checkbox
        checked={redact}
        label="Replace addresses, names, IPs and subjects by pseudonyms"
        onChange={(event) => choose({ redact: event.currentTarget.checked })}
      />
    </>
  )
}

/** What the report is about; a query that cannot be read changes nothing. */
function QueryChoice({ query, onQuery }: { readonly query: string; readonly onQuery: (query: string) => void }) {
  const [text, setText] = useState(query)
  const [problem] = parseQuery(text).problems
  useEffect(() => setText(query), [query])
  useEffect(() => {
    if (problem !== undefined || text.trim() === query) return
    const timer = setTimeout(() => onQuery(text.trim()), 400)
    return () => clearTimeout(timer)
  })
  return (
    <TextInput
      label="About"
      description="A query as in Messages; empty: the whole case. One message makes a ticket."
      placeholder="The whole case"
      value={text}
      spellCheck={false}
      autoComplete="off"
      error={problem?.message}
      onChange={(event) => setText(event.currentTarget.value)}
    />
  )
}

/** What the report says, in a line or two. */
function Holds({ report, format }: { readonly report: Report; readonly format: ReportFormat }) {
  const cut = report.lists.filter((list) => list.rows.length < list.count)
  const fewer = reportText[format].rows === READ_ROWS
  return (
    <div className="stack dim" style={{ fontSize: 12 }}>
      <p className="breaks">
        <LogText text={titleOf(report)} />: {counted(report.overview.deliveries, 'delivery', 'deliveries')} of{' '}
        {counted(report.messages, 'message')}.
      </p>
      {cut.map(({ kind, count: all, rows }) => (
        <p key={kind}>
          {fewer
            ? `The list “${kind}” holds the newest ${count(rows.length)} of ${count(all)}; CSV and JSON hold more.`
            : `Preview: the newest ${count(rows.length)} of ${count(all)} of the list “${kind}”; the file holds up to ${count(reportText[format].rows)}.`}
        </p>
      ))}
      {report.redaction === null ? null : <p>{redactionSentence(report)}.</p>}
    </div>
  )
}
