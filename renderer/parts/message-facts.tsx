import { Link } from '@tanstack/react-router'
import type { Message } from '../../shared/message.ts'
import { size } from '../../shared/numbers.ts'
import { directionWords } from '../../shared/words.ts'
import { useClock } from '../clock.ts'
import { Copy } from './copy-button.tsx'
import { LogText } from './log-text.tsx'

function Related({ ids, words }: { readonly ids: readonly string[]; readonly words: string }) {
  return ids.map((id) => (
    <div key={id} style={{ display: 'contents' }}>
      <dt>{words}</dt>
      <dd>
        <Link to="/messages/$id" params={{ id }}>
          {id}
        </Link>
      </dd>
    </div>
  ))
}

/** Who sent what from where, with every id to copy and the messages that belong to it. */
export function MessageFacts({ message }: { readonly message: Message }) {
  const clock = useClock()
  const { client } = message
  const device = [
    client.device,
    client.name === 'unknown' ? null : client.name,
    client.ip,
    client.helo ? `HELO ${client.helo}` : null,
    client.user ? `login ${client.user}` : null,
  ].filter((part) => part !== null)
  const isListed = (message.direction === 'own' || message.direction === 'internal') && (client.ip ?? client.user) !== null
  const open = [client.ip, client.user].filter((part) => part !== null).join(' ')
  const copied: readonly (readonly [string, string | null, string])[] = [
    ['Message-ID', message.messageId, 'Message-ID'],
    ...message.queueIds.map(
      (id) => ['Queue id', id.slice(id.lastIndexOf('/') + 1), `queue id on ${id.slice(0, id.lastIndexOf('/'))}`] as const,
    ),
    ['Id here', message.id, 'id of this message'],
    ...message.aliases.map((id) => ['Id before', id, 'earlier id'] as const),
  ]
  return (
    <section aria-labelledby="facts">
      <h2 id="facts">Message</h2>
      <dl className="facts">
        <dt>From</dt>
        <dd>
          {message.sender === '' ? (
            <span className="dim">&lt;&gt; (a notice)</span>
          ) : (
            <LogText text={message.sender ?? 'not in these logs'} />
          )}
        </dd>
        {message.subject ? (
          <>
            <dt>Subject</dt>
            <dd>
              <LogText text={message.subject} />
            </dd>
          </>
        ) : null}
        <dt>Device</dt>
        <dd>
          {isListed ? (
            <Link to="/devices" search={{ open }}>
              <LogText text={device.join(' · ')} />
            </Link>
          ) : device.length > 0 ? (
            <LogText text={device.join(' · ')} />
          ) : (
            <span className="dim">not in these logs</span>
          )}
        </dd>
        <dt>First seen</dt>
        <dd className="num">{clock.full(message.firstSeen)}</dd>
        {message.sizeBytes === null ? null : (
          <>
            <dt>Size</dt>
            <dd className="num">{size(message.sizeBytes)}</dd>
          </>
        )}
        <dt>Direction</dt>
        <dd>{directionWords[message.direction]}</dd>
        {copied.map(([name, value, what]) =>
          value === null ? null : (
            <div key={`${name} ${value}`} style={{ display: 'contents' }}>
              <dt>{name}</dt>
              <dd className="row" style={{ minHeight: 18 }}>
                <span className="mono breaks">
                  <LogText text={value} />
                </span>
                <span style={{ margin: '-3px 0' }}>
                  <Copy text={value} what={what} />
                </span>
              </dd>
            </div>
          ),
        )}
        <Related ids={message.bounceOf ? [message.bounceOf] : []} words="Reports on" />
        <Related ids={message.bounces} words="Bounce notice" />
        <Related ids={message.echoOf ? [message.echoOf] : []} words="Echo of" />
      </dl>
    </section>
  )
}
