import { renderToStaticMarkup } from 'react-dom/server'
import { headlineOf } from '../shared/headline.ts'
import { count } from '../shared/numbers.ts'
import { recognitionSentence } from '../shared/recognition.ts'
import type { Report } from '../shared/report.ts'
import { VolumeFigure } from './charts.tsx'
import { reportClock } from './clock.ts'
import { Causes } from './html-causes.tsx'
import { StorySection } from './html-story.tsx'
import { DeliveryLists, OwnRules, SourceTable, Talkers } from './html-tables.tsx'
import { Log } from './log.tsx'
import { reportStyle } from './style.ts'
import { backscatterFact, cannotShow, countRows, headFacts, isTicket, othersSentence, titleOf } from './words.ts'

/** Nothing is loaded and nothing runs, whatever a log brought into the page. */
const policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"

/** The report as one page that needs no other file, no script and no network, for reading and for printing. */
export function reportHtml(report: Report): string {
  return `<!doctype html>\n${renderToStaticMarkup(<Page report={report} />)}\n`
}

function Page({ report }: { readonly report: Report }) {
  const clock = reportClock(report.zone)
  const ticket = isTicket(report)
  const { unknown } = headlineOf(report.overview)
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
          {ticket ? null : <Summary report={report} />}
          {ticket ? null : <Causes report={report} clock={clock} />}
          {ticket ? null : <OwnRules report={report} />}
          {ticket ? null : <DeliveryLists report={report} clock={clock} />}
          {report.stories.map((story) => (
            <StorySection key={story.message.id} story={story} clock={clock} />
          ))}
          {ticket ? null : <Talkers report={report} />}
          <SourceTable report={report} clock={clock} />
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
        </main>
      </body>
    </html>
  )
}

function Summary({ report }: { readonly report: Report }) {
  const clock = reportClock(report.zone)
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
