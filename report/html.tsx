import type { ReactNode } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { visible } from '../shared/cells.ts'
import { headlineOf } from '../shared/headline.ts'
import { count } from '../shared/numbers.ts'
import { recognitionSentence } from '../shared/recognition.ts'
import type { Report, ReportSection } from '../shared/report.ts'
import { VolumeFigure } from './charts.tsx'
import { type ReportClock, reportClock } from './clock.ts'
import { Causes } from './html-causes.tsx'
import { Stories } from './html-story.tsx'
import { DeliveryLists, Lines, OwnRules, SourceTable, Talkers } from './html-tables.tsx'
import { Log } from './log.tsx'
import { sectionsOf } from './sections.ts'
import { reportStyle } from './style.ts'
import { backscatterFact, cannotShow, countRows, headFacts, othersSentence, titleOf } from './words.ts'

/** Nothing is loaded and nothing runs, whatever a log brought into the page. */
const policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"

/** The report as one page that needs no other file, no script and no network, for reading and for printing. */
export function reportHtml(report: Report): string {
  return `<!doctype html>\n${renderToStaticMarkup(<Page report={report} />)}\n`
}

function Page({ report }: { readonly report: Report }) {
  const clock = reportClock(report.zone)
  return (
    <html lang="en">
      <head>
        <meta charSet="utf-8" />
        <meta httpEquiv="Content-Security-Policy" content={policy} />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="referrer" content="no-referrer" />
        <title>{titleOf(report)}</title>
        <style>{reportStyle}</style>
      </head>
      <body>
        <main>
          <header>
            <h1>
              <Log text={titleOf(report)} />
            </h1>
            <dl>
              {headFacts(report).map(({ name, value, raw }) => (
                <div key={name}>
                  <dt>{name}</dt>
                  <dd>{raw ? <Log text={value} code /> : <Log text={value} />}</dd>
                </div>
              ))}
            </dl>
          </header>
          {report.note === null ? null : <Note text={report.note} />}
          {sectionsOf(report).map((name) => {
            const Section = sections[name]
            return <Section key={name} report={report} clock={clock} />
          })}
        </main>
      </body>
    </html>
  )
}

/** What the user says of it, line by line. */
function Note({ text }: { readonly text: string }) {
  return (
    <p className="note">
      <bdi>{text.split(/\r?\n/).map(visible).join('\n')}</bdi>
    </p>
  )
}

interface SectionProps {
  readonly report: Report
  readonly clock: ReportClock
}

const sections: Readonly<Record<ReportSection, (props: SectionProps) => ReactNode>> = {
  summary: Summary,
  causes: Causes,
  rules: OwnRules,
  deliveries: DeliveryLists,
  messages: Stories,
  lines: Lines,
  devices: Talkers,
  sources: SourceTable,
  caveats: Caveats,
}

function Caveats({ report }: SectionProps) {
  const { unknown } = headlineOf(report.overview)
  return (
    <section>
      <h2>What these files cannot show</h2>
      <ul>
        {cannotShow(report, unknown).map((sentence) => (
          <li key={sentence}>
            <Log text={sentence} />
          </li>
        ))}
      </ul>
    </section>
  )
}

function Summary({ report, clock }: SectionProps) {
  const headline = headlineOf(report.overview)
  const reply = report.overview.mainCause?.reply ?? null
  const others = othersSentence(report)
  const backscatter = backscatterFact(report)
  const recognition = recognitionSentence(report.overview.recognition)
  return (
    <section>
      <h2>Summary</h2>
      <p className="lead">
        <Log text={headline.title} />
      </p>
      {headline.more.map((sentence) => (
        <p key={sentence}>
          <Log text={sentence} />
        </p>
      ))}
      {reply === null ? null : (
        <blockquote>
          <Log text={reply} />
        </blockquote>
      )}
      {headline.action === null ? null : (
        <p className="act">
          <strong>What to do first.</strong> {headline.action.who}: {headline.action.step}
        </p>
      )}
      {others === null ? null : <p>{others}</p>}
      {recognition === null ? null : <p>{recognition}</p>}
      {backscatter === null ? null : <p>{backscatter}</p>}
      <table className="counts">
        <thead>
          <tr>
            <th scope="col">Deliveries</th>
            <th scope="col" className="number">
              Count
            </th>
            <th scope="col">What it means</th>
          </tr>
        </thead>
        <tbody>
          {countRows(report).map(({ word, count: number, means }) => (
            <tr key={word}>
              <th scope="row">{word}</th>
              <td className="number">{count(number)}</td>
              <td>{means}</td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">All</th>
            <td className="number">{count(report.overview.deliveries)}</td>
            <td />
          </tr>
        </tfoot>
      </table>
      <VolumeFigure volume={report.overview.volume} clock={clock} />
    </section>
  )
}
