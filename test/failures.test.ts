import { readdirSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { doubtOf } from '../shared/doubts.ts'
import { classify, evidenceFor, isNarrower, weightOf } from '../shared/failures/classify.ts'
import { factsOf } from '../shared/failures/facts.ts'
import { blocklists, type FailureId } from '../shared/failures/failure.ts'
import { allFailures, allProviderSigns, failureOf } from '../shared/failures/index.ts'
import { inTermsOf, mtas } from '../shared/mtas/index.ts'
import { remedyOf } from '../shared/remedy.ts'
import { maskText, signatureOf } from '../shared/signature.ts'
import { parseReply } from '../shared/smtp.ts'

const folder = new URL('../shared/failures/', import.meta.url)
const generic = allFailures.flatMap((failure) => failure.examples.map((example) => ({ failure: failure.id, example })))
const provided = allProviderSigns.map((sign) => ({
  failure: sign.failure,
  example: sign.example,
  rule: `${sign.provider}/${sign.rule ?? sign.failure}`,
}))
const everyExample = [...generic, ...provided]

/** Classes other than the winner whose rows weigh the same and are no broader wording. */
function rivals(example: string): FailureId[] {
  const evidence = evidenceFor(parseReply(example))
  const most = Math.max(...evidence.map((row) => row.weight))
  const equals = evidence.filter((row) => row.weight === most)
  const narrow = equals.filter((row) => !equals.some((other) => isNarrower(other.sign, row.sign)))
  return [...new Set(narrow.map((row) => row.failure.id))].filter((id) => id !== classify(parseReply(example)).class).sort()
}

describe('the tables', () => {
  test('register every file of the folder', () => {
    const classes = readdirSync(folder).filter(
      (name) => name.endsWith('.ts') && !['failure.ts', 'index.ts', 'classify.ts', 'facts.ts', 'lookup-pages.ts'].includes(name),
    )
    expect(classes.map((name) => name.slice(0, -3)).sort()).toEqual(allFailures.map((failure) => failure.id).sort())
    const providers = readdirSync(new URL('providers/', folder)).map((name) => name.slice(0, -3))
    expect(providers.sort()).toEqual([...new Set(allProviderSigns.map((sign) => sign.provider))].sort())
  })

  test('have thirty-six classes and unknown, each once, unknown last', () => {
    const ids = allFailures.map((failure) => failure.id)
    expect(new Set(ids).size).toBe(37)
    expect(ids.at(-1)).toBe('unknown')
    expect(ids.map((id) => failureOf(id).id)).toEqual(ids)
  })

  test('name every provider rule once', () => {
    const rules = provided.map(({ rule }) => rule)
    expect(rules.filter((rule, index) => rules.indexOf(rule) !== index)).toEqual([])
  })

  test('give every example its class', () => {
    const wrong = everyExample.filter(({ failure, example }) => classify(parseReply(example)).class !== failure)
    expect(wrong).toEqual([])
  })

  test('let every provider row decide its example', () => {
    const wrong = provided
      .map(({ rule, example }) => ({ rule, got: classify(parseReply(example)).rule, example }))
      .filter(({ rule, got }) => rule !== got)
    expect(wrong).toEqual([])
  })

  test('let every sign decide at least one example of its class', () => {
    const decided = new Set<object>()
    for (const { example } of generic) {
      const reply = parseReply(example)
      const verdict = classify(reply)
      for (const { failure, sign } of evidenceFor(reply)) {
        const words = sign.phrases?.join(' … ')
        const isDecisive = verdict.confidence === 'text' ? words === verdict.sign : words === undefined && weightOf(sign) < 8
        if (failure.id === verdict.class && isDecisive) decided.add(sign)
      }
    }
    const idle = allFailures.flatMap((failure) =>
      failure.signs.filter((sign) => !decided.has(sign)).map((sign) => ({ failure: failure.id, sign })),
    )
    expect(idle).toEqual([])
  })

  test('mean one thing by one signature, since a reply stands for all that have its signature', () => {
    const classes = new Map<string, Set<FailureId>>()
    for (const { example } of everyExample) {
      const signature = signatureOf(example)
      classes.set(signature, (classes.get(signature) ?? new Set()).add(classify(parseReply(example)).class))
    }
    expect([...classes].filter(([, found]) => found.size > 1)).toEqual([])
  })

  test('hold no variable part in a phrase, blocklists apart', () => {
    const phrases = [...allFailures.flatMap((failure) => failure.signs), ...allProviderSigns].flatMap((sign) => sign.phrases ?? [])
    const isVariable = (phrase: string) => maskText(phrase.trim()) !== phrase.trim() && !blocklists.some((name) => phrase === name)
    expect(phrases.filter((phrase) => isVariable(phrase) || phrase.length < 3 || phrase !== phrase.toLowerCase())).toEqual([])
  })

  test('use reserved names and addresses only', () => {
    const names = everyExample.flatMap(({ example }) => example.match(/[\w.-]+@[\w.-]+\.\w+/g) ?? [])
    expect(names.filter((name) => !/@example\.(?:com|net|org)$|@example\.\.net$/.test(name))).toEqual([])
    const addresses = everyExample.flatMap(({ example }) => example.match(/\b\d{1,3}(?:\.\d{1,3}){3}\b/g) ?? [])
    expect(addresses.filter((address) => !/^(?:192\.0\.2|198\.51\.100|203\.0\.113)\./.test(address))).toEqual([])
  })

  test('tell what to do, per hop, in steps that begin with a capital and end with a stop', () => {
    const steps = allFailures
      .flatMap((failure) => Object.values(failure.steps).flat())
      .flatMap((step) => [...mtas, null].map((mta) => inTermsOf(mta, step)))
    expect(steps.filter((step) => !/^[A-Z“]/.test(step) || !/[.?)]$/.test(step))).toEqual([])
    expect(allFailures.filter((failure) => failure.steps.any.length === 0 || failure.doNot === '' || failure.meaning.length < 60)).toEqual(
      [],
    )
  })

  test('give Google’s rules for spam from a relay where it refuses for spam, with their source', () => {
    for (const id of ['sender-suspended', 'spam-content', 'rate-limited', 'reputation-block'] as const) {
      const { steps, source } = remedyOf(id, { hop: 'own-relay→google', mta: 'postfix', own: [], queueIds: ['relay1/4Zx2lq1Wk3z9'] })
      const text = steps.join('\n')
      expect(text, id).toMatch(/alert that Google mails to the super administrators/)
      expect(text, id).toMatch(/24 hours: then Google suspends each user who still sends spam/)
      expect(text, id).toMatch(/second alert comes too, but those you must block yourself/)
      expect(text, id).toMatch(/Keep them suspended and blocked until the source is found/)
      expect(text, id).toMatch(/Email log search .* public address of the relay as Sender IP/)
      expect(source, id).toBe('https://support.google.com/a/answer/6389191')
      expect(remedyOf(id, { hop: 'own-relay→destination', mta: null, own: [] }).steps.join('\n'), id).not.toContain('Google suspends')
    }
    expect(remedyOf('spam-content', { hop: 'own-relay→destination', mta: null, own: [] }).source).toBe(
      'https://support.google.com/mail/?p=UnsolicitedMessageError',
    )
  })

  test('leave these examples to the order of the classes', () => {
    const contested = everyExample
      .map(({ failure, example }) => ({ failure, example, others: rivals(example) }))
      .filter(({ others }) => others.length > 0)
    expect(
      contested.map(({ failure, example, others }) => `${failure} before ${others.join(', ')}: ${example}`).join('\n'),
    ).toMatchInlineSnapshot(`
      "relay-helo-rejected before recipient-policy: 554 Bad HELO, access denied
      relay-helo-rejected before protocol-error: 501 EHLO argument has bad syntax
      relay-helo-rejected before recipient-unknown: 550 HELO hostname does not exist
      relay-helo-rejected before sender-dns: 550 EHLO name does not resolve
      auth-app-password before auth-failed: 535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant.
      auth-throttled before system-temporary: 454 4.7.0 Too many login attempts, please try again later.
      auth-throttled before auth-failed: 421 too many authentication failures
      sender-suspended before recipient-policy: 550 5.1.8 Access denied, bad outbound sender
      sender-suspended before recipient-policy: 550 5.7.501 Access denied, banned sender
      sender-suspended before spam-content: 550 Your account is suspended for sending bulk mail
      sender-suspended before reputation-block: 550 Outgoing mail suspended, too many complaints
      sender-suspended before mailbox-disabled: 550 Account blocked for sending spam, blocked for sending spam since today
      user-sending-limit before mailbox-full: 450 hourly quota reached
      user-sending-limit before mailbox-full: 550 Sending quota exceeded
      user-sending-limit before mailbox-full: 550 5.2.2 Submission quota exceeded
      user-sending-limit before mailbox-full: 454 Daily message quota exceeded
      user-sending-limit before mailbox-full: 452 Daily quota reached for this account
      user-sending-limit before auth-failed: 451 Authentication failed: Maximum credits exceeded
      message-too-large before recipient-policy: 552 size of message refused
      expired before network-failure: 550 5.4.316 Message expired, connection refused
      tls-required before tls-failure: 554 This server requires a TLS session
      sender-auth-fail before recipient-policy: 550 5.7.1 <x@example.net>: Recipient address rejected: Message rejected due to: SPF fail - not authorized.
      sender-auth-fail before recipient-policy: 550 5.7.1 Email rejected per DMARC policy for example.org
      sender-auth-fail before recipient-policy: 550 Rejected by header based Anti-Spoofing rule
      sender-dns before reputation-block: 450 Can't resolve your host name
      sender-dns before reputation-block: 450 service permits 2 unverifyable sending IPs
      sender-dns before recipient-policy: 450 4.7.25 Client host rejected, cannot find your hostname
      sender-dns before routing-failure: 550 sender domain has no MX
      relay-denied before recipient-policy: 550 relayed mail refused
      message-malformed before recipient-policy: 550 5.7.1 Encoded-Word syntax is not permitted here
      relay-sender-unregistered before mailbox-disabled: 550 5.7.1 <x@example.org>: Sender address rejected: no longer in use
      relay-sender-unregistered before recipient-policy: 554 Message rejected: Email address is not verified.
      relay-sender-unregistered before reputation-block: 550 5.7.750 Client blocked, unregistered domain
      rate-limited before reputation-block: 421 4.7.0 Messages from 192.0.2.192 held back, unexpected volume or user complaints
      rate-limited before reputation-block: 421 4.7.0 Messages from 192.0.2.192 temporarily deferred due to complaints
      rate-limited before reputation-block: 554 Connection refused - too many from your network
      reputation-block before recipient-policy: 554 x is not permitted to connect
      reputation-block before system-temporary: 550 192.0.2.4 is listed in a database
      reputation-block before system-temporary: 550 5.7.1 192.0.2.4 listed at a database
      reputation-block before system-temporary: 550 192.0.2.4 is listed on a database
      reputation-block before system-temporary: 550 listed by a database
      reputation-block before recipient-policy: 550 5.7.606 Access denied, banned sending IP [192.0.2.1].
      spam-content before recipient-policy: 571 Message Refused: content identified as UCE
      spam-content before recipient-policy: 554 mail rejected by content scanner
      spam-content before recipient-policy: 554 5.7.1 Rejected by content checker
      spam-content before recipient-policy: 550 Message rejected as spam
      spam-content before recipient-policy: 550 JunkMail rejected
      spam-content before recipient-policy: 550 bulk mail refused
      recipient-domain-bad before routing-failure: 550 DNS error: Domain name not found: example.net
      mailbox-disabled before recipient-policy: 550 5.7.1 <x@example.net>: Recipient address rejected: temporary locked
      mailbox-disabled before system-temporary: 550 mail store is locked
      routing-failure before network-failure: Deferred: Name server: example.net.: timeout
      routing-failure before system-temporary: 554 mail server configuration problem
      recipient-policy before system-temporary: 550 permission denied: sender not in allow list
      auth-app-password before auth-failed: 535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant. [x.prod.outlook.com]
      auth-app-password before auth-failed: 535 5.7.139 Authentication unsuccessful, basic authentication is disabled. [x.prod.outlook.com]"
    `)
  })
})

