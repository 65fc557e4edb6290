import { describe, expect, test } from 'vitest'
import { operatorOf } from '../shared/operators.ts'
import { parseReply } from '../shared/smtp.ts'
import { stageOf } from '../shared/wrappers.ts'

describe('a reply', () => {
  test.each([
    ['550 5.1.1 <x@example.net>: User unknown', { code: 550, status: '5.1.1', text: '<x@example.net>: user unknown', reporter: null }],
    ['550-5.7.1 One\r\n550-5.7.1 two\r\n550 5.7.1  three', { code: 550, status: '5.7.1', text: 'one two three' }],
    ['550-5.7.1 One 550-5.7.1 two 550 5.7.1  three', { code: 550, status: '5.7.1', text: 'one two three' }],
    ['550-5.7.1 One\\n550-5.7.1 two\\n550 5.7.1 three', { code: 550, status: '5.7.1', text: 'one two three' }],
    ['550-5.7.1 One?550-5.7.1 two?550 5.7.1 three', { code: 550, status: '5.7.1', text: 'one two three' }],
    ['550-5.7.1 One5.7.1 two5.7.1 three', { code: 550, status: '5.7.1', text: 'one two three' }],
    ['550-One\n550-two\n550 three', { code: 550, status: null, text: 'one two three' }],
    ['550 sorry, no mailbox here (#5.1.1)', { code: 550, status: '5.1.1' }],
    ['550 #5.1.0 Address rejected', { code: 550, status: '5.1.0', text: 'address rejected' }],
    ['x@example.net... 550 No such user', { code: 550, text: 'x@example.net... no such user' }],
    ['Sending limit of 500 messages a day was reached', { code: null, text: 'sending limit of 500 messages a day was reached' }],
    ['Handed over in 450 milliseconds, at most 450 concurrent, sent 512 bytes', { code: null }],
    ['<x@example.net>... 451 Recipient deferred', { code: 451 }],
    ['<x@example.net>... 550 recipient unknown', { code: 550 }],
    ['<x@example.net>: host mx.example.net[192.0.2.1] said: 421 Connections refused', { code: 421 }],
    ['the reason: 552 messages over quota', { code: 552 }],
    ['The server answered 450 Message deferred', { code: 450 }],
    ['451 of 500 recipients were refused: 550 User unknown', { code: 451 }],
    ['5.7.1 Spam subject', { code: null, status: '5.7.1', text: 'spam subject' }],
    ['smtp; 550 User unknown', { code: 550, text: 'user unknown' }],
    ['X-Postfix; unknown user: "x"', { code: null, text: 'unknown user: "x"' }],
    ['550', { code: 550, status: null, text: '' }],
    ['', { code: null, status: null, text: '' }],
    ['550 We don?t know you, you?ve to go?to', { text: "we don't know you, you've to go?to" }],
  ])('%j', (raw, parts) => {
    expect(parseReply(raw)).toMatchObject(parts)
  })
})

