import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createPseudonyms } from '../shared/redaction/pseudonyms.ts'
import { indexPhrases, redactText } from '../shared/redaction/redact-text.ts'

const none = indexPhrases(new Map())
const redact = (text: string): string => redactText(text, createPseudonyms(), none)

describe('text of a log', () => {
  test.each([
    ['to=<bob@acme.test>, relay=mx.acme.test[203.0.113.9]:25', 'to=<user1@domain1.example>, relay=host1.domain1.example[ip-1]:25'],
    ['550 5.1.1 <Bob@Acme.TEST>: unknown, bob@acme.test', '550 5.1.1 <user1@domain1.example>: unknown, user1@domain1.example'],
    ['sasl_username=alice@acme.test', 'sasl_username=user1@domain1.example'],
    [
      'see http://spf.test/why?s=mfrom;id=alice%40acme.test&ip=198.51.100.7',
      'see http://domain1.example/why?s=mfrom;id=user1%40domain2.example&ip=ip-1',
    ],
    ['from=<bounce-alice=acme.test@lists.test>', 'from=<user1@domain1.example>'],
    [`<o'brien@acme.test> and 'jim@acme.test'`, `<user1@domain1.example> and 'user2@domain1.example'`],
    ['<"john doe"@acme.test>', '<user1@domain1.example>'],
    ['jürgen@müller.test', 'user1@domain1.example'],
    ['<bob@[192.0.2.1]>', '<user1@ip-1>'],
    ['client=unknown[IPv6:2001:db8::7], helo=<[10.0.0.5]>', 'client=unknown[IPv6:ip-1], helo=<[lan-ip-2]>'],
    ['fe80::1 and ::1 and 127.0.0.1 at 10:12:04', 'lan-ip-1 and ::1 and 127.0.0.1 at 10:12:04'],
    ['smtp-relay.gmail.com and acme-test.mail.protection.outlook.com', 'smtp-relay.gmail.com and host1.outlook.com'],
    ['4.3.2.1.zen.spamhaus.org via zen.spamhaus.org', 'host1.zen.spamhaus.org via zen.spamhaus.org'],
    ['dsn=5.7.1, delays=0.1/0/0.2/0.3 in main.cf (postfix 3.7.11)', 'dsn=5.7.1, delays=0.1/0/0.2/0.3 in main.cf (postfix 3.7.11)'],
    ['www.acme.co.uk is of acme.co.uk.', 'host1.domain1.example is of domain1.example.'],
  ])('%s', (text, expected) => {
    expect(redact(text)).toBe(expected)
  })

  test('loses what a header check quotes', () => {
    const line =
      'A1: reject: header Subject: Pay from me; from=<x> now from ws.acme.test[192.0.2.33]; from=<s@acme.test> to=<x@b.test> proto=ESMTP helo=<ws>: no'
    expect(redact(line)).toBe(
      'A1: reject: header Subject: subject 1 from host1.domain1.example[ip-1]; from=<user1@domain1.example> to=<user2@domain2.example> proto=ESMTP helo=<ws>: no',
    )
    expect(redact('A1: warning: header From: Alice Smith <a@b.test> from local; from=<a@b.test>')).toBe(
      'A1: warning: header From: (left out) from local; from=<user1@domain1.example>',
    )
  })

  test('knows a name again that it met as a field', () => {
    const pseudonyms = createPseudonyms()
    pseudonyms.address('carol.jones@acme.test')
    pseudonyms.name('fileserver7')
    const phrases = indexPhrases(new Map([['Offer "A" for Ms. Jones', 'subject 1']]))
    expect(redactText('550 no such user: Carol.Jones at FILESERVER7 of acme', pseudonyms, phrases)).toBe(
      '550 no such user: user1 at name-1 of domain1',
    )
    expect(redactText('"x","offer ""a"" for ms. jones","y"', pseudonyms, phrases)).toBe('"x","subject 1","y"')
  })

  test('has one pseudonym for one value, and different ones for different values', () => {
    const local = fc.stringMatching(/^[a-z][a-z0-9.+_-]{0,12}[a-z0-9]$/)
    const label = fc.stringMatching(/^[a-z][a-z0-9-]{1,8}[a-z0-9]$/)
    const address = fc.tuple(local, label, label).map(([name, host, domain]) => `${name}@${host}.${domain}.test`)
    fc.assert(
      fc.property(fc.array(address, { minLength: 1, maxLength: 12 }), (addresses) => {
        const pseudonyms = createPseudonyms()
        const made = addresses.map((each) => redactText(`to=<${each}>`, pseudonyms, none))
        expect(addresses.map((each) => redactText(`to=<${each.toUpperCase()}>`, pseudonyms, none))).toEqual(made)
        expect(new Set(made).size).toBe(new Set(addresses).size)
        for (const each of addresses) expect(made.join(' ')).not.toContain(each.split('@')[1])
      }),
    )
  })
})