describe('a verdict', () => {
  test('says rule, words, scope and permanence', () => {
    expect(
      classify(
        parseReply('550 5.7.1 Daily SMTP relay limit exceeded for customer. See https://support.google.com/a/answer/6140680 - gsmtp'),
      ),
    ).toEqual({
      class: 'relay-daily-limit',
      family: 'limits',
      rule: 'google/relay-daily-limit-customer',
      sign: 'daily smtp relay limit exceeded for customer',
      confidence: 'text',
      scope: 'customer',
      permanent: true,
      clears: 'rolling-24h',
      stage: null,
      provider: 'google',
      cause: null,
    })
  })

  test.each([
    ['550 5.7.1 Zzyzx', 'unknown', true],
    ['450 4.7.1 Zzyzx', 'unknown', false],
    ['499 Zzyzx', 'unknown', false],
    ['550', 'unknown', true],
    ['', 'unknown', true],
  ])('never guesses: %s', (raw, id, permanent) => {
    expect(classify(parseReply(raw))).toMatchObject({ class: id, permanent, rule: null, sign: null, confidence: 'none' })
  })

  test('rests on the status when there are no words', () => {
    expect(classify(parseReply('552 5.2.2 Zzyzx'))).toMatchObject({
      class: 'mailbox-full',
      rule: 'iana/x.2.2',
      sign: '5.2.2',
      confidence: 'code',
    })
  })

  test('prefers words to a status, and a provider to both', () => {
    expect(classify(parseReply('550 5.2.2 User unknown')).class).toBe('recipient-unknown')
    expect(classify(parseReply('550 5.2.1 The user is receiving mail at a rate that prevents additional messages - gsmtp'))).toMatchObject({
      class: 'rate-limited',
      scope: 'recipient',
      permanent: true,
    })
  })

  test.each([
    ['550 5.7.27 Zzyzx', 'sender-dns'],
    ['550 5.7.27 Zzyzx - gsmtp', 'sender-auth-fail'],
    ['421 4.7.28 Zzyzx', 'rate-limited'],
    ['550 5.7.28 Zzyzx - gsmtp', 'reputation-block'],
    ['550 5.7.29 Zzyzx', 'unknown'],
    ['550 5.7.29 Zzyzx - gsmtp', 'tls-required'],
    ['550 5.7.30 Zzyzx', 'unknown'],
    ['550 5.7.30 Zzyzx - gsmtp', 'sender-auth-fail'],
    ['550 5.7.30 Zzyzx [AM4P.prod.outlook.com]', 'auth-app-password'],
    ['550 5.4.5 Zzyzx', 'rate-limited'],
    ['550 5.4.5 Zzyzx - gsmtp', 'user-sending-limit'],
    ['450 4.2.1 Zzyzx', 'mailbox-disabled'],
    ['450 4.2.1 Zzyzx - gsmtp', 'rate-limited'],
    ['550 5.7.0 Zzyzx - gsmtp', 'unknown'],
    ['550 5.7.1 Zzyzx - gsmtp', 'unknown'],
    ['550 5.1.8 Zzyzx', 'sender-dns'],
    ['550 5.1.8 Zzyzx [AM4P.prod.outlook.com]', 'sender-suspended'],
    ['550 5.1.10 Zzyzx', 'recipient-domain-bad'],
    ['550 5.1.10 Zzyzx [AM4P.prod.outlook.com]', 'recipient-unknown'],
  ])('keeps colliding codes apart: %s', (raw, id) => {
    expect(classify(parseReply(raw)).class).toBe(id)
  })

  test('keeps the cause underneath an expiry', () => {
    expect(classify(parseReply('550 5.4.316 Message expired, connection refused'))).toMatchObject({
      class: 'expired',
      cause: 'network-failure',
    })
  })

  test('ignores names that strangers choose', () => {
    expect(classify(parseReply('550 5.1.1 <spam.policy@virus.example>: No such user')).class).toBe('recipient-unknown')
    expect(classify(parseReply('550 5.7.1 <spam@example.org> Zzyzx')).class).toBe('unknown')
  })

  test("trusts Sendmail's status, not its filler words", () => {
    expect(classify(parseReply('User unknown', { status: '5.1.1' })).class).toBe('recipient-unknown')
    expect(classify(parseReply('User unknown', { status: '5.7.1' })).class).toBe('unknown')
    expect(classify(parseReply('stat=User unknown', { status: '5.2.2' })).class).toBe('mailbox-full')
  })
})

