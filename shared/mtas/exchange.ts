import type { MtaTerms } from './general.ts'

/** Exchange Server: cmdlets of the Exchange Management Shell (learn.microsoft.com/exchange/mail-flow). */
export const exchangeTerms: MtaTerms = {
  server: 'Exchange',
  flush: 'Retry-Queue -Filter "Status -eq \'Retry\'"',
  delete: 'Remove-Message (find it with Get-Message first)',
  hold: 'Suspend-Message',
  release: 'Resume-Message',
  show: 'Get-Message',
  list: 'Get-Queue',
  status: 'Test-ServiceHealth',
  reload: 'wait a minute: Exchange takes the change by itself',
  'reload-tables': 'wait a minute: Exchange takes the change by itself',
  'reload-passwords': 'wait a minute: Exchange takes the change by itself',
  trusted:
    'the RemoteIPRanges of a Receive connector of its own, whose anonymous users may submit to any recipient (ms-Exch-SMTP-Accept-Any-Recipient)',
  'login-relaying': 'let it use the connector for clients, Client Frontend on port 587',
  'client-limits': 'MessageRateLimit and MaxInboundConnectionPerSource of the Receive connector',
  'size-limit': 'MaxMessageSize of the Receive connector and Set-TransportConfig -MaxReceiveSize',
  'recipients-in': 'MaxRecipientsPerMessage of the Receive connector',
  'own-rules': 'the mail flow rules of Exchange',
  'next-hop': 'the smart host of the Send connector',
  'google-relay': 'smtp-relay.gmail.com, port 587, as smart host of the Send connector',
  routes: 'the Send connectors',
  login: 'user name and password of the smart host in the Send connector (SmartHostAuthMechanism BasicAuthRequireTLS)',
  passwords: 'the AuthenticationCredential of the Send connector',
  helo: 'the Fqdn of the Send connector',
  'tls-required': 'RequireTLS of the Send connector',
  lifetime: 'MessageExpirationTimeout of Set-TransportService (2 days by default)',
  warning: 'DelayNotificationTimeout of Set-TransportService (4 hours by default)',
  'own-domains': 'the accepted domains',
  'accepted-domains': 'the accepted domains',
}
