/** Who sends in the name of a domain from where, by the DMARC reports of receivers, the addresses that fail most first. */
export interface ReportedSender {
  readonly ip: string
  /** As the user calls the device of that address. */
  readonly name: string | null
  /** Messages of these logs that this address handed in; 0: the logs do not know it. */
  readonly logged: number
  /** Domain of the header's From. */
  readonly domain: string
  readonly messages: number
  /** SPF or DKIM held for that domain. */
  readonly passed: number
  readonly failed: number
  readonly quarantined: number
  readonly rejected: number
  /** Receivers that say so. */
  readonly reporters: readonly string[]
  readonly firstSeen: string
  readonly lastSeen: string
}

/** Whether those who send to a domain could encrypt as its policy asks, by their TLS reports. */
export interface ReportedTls {
  readonly domain: string
  readonly policy: string
  readonly passed: number
  readonly failed: number
  /** Kinds of failure with their sessions, the commonest first: `certificate-expired (100)`. */
  readonly reasons: readonly string[]
  readonly reporters: readonly string[]
  readonly lastSeen: string
}

/** What reports of receivers and senders count. */
export interface ReportedSending {
  readonly senders: readonly ReportedSender[]
  /** How many rows there are of senders, whether or not all are given; of how many addresses, and how many of these the logs do not know. */
  readonly sendersTotal: number
  readonly addresses: number
  readonly unknownAddresses: number
  readonly tls: readonly ReportedTls[]
  readonly tlsTotal: number
}
