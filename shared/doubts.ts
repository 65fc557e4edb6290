import type { FailureId } from './failures/failure.ts'
import { blocklistIn, closedSince } from './failures/lookup-pages.ts'
import { lowerAscii } from './wrappers.ts'

/** A wording with two causes: which they are, and what tells them apart. */
interface Doubt {
  readonly class: FailureId
  /** Any of these in the reply; without, every reply of the class. */
  readonly words?: readonly string[]
  /** Name of the deciding rule, where it tells more than the class. */
  readonly rule?: string
  readonly either: string
  readonly or: string
  readonly test: string
}

/** Narrow before broad: the first that fits is shown. */
const doubts: readonly Doubt[] = [
  {
    class: 'reputation-block',
    words: ['open resolver', 'query refused', 'refused.shtml', 'returnc/pub', 'error code: 127.255.255'],
    either: 'you are on the list',
    or: 'the list refused to answer the receiving server (it asks through a public resolver, or too often) and nobody is listed',
    test: 'look your address up on the list’s page: where it is not listed, the recipient’s administrator must mend the resolver',
  },
  {
    class: 'reputation-block',
    rule: 'cisco/access-rejected',
    either: 'the address has a bad reputation at Cisco Talos',
    or: 'that server takes mail from named hosts only',
    test: 'look the address up at https://talosintelligence.com/: with a neutral or good reputation it is the second, and its administrator must add you',
  },
  {
    class: 'recipient-policy',
    rule: 'barracuda/blocked',
    either: 'a rule of the recipient’s organisation names you',
    or: 'its filter dislikes this one message',
    test: 'send two plain lines without links and attachments: if they are refused as well, it is the rule',
  },
  {
    class: 'recipient-unknown',
    rule: 'microsoft/directory-based-blocking',
    either: 'the address does not exist there',
    or: 'it exists, but not in the directory that Exchange Online asks (hybrid or half-finished set-up)',
    test: 'let the recipient’s administrator look for the address among the recipients of the Exchange admin center',
  },
  {
    class: 'recipient-unknown',
    words: ['mailbox unavailable', 'mailbox not available', 'user unavailable'],
    either: 'the mailbox does not exist',
    or: 'the server refuses you and says no more',
    test: 'ask whether mail of others reaches the address: if it does, you are refused',
  },
  {
    class: 'recipient-domain-bad',
    words: ['nxdomain', 'host or domain name not found', 'name service error', 'domain not found', 'name or service not known'],
    either: 'the domain is misspelt or gone',
    or: 'your own resolver does not find it',
    test: 'ask another resolver (dig MX the-domain @9.9.9.9): if it answers, mend yours',
  },
  {
    class: 'sender-auth-fail',
    words: ['spf'],
    either: 'your SPF record lacks the server that sent the mail',
    or: 'somebody forwarded the mail, and the forwarding server is checked against your record',
    test: 'compare the address in the reply with your servers: a foreign one means forwarding',
  },
  {
    class: 'sender-dns',
    words: ['cannot find your hostname', 'cannot find your reverse hostname', 'reverse dns failure', 'resolve your'],
    either: 'the address has no PTR record that leads back to it',
    or: 'the other side’s look-up failed for the moment',
    test: 'look the address up from outside (dig -x): with a name that leads back to it, it was their look-up and the next try goes through',
  },
  {
    class: 'auth-failed',
    words: ['username and password not accepted', 'badcredentials'],
    either: 'the password is wrong',
    or: 'it is the right one, and the account wants an app password',
    test: 'log in with it on the web: if that works, make an app password',
  },
  {
    class: 'network-failure',
    words: ['timed out', 'timeout', 'connection refused', 'unreachable', 'no route to host'],
    either: 'their server is down or shut to you',
    or: 'your network lets no connection out on this port',
    test: 'connect from the same machine to another domain’s mail server on the same port: if that fails too, it is your network',
  },
  {
    class: 'tls-failure',
    words: ['no shared cipher', 'unsupported protocol', 'protocol version', 'handshake failure', 'wrong version number'],
    either: 'your side speaks a TLS version or cipher that is too old',
    or: 'theirs does',
    test: 'connect from the same machine with openssl s_client -starttls smtp -tls1_2: if it goes through, your settings are too old',
  },
  {
    class: 'system-temporary',
    words: ['try again later', 'try later', 'please try later'],
    either: 'the server is overloaded',
    or: 'it keeps unknown senders waiting and does not say so (greylisting)',
    test: 'look at the tries after a quarter of an hour: one that goes through, while others do too, was greylisting',
  },
]

/** What the decision rests on. */
export interface Decided {
  /** A shipped class, or one of the user's own. */
  readonly class: string | null
  readonly rule: string | null
  readonly reply: string | null
}

function sentence({ either, or, test }: Pick<Doubt, 'either' | 'or' | 'test'>): string {
  return `Either ${either}, or ${or}. To tell: ${test}.`
}

/** Where a reply has two causes: both, and the test that decides, as two sentences; null where its words leave no doubt, or an own rule does. */
export function doubtOf({ class: id, rule, reply }: Decided): string | null {
  if (id === null || reply === null || rule?.startsWith('own/')) return null
  const text = lowerAscii(reply.slice(0, 8192))
  const list = id === 'reputation-block' ? blocklistIn(text) : null
  const closed = closedSince(list)
  if (list !== null && closed !== null)
    return `The list ${list} was closed in ${closed}: the receiving server still asks it, and its administrator must take it out.`
  const found = doubts.find((doubt) => {
    if (doubt.class !== id || (doubt.rule !== undefined && doubt.rule !== rule)) return false
    return doubt.words?.some((words) => text.includes(words)) ?? true
  })
  return found === undefined ? null : sentence(found)
}
