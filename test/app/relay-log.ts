/** A quarter of an hour of a small relay: what the end-to-end tests import. Reserved names and addresses only. */
export const relayLog = `Mar  2 06:12:04 relay1 postfix/smtpd[2311]: connect from scanner-3fl.print.example.org[192.0.2.44]
Mar  2 06:12:04 relay1 postfix/smtpd[2311]: 4Zx2lq1Wk3z9: client=scanner-3fl.print.example.org[192.0.2.44]
Mar  2 06:12:04 relay1 postfix/cleanup[2315]: 4Zx2lq1Wk3z9: message-id=<20260302051204.scan@print.example.org>
Mar  2 06:12:04 relay1 postfix/qmgr[900]: 4Zx2lq1Wk3z9: from=<scanner@print.example.org>, size=21213, nrcpt=1 (queue active)
Mar  2 06:12:04 relay1 postfix/smtpd[2311]: disconnect from scanner-3fl.print.example.org[192.0.2.44] ehlo=1 mail=1 rcpt=1 data=1 quit=1 commands=5
Mar  2 06:12:35 relay1 postfix/smtp[2330]: 4Zx2lq1Wk3z9: to=<bob@example.net>, relay=smtp-relay.gmail.com[203.0.113.25]:587, delay=31, delays=0.1/0/30/0.9, dsn=5.7.1, status=bounced (host smtp-relay.gmail.com[203.0.113.25] said: 550-5.7.1 Invalid credentials for relay [192.0.2.1]. The IP address you've 550-5.7.1 registered in your Workspace SMTP Relay service doesn't match the domain of 550-5.7.1 the account this email is being sent from. For more information, please visit 550 5.7.1 https://support.google.com/a/answer/6140680#invalidcred 4fb4d7f45d1cf-5e4 - gsmtp (in reply to MAIL FROM command))
Mar  2 06:12:35 relay1 postfix/cleanup[2315]: 4Zx2lr04kBz9: message-id=<20260302051235.4Zx2lr04kBz9@relay1.example.org>
Mar  2 06:12:35 relay1 postfix/bounce[2340]: 4Zx2lq1Wk3z9: sender non-delivery notification: 4Zx2lr04kBz9
Mar  2 06:12:35 relay1 postfix/qmgr[900]: 4Zx2lr04kBz9: from=<>, size=23560, nrcpt=1 (queue active)
Mar  2 06:12:35 relay1 postfix/qmgr[900]: 4Zx2lq1Wk3z9: removed
Mar  2 06:12:36 relay1 postfix/local[2341]: 4Zx2lr04kBz9: to=<scanner@print.example.org>, relay=local, delay=0.4, delays=0.1/0/0/0.3, dsn=2.0.0, status=sent (delivered to mailbox)
Mar  2 06:12:36 relay1 postfix/qmgr[900]: 4Zx2lr04kBz9: removed
Mar  2 06:13:10 relay1 postfix/submission/smtpd[2350]: 4Zx2mB2fQ1z9: client=ws7.example.org[192.0.2.7], sasl_method=PLAIN, sasl_username=alice
Mar  2 06:13:10 relay1 postfix/cleanup[2315]: 4Zx2mB2fQ1z9: message-id=<offer-17@example.org>
Mar  2 06:13:10 relay1 postfix/qmgr[900]: 4Zx2mB2fQ1z9: from=<alice@example.org>, size=4213, nrcpt=2 (queue active)
Mar  2 06:13:12 relay1 postfix/smtp[2331]: 4Zx2mB2fQ1z9: to=<sue@example.com>, relay=mx.example.com[198.51.100.7]:25, delay=2.1, delays=0.1/0/1.2/0.8, dsn=2.0.0, status=sent (250 2.0.0 Ok: queued as 9F3A2C0011)
Mar  2 06:13:12 relay1 postfix/smtp[2332]: 4Zx2mB2fQ1z9: to=<jon@acme.test>, relay=mx.acme.test[198.51.100.9]:25, delay=2.3, delays=0.1/0/1.2/1, dsn=4.7.1, status=deferred (host mx.acme.test[198.51.100.9] said: 450 4.7.1 <jon@acme.test>: Recipient address rejected: Greylisted, please try again later (in reply to RCPT TO command))
Mar  2 06:14:00 relay1 postfix/smtpd[2360]: connect from unknown[203.0.113.99]
Mar  2 06:14:01 relay1 postfix/smtpd[2360]: NOQUEUE: reject: RCPT from unknown[203.0.113.99]: 554 5.7.1 <victim@example.com>: Relay access denied; from=<spam@stranger.test> to=<victim@example.com> proto=ESMTP helo=<\u202Eevil.test>
Mar  2 06:14:01 relay1 postfix/smtpd[2360]: disconnect from unknown[203.0.113.99] ehlo=1 mail=1 rcpt=0/1 quit=1 commands=3/4
Mar  2 06:14:02 relay1 postfix/smtpd[2360]: this line says something that no version of the program ever said
`