describe('a wrapper', () => {
  test.each([
    [
      'host smtp-relay.gmail.com[192.0.2.25] said: 550 5.7.1 No (in reply to MAIL FROM command)',
      { code: 550, stage: 'mail', host: 'smtp-relay.gmail.com', provider: 'google', reporter: 'remote', text: 'no' },
    ],
    [
      '(host mx.example.net[192.0.2.25] said: 550 No (in reply to end of DATA command))',
      { stage: 'eod', host: 'mx.example.net', text: 'no' },
    ],
    ['host mx.example.net[192.0.2.25] refused to talk to me: 554 No', { code: 554, stage: 'connect', host: 'mx.example.net', text: 'no' }],
    [
      'delivery temporarily suspended: host mx.example.net[192.0.2.25] refused to talk to me: 421 4.3.2 Busy',
      { code: 421, status: '4.3.2', stage: 'connect', text: 'busy', reporter: 'remote' },
    ],
    [
      'delivery temporarily suspended: connect to mx.example.net[192.0.2.25]:25: Connection refused',
      { stage: 'connect', host: 'mx.example.net', reporter: 'local', provider: 'postfix' },
    ],
    [
      'SASL authentication failed; server smtp.gmail.com[192.0.2.25] said: 535-5.7.8 Wrong, go to?535 5.7.8  https://support.google.com/mail/?p=BadCredentials',
      {
        code: 535,
        status: '5.7.8',
        stage: 'auth',
        host: 'smtp.gmail.com',
        text: 'wrong, go to https://support.google.com/mail/?p=badcredentials',
      },
    ],
    [
      'SASL authentication failed; cannot authenticate to server mx.example.net[192.0.2.9]: no mechanism available',
      { stage: 'auth', host: 'mx.example.net' },
    ],
    [
      'lost connection with mx.example.net[192.0.2.57] while receiving the initial server greeting',
      { stage: 'connect', host: 'mx.example.net', reporter: 'local' },
    ],
    [
      'conversation with mx.example.net[192.0.2.57] timed out while sending end of data -- message may be sent more than once',
      { stage: 'eod', host: 'mx.example.net' },
    ],
    ['message size 20214 exceeds size limit 10240 of server mx.small.example[192.0.2.61]', { host: 'mx.small.example', reporter: 'local' }],
    ['TLS is required, but was not offered by host mx.example.net[192.0.2.51]', { host: 'mx.example.net', reporter: 'local' }],
    [
      'SMTP error from remote mail server after RCPT TO:<x@example.net>: 550-5.1.1 One\\n550 5.1.1 two',
      { code: 550, status: '5.1.1', stage: 'rcpt', text: 'one two', reporter: 'remote' },
    ],
    [
      'SMTP error from remote mail server after MAIL FROM:<x@example.org> SIZE=1234: host mx.example.net [192.0.2.4]: 421 No',
      { code: 421, stage: 'mail', host: 'mx.example.net' },
    ],
    [
      'R=dns T=smtp defer (-46) H=mx.example.net [192.0.2.25]: SMTP error from remote mail server after end of data: 421 4.3.0 No',
      { code: 421, stage: 'eod', host: 'mx.example.net' },
    ],
    [
      "host=smtp.gmail.com tls=on from=x@example.org recipients=y@example.net smtpstatus=550 smtpmsg='550-5.7.1 You?ve one\\n550 5.7.1 two' errormsg='recipient address y@example.net not accepted by the server' exitcode=EX_DATAERR",
      { code: 550, status: '5.7.1', stage: 'rcpt', host: 'smtp.gmail.com', text: "you've one two" },
    ],
    [
      "host=mx.example.net tls=on from=x@example.org recipients=y@example.net errormsg='cannot connect to mx.example.net, port 25: Connection refused' exitcode=EX_TEMPFAIL",
      {
        code: null,
        host: 'mx.example.net',
        text: 'cannot connect to mx.example.net, port 25: connection refused',
        reporter: 'local',
        provider: null,
      },
    ],
    [
      'connect to mx.example.net[192.0.2.1]: server refused to talk to me: 421 No',
      { code: 421, stage: 'connect', host: 'mx.example.net', text: 'no', reporter: 'remote' },
    ],
    ['stat=Deferred: 450 4.7.1 No', { code: 450, status: '4.7.1', text: 'no' }],
    ['192.0.2.4 does not like recipient.\nRemote host said: 550 5.1.1 No\nGiving up on 192.0.2.4.', { code: 550, status: '5.1.1' }],
    ['... while talking to mx.example.net.:\n>>> RCPT To:<x@example.net>\n<<< 550 No', { code: 550, text: 'no' }],
    ['Technical details: SMTP Error (state 9): 550 5.7.1 No', { code: 550, status: '5.7.1', text: 'no' }],
  ])('%s', (raw, parts) => {
    expect(parseReply(raw)).toMatchObject(parts)
  })

  test('does not hide what it cannot peel', () => {
    expect(parseReply('host mx.example.net is odd').text).toBe('host mx.example.net is odd')
  })

  test('yields to nothing that the line says, but fills what the reply leaves out', () => {
    expect(parseReply('Refused', { host: 'mx.example.net[192.0.2.1]:25', stage: 'rcpt', status: '5.1.1', code: 550 })).toMatchObject({
      host: 'mx.example.net',
      stage: 'rcpt',
      status: '5.1.1',
      code: 550,
    })
    expect(parseReply('552 5.2.2 Refused', { status: '5.0.0', code: 550 })).toMatchObject({ status: '5.2.2', code: 552 })
  })
})

test('the provider comes from the words, else the host, else the program', () => {
  const provider = (raw: string) => parseReply(raw).provider
  expect(provider('550 No. a1sm3175645oou.1 - gsmtp')).toBe('google')
  expect(provider('host mx.example.net[192.0.2.1] said: 550 No. - gsmtp')).toBe('google')
  expect(provider('host aspmx.l.google.com[192.0.2.1] said: 550 No')).toBe('google')
  expect(provider('host notgoogle.com.example.net[192.0.2.1] said: 550 No')).toBeNull()
  expect(provider('550 5.4.1 No [AM4.eop-eur04.prod.protection.outlook.com]')).toBe('microsoft')
  expect(provider('554 5.7.1 <x@gmail.com>: Relay access denied')).toBe('postfix')
  expect(provider('550 5.1.1 <x@gmail.com> No')).toBeNull()
  expect(provider('550 5.1.0 <x@eu-west-1.amazonses.com> sender rejected. AUP#In-1310')).toBe('spectrum')
  expect(operatorOf('mta5.am0.yahoodns.net')).toBe('yahoo')
  expect(operatorOf('fakegmail.com')).toBeNull()
})

test('the program whose wording it is stands beside the operator that runs it', () => {
  expect(parseReply('host mx1.free.fr[192.0.2.1] said: 554 5.7.1 <x@example.net>: Relay access denied')).toMatchObject({
    provider: 'free',
    program: 'postfix',
  })
})

test('stages are read from the words of several programs', () => {
  expect(['RCPT TO command', 'end of DATA command', 'pipelined MAIL FROM:<>', 'sending message body', 'quitting'].map(stageOf)).toEqual([
    'rcpt',
    'eod',
    'mail',
    'eod',
    null,
  ])
})
