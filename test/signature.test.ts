import { describe, expect, test } from 'vitest'
import { isMaskable, maskText, signatureOf } from '../shared/signature.ts'

describe('the variable parts', () => {
  test.each([
    ['mail from 192.0.2.4 refused', 'mail from <ip> refused'],
    ['connect to mx.example.net[2001:db8::1]:25: Connection refused', 'connect to <domain>[<ip>]:25: Connection refused'],
    ['[203.0.113.7      15] is bad', '[<ip>] is bad'],
    ['<x.y+z@example.net>: no', '<<addr>>: no'],
    ['SRS0=AbC1=XY=example.org=x@example.net no', '<addr> no'],
    ['the domain example.net.', 'the domain <domain>.'],
    ['see https://example.net/a?b=c for more', 'see <url> for more'],
    ['see https://support.google.com/mail/?p=NoSuchUser a1sm3175645oou.1 - gsmtp', 'see <url p=NoSuchUser> <id> - gsmtp'],
    ['d2e1a72fcca58-842822222ccsm30363112b3a.3 - gsmtp', '<id> - gsmtp'],
    ['size 123456 exceeds 65536', 'size <num> exceeds <num>'],
    ['id=13462-01 - SPAM', 'id=<num>-01 - SPAM'],
    ['rate 120.8 / 60s', 'rate <num> / 60s'],
    ['wait 00:04:33', 'wait <num>'],
    ['(AS16012609)', '(<id>)'],
    ['rate limit exceeded: 451 from unknown[192.0.2.4] for service smtp', 'rate limit exceeded: <num> from unknown[<ip>] for service smtp'],
    ['Connection rate limit exceeded: 9 from unknown', 'Connection rate limit exceeded: <num> from unknown'],
    ['[DB3EUR04FT049.eop-eur04.prod.protection.outlook.com 2026-11-23T23:57:01.239Z 08DE2A1F0C3B4D5E]', '[<domain> <id> <id>]'],
    ['tried at 2026-03-02T11:57:01+01:00', 'tried at <id>'],
    ['/var/mail/x: full', '<id>: full'],
    ['5.7.1 stays, 550 stays, TLS1.2 stays, RFC5321 does not', '5.7.1 stays, 550 stays, TLS1.2 stays, RFC<num> does not'],
    ['RESOLVER.ADR.RecipNotFound; STOREDRV.Deliver', 'RESOLVER.ADR.RecipNotFound; STOREDRV.Deliver'],
    ['BL2NAM02FT061.eop-nam02.prod.protection.outlook.com', '<domain>'],
    ['one  two\tthree\\nfour\r\nfive', 'one two three four five'],
    ['HELO/EHLO and/or', 'HELO/EHLO and/or'],
  ])('%s', (text, masked) => {
    expect(maskText(text)).toBe(masked)
  })

  test('are told from words', () => {
    expect(
      ['example.net', 'x@example.net', '192.0.2.1', '65536', 'a1sm3175645oou.1', 'https://example.net'].filter(
        (token) => !isMaskable(token),
      ),
    ).toEqual([])
    expect(['mailbox', '5.7.1', '550', 'helo/ehlo', 'gsmtp', 'x-unix', 'p=nosuchuser'].filter(isMaskable)).toEqual([])
  })
})

describe('a signature', () => {
  const reply = (ip: string, domain: string, id: string) =>
    `host smtp-relay.gmail.com[${ip}] said: 550-5.7.0 Mail relay denied [${ip}      15]. Invalid credentials for relay for one of 550-5.7.0 the domains in: ${domain}, ${domain} (as obtained from HELO and MAIL FROM). 550 5.7.0  https://support.google.com/a/answer/6140680#maildenied ${id} - gsmtp (in reply to MAIL FROM command)`

  test('holds provider, stage, code, status and masked text', () => {
    expect(signatureOf(reply('192.0.2.1', 'example.org', 'd2e1a72fcca58-842822ccsm303b3a.3'))).toBe(
      'google|mail|550|5.7.0|Mail relay denied [<ip>]. Invalid credentials for relay for one of the domains in: <domain>, <domain> (as obtained from HELO and MAIL FROM). <url> <id> - gsmtp',
    )
  })

  test('is one for replies that differ only in variable parts', () => {
    const one = signatureOf(reply('192.0.2.1', 'example.org', 'd2e1a72fcca58-842822ccsm303b3a.3'))
    expect(signatureOf(reply('198.51.100.77', 'printer.example.net', 'a1sm3175645oou.22'))).toBe(one)
    expect(signatureOf(`delivery temporarily suspended: ${reply('192.0.2.1', 'example.com', 'o24sm3175645oou.1')}`)).toBe(one)
  })

  test('is another for another stage, status, help key or operator', () => {
    const keys = [
      signatureOf('550 5.7.1 No'),
      signatureOf('550 5.7.2 No'),
      signatureOf('450 5.7.1 No'),
      signatureOf('550 5.7.1 No', { stage: 'rcpt' }),
      signatureOf('550 5.7.1 No', { host: 'smtp-relay.gmail.com' }),
      signatureOf('550 5.7.1 No https://support.google.com/mail/?p=NoSuchUser'),
      signatureOf('550 5.7.1 No https://support.google.com/mail/?p=DisabledUser'),
    ]
    expect(new Set(keys).size).toBe(keys.length)
  })

  test.each([
    ['550 5.1.0 Refused. AUP#In-1310', '550 5.1.0 Refused. AUP#In-1220'],
    ['421 Veuillez essayer plus tard. OFR004_104', '421 Veuillez essayer plus tard. OFR004_505'],
    ['550 Blocked, see http://postmaster.comcast.net/x.php#BL000001', '550 Blocked, see http://postmaster.comcast.net/x.php#RL000001'],
  ])('keeps the codes by which operators tell causes apart: %s', (one, other) => {
    expect(signatureOf(one)).not.toBe(signatureOf(other))
  })

  test('takes from the line what the reply leaves out', () => {
    expect(signatureOf('Refused', { code: 550, status: '5.1.1', stage: 'rcpt' })).toBe('|rcpt|550|5.1.1|Refused')
  })

  test('costs linear time on hostile text', () => {
    for (const part of ['@', 'a@', '1.', ':', 'a:', '=', 'http://', '[1.1.1.1 ', '\\n', '550-']) {
      const start = performance.now()
      signatureOf(part.repeat(200_000 / part.length))
      expect(performance.now() - start).toBeLessThan(300)
    }
  })
})
