import { Link } from '@tanstack/react-router'
import { headlineOf, talkerName } from '../../shared/headline.ts'
import { count, counted } from '../../shared/numbers.ts'
import type { MainCause, Overview } from '../../shared/overview.ts'
import { serverName } from '../../shared/sentences.ts'
import { hopWords } from '../../shared/words.ts'
import { useClock } from '../clock.ts'
import { FoundLink } from './found-link.tsx'
import { LogText } from './log-text.tsx'
import { Notice } from './notice.tsx'
import { Prose } from './prose.tsx'
import { Quote } from './quote.tsx'

function CauseFacts({ main }: { readonly main: MainCause }) {
  const clock = useClock()
  const server = serverName(main.nextHop)
  return (
    <dl className="facts">
      {main.hop ? (
        <>
          <dt>Where</dt>
          <dd>
            {hopWords[main.hop]}
            {server ? (
              <>
                {' · '}
                <LogText text={server} />
              </>
            ) : null}
          </dd>
        </>
      ) : null}
      {main.device ? (
        <>
          <dt>Top device</dt>
          <dd>
            <Link to="/devices" search={{ open: main.device.name }}>
              <LogText text={talkerName(main.device)} />
            </Link>{' '}
            · <FoundLink found={main.device} what="of this cause from this device" />
          </dd>
        </>
      ) : null}
      {main.sender ? (
        <>
          <dt>Top sender</dt>
          <dd>
            <Link to="/devices" search={{ tab: 'senders', open: main.sender.name }}>
              <LogText text={main.sender.name} />
            </Link>{' '}
            · <FoundLink found={main.sender} what="of this cause from this sender" />
          </dd>
        </>
      ) : null}
      <dt>First, last</dt>
      <dd className="num">
        <time dateTime={main.since}>{clock.full(main.since)}</time>
        {' – '}
        <time dateTime={main.last}>{clock.full(main.last)}</time>
      </dd>
      {main.acceptedSince ? (
        <>
          <dt>Accepted since</dt>
          <dd>
            <FoundLink found={main.acceptedSince} what="accepted since" />
          </dd>
        </>
      ) : null}
    </dl>
  )
}

/** The first thing that is read: what is wrong, in whose words, who must do what, and what the files cannot tell. */
export function MainCauseCard({ overview }: { readonly overview: Overview }) {
  const headline = headlineOf(overview)
  const { mainCause: main } = overview
  return (
    <section className="stack" style={{ gap: 16 }} aria-label="In one sentence">
      <div className="stack" style={{ gap: 4 }}>
        <h1 className="breaks headline">
          <LogText text={headline.title} />
        </h1>
        {headline.more.map((sentence) => (
          <p key={sentence} className="breaks">
            <LogText text={sentence} />
          </p>
        ))}
      </div>
      {main ? (
        <div className="main-cause">
          <div className="stack" style={{ gap: 12 }}>
            {main.reply ? <Quote text={main.reply} /> : null}
            <CauseFacts main={main} />
          </div>
          <div className="stack" style={{ gap: 12 }}>
            {headline.action ? (
              <div className="stack" style={{ gap: 4 }}>
                <h2>Who must act: {headline.action.who}</h2>
                <p className="breaks">
                  First: <Prose text={headline.action.step} />
                </p>
              </div>
            ) : null}
            <FoundLink found={main} what="of this cause">
              Show {main.count === 1 ? 'it' : `all ${count(main.count)}`} with every step to take
            </FoundLink>
          </div>
        </div>
      ) : null}
      {headline.unknown ? (
        <Notice tone="plain">
          <span>{headline.unknown} </span>
          <FoundLink found={overview.unknown} what="unknown">
            {overview.unknown.count > 0 ? counted(overview.unknown.count, 'unknown delivery', 'unknown deliveries') : ''}
          </FoundLink>{' '}
          <FoundLink found={overview.handedOn} what="handed over">
            {overview.handedOn.count > 0 ? `${count(overview.handedOn.count)} handed over` : ''}
          </FoundLink>
        </Notice>
      ) : null}
    </section>
  )
}