describe('a wording with two causes', () => {
  const doubt = (reply: string) => doubtOf({ ...classify(parseReply(reply)), reply })

  test.each([
    [
      '554 5.7.1 Client host [192.0.2.4] blocked using zen.spamhaus.org; Error: open resolver; https://check.spamhaus.org/returnc/pub/',
      'resolver',
    ],
    ['554 5.7.1 Client host [192.0.2.4] blocked using dnsbl.sorbs.net', 'closed in June 2024'],
    ['550 5.4.1 Recipient address rejected: Access denied. [AM4.eop-eur04.prod.protection.outlook.com]', 'Exchange admin center'],
    ['550 Requested action not taken: mailbox unavailable', 'mail of others'],
    ['550 permanent failure for one or more recipients (x@example.net:blocked)', 'two plain lines'],
    ['550 5.7.23 SPF check failed for 192.0.2.4', 'forwarding'],
    ['connect to mx.example.net[192.0.2.55]:25: Connection timed out', 'your network'],
    ['421 4.3.0 Try again later', 'greylisting'],
  ])('names both and the test that decides: %s', (reply, words) => {
    expect(doubt(reply)).toContain(words)
  })

  test.each(['550 5.1.1 No such user', '554 5.7.1 Client host [192.0.2.4] blocked using zen.spamhaus.org', '550 5.7.1 Zzyzx'])(
    'is not seen where the words are plain: %s',
    (reply) => {
      expect(doubt(reply)).toBeNull()
    },
  )
})

