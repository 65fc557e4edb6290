import type { Preview, PreviewRow } from '../../shared/mapping/preview.ts'
import { counted } from '../../shared/numbers.ts'
import { actionWords } from '../mapping-words.ts'
import { Address, LogText } from './log-text.tsx'

const MOST_ROWS = 8
const MOST_UNREAD = 5

const whyWords: Readonly<Record<NonNullable<PreviewRow['why']>, string>> = {
  time: 'no time is understood in it',
  result: 'its result has no meaning yet: give it one',
  nobody: 'it names no sender, recipient or id',
  unlike: 'it is written in another way',
}

/** The time as it is read: in UTC where it states a zone, else as written. */
function momentText({ stamp, zoned, yearless }: NonNullable<PreviewRow['moment']>): string {
  const text = new Date(stamp / 1000)
    .toISOString()
    .replace('T', ' ')
    .replace(/\.000Z$|Z$/, '')
  return zoned ? `${text} UTC` : yearless ? text.slice(5) : text
}

function summary({ read, unread, nothing }: Preview): string {
  const parts = [`${counted(read, 'line')} of these ${read === 1 ? 'tells' : 'tell'} of a mail`]
  if (unread > 0) parts.push(`${unread} ${unread === 1 ? 'is' : 'are'} not understood`)
  if (nothing > 0) parts.push(`${nothing} ${nothing === 1 ? 'has' : 'have'} nothing to keep`)
  return `${parts.join(', ')}.`
}

/** What the first lines of a file would give, and those that would give nothing, with the reason. */
export function MappingPreview({ preview, zone }: { readonly preview: Preview; readonly zone: string | undefined }) {
  const read = preview.rows.filter(({ why }) => why === null).slice(0, MOST_ROWS)
  const unread = preview.rows.filter(({ why }) => why !== null).slice(0, MOST_UNREAD)
  const assumed = preview.rows.find(({ moment }) => moment?.dayless === true)?.moment ?? null
  const hasZone = preview.rows.some(({ moment }) => moment?.zoned === true)
  return (
    <section className="stack" aria-label="Preview" style={{ gap: 12 }}>
      <div>
        <h3 style={{ fontSize: 13 }}>As it would be read</h3>
        <p className="dim num" role="status">
          {summary(preview)}
          {assumed === null
            ? null
            : ` Times without a day are taken to be of ${momentText(assumed).slice(0, 10)}, the day in the file’s name.`}
        </p>
      </div>
      {read.length > 0 ? (
        // Reached by key, so that it can be scrolled.
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls
        <section style={{ overflowX: 'auto' }} tabIndex={0} aria-label="Rows that are read">
          <table className="plain num" style={{ fontSize: 12 }}>
            <thead>
              <tr>
                <th scope="col" className="right">
                  Line
                </th>
                <th scope="col">{hasZone ? 'Time' : `Time, ${zone ?? 'zone not stated'}`}</th>
                <th scope="col">Sender</th>
                <th scope="col">Recipient</th>
                <th scope="col">What became of it</th>
                <th scope="col">Reply</th>
                <th scope="col">Id</th>
              </tr>
            </thead>
            <tbody>
              {read.map((row) => (
                <ReadRow key={row.line} row={row} />
              ))}
            </tbody>
          </table>
        </section>
      ) : null}
      {unread.length > 0 ? (
        <div className="stack" style={{ gap: 4 }}>
          <h3 style={{ fontSize: 13 }}>Not understood{preview.unread > unread.length ? `, the first ${unread.length}` : ''}</h3>
          <ul style={{ listStyle: 'none', margin: 0, padding: 0 }} className="stack">
            {unread.map((row) => (
              <li key={row.line}>
                <span className="dim num">
                  Line {row.line}: {row.why === null ? '' : whyWords[row.why]}
                </span>
                <div className="mono breaks">
                  <LogText text={row.text.slice(0, 300)} />
                </div>
              </li>
            ))}
          </ul>
        </div>
      ) : null}
    </section>
  )
}

function ReadRow({ row: { line, reports, moment } }: { readonly row: PreviewRow }) {
  const [first] = reports
  if (first === undefined || moment === null) return null
  const recipients = reports.flatMap(({ recipient }) => recipient ?? [])
  const id = first.messageId ?? first.queueId
  return (
    <tr>
      <td className="right">{line}</td>
      <td style={{ whiteSpace: 'nowrap' }}>{momentText(moment)}</td>
      <td style={{ maxWidth: 180 }}>
        <Address address={first.sender} />
      </td>
      <td style={{ maxWidth: 180 }}>
        <Address address={recipients[0] ?? null} />
        {recipients.length > 1 ? <span className="dim"> and {recipients.length - 1} more</span> : null}
      </td>
      <td style={{ whiteSpace: 'nowrap' }}>{actionWords[first.action]}</td>
      <td className="breaks" style={{ minWidth: 140, maxWidth: 280 }}>
        {first.reply === '' ? <span className="dim">—</span> : <LogText text={first.reply.slice(0, 160)} />}
      </td>
      <td style={{ maxWidth: 160, overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' }} title={id ?? undefined}>
        {id === null ? <span className="dim">—</span> : <LogText text={id.slice(0, 80)} />}
      </td>
    </tr>
  )
}