describe('the facts of a reply', () => {
  test.each([
    [
      '554 5.7.1 Client host [192.0.2.4] blocked using zen.spamhaus.org; https://www.spamhaus.org/query/ip/192.0.2.4',
      { blocklist: 'zen.spamhaus.org', lookup: 'https://www.spamhaus.org/query/ip/192.0.2.4' },
    ],
    ['451 4.7.1 Greylisted, please try again in 12 seconds', { retryAfterSeconds: 12 }],
    ['451 4.7.1 Greylisted, please try again in 5 minutes', { retryAfterSeconds: 300 }],
    ['450 Wait 1 hour before the next try', { retryAfterSeconds: 3600 }],
    ['450 Greylisted for 00:04:33', { retryAfterSeconds: 273 }],
    ['550 5.7.1 Daily SMTP relay limit exceeded for customer. - gsmtp', { limit: 'google-relay/customer-24h' }],
    ['550 5.4.5 Daily SMTP relay limit exceeded for user. - gsmtp', { limit: 'google-relay/user-24h' }],
    ['450 4.2.1 Peak SMTP relay limit exceeded for customer. - gsmtp', { limit: 'google-relay/customer-10min' }],
    ['message size 20214 exceeds size limit 10240 of server mx.small.example[192.0.2.61]', { limit: 'size', limitValue: 10240 }],
    [
      'host smtp-relay.gmail.com[192.0.2.25] said: 550-5.7.1 [203.0.113.7      12] Our system 550 5.7.1 https://support.google.com/mail/?p=UnsolicitedMessageError d2e1a72fcca58-84ccsm30363112b3a.3 - gsmtp',
      { helpKey: 'UnsolicitedMessageError', transactionId: 'd2e1a72fcca58-84ccsm30363112b3a.3', clientIp: '203.0.113.7' },
    ],
    [
      'host smtp-relay.gmail.com[192.0.2.25] refused to talk to me: 421 4.3.0 Temporary System Problem. a1sm3175645oou.1 - gsmtp',
      { transactionId: 'a1sm3175645oou.1' },
    ],
    [
      '554 5.7.1 Client host [192.0.2.4] blocked using bl.spamcop.net',
      { blocklist: 'bl.spamcop.net', lookup: 'https://www.spamcop.net/bl.shtml' },
    ],
    ['554 5.7.1 Client host [192.0.2.4] blocked using dnsbl.example.net; see there', { blocklist: 'dnsbl.example.net' }],
    ['554 Blocked - see https://ipcheck.proofpoint.com/?ip=192.0.2.4.', { lookup: 'https://ipcheck.proofpoint.com/?ip=192.0.2.4' }],
    [
      '554 Client host [192.0.2.4] blocked using zen.spamhaus.org; Error: open resolver; https://check.spamhaus.org/returnc/pub/192.0.2.9/',
      { blocklist: 'zen.spamhaus.org', lookup: 'https://check.spamhaus.org/' },
    ],
    ['554 Spamhaus, see https://www.spamhaus.org.example.net/query/', { blocklist: 'spamhaus', lookup: 'https://check.spamhaus.org/' }],
    ['551 User not local; please try <y@example.com>', { newAddress: 'y@example.com' }],
    ['550 5.1.6 x has moved to y@example.com.', { newAddress: 'y@example.com' }],
    [
      '550 5.4.1 Recipient address rejected: Access denied. [AM0EUR02FT030.eop-EUR02.prod.protection.outlook.com 2026-03-02T09:27:53.563Z 08DBD8A0A9F3E1A4]',
      { transactionId: 'AM0EUR02FT030.eop-EUR02.prod.protection.outlook.com 2026-03-02T09:27:53.563Z 08DBD8A0A9F3E1A4' },
    ],
    [
      '550 Invalid Recipient - https://community.mimecast.com/docs/DOC-1369#550 [0aBcDeFgHiJkLmNoPqRsTu.us227]',
      { transactionId: '0aBcDeFgHiJkLmNoPqRsTu.us227' },
    ],
    [
      "550 5.7.233 Your message can't be sent because your tenant exceeded its daily limit for sending email to external recipients",
      { limit: 'microsoft/tenant-external-24h' },
    ],
    ['550 5.1.1 No such user', {}],
  ])('%s', (raw, facts) => {
    const none = {
      blocklist: null,
      lookup: null,
      newAddress: null,
      retryAfterSeconds: null,
      limit: null,
      limitValue: null,
      helpKey: null,
      transactionId: null,
      clientIp: null,
    }
    expect(factsOf(raw)).toEqual({ ...none, ...facts })
  })
})
