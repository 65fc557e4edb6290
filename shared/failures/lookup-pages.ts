import { blocklists } from './failure.ts'

/** Pages on which the operators of blocklists say whether, and why, an address or a domain is listed. */
const pages: readonly (readonly [name: string, page: string])[] = [
  ['spamhaus', 'https://check.spamhaus.org/'],
  ['abuseat.org', 'https://check.spamhaus.org/'],
  ['barracudacentral.org', 'https://www.barracudacentral.org/lookups'],
  ['spamcop.net', 'https://www.spamcop.net/bl.shtml'],
  ['psbl.surriel.com', 'https://psbl.org/'],
  ['uceprotect', 'https://www.uceprotect.net/en/rblcheck.php'],
  ['backscatterer.org', 'https://www.backscatterer.org/'],
  ['gbudb.net', 'http://www.gbudb.com/truncate/'],
  ['uribl.com', 'https://admin.uribl.com/'],
  ['surbl.org', 'https://surbl.org/surbl-analysis'],
  ['dronebl.org', 'https://dronebl.org/lookup'],
  ['unsubscore.com', 'https://blacklist.lashback.com/'],
  ['hostkarma', 'https://ipadmin.junkemailfilter.com/remove.php'],
  ['invaluement', 'https://www.invaluement.com/lookup/'],
  ['s5h.net', 'http://www.usenix.org.uk/content/rbl.html'],
  ['spfbl.net', 'https://matrix.spfbl.net/'],
  ['senderscore.com', 'https://senderscore.org/'],
  ['abusix.zone', 'https://lookup.abusix.com/'],
]

/** Hosts of operators whose replies link to the very case: the link says more than any page of ours. */
const ownPages = [
  'ipcheck.proofpoint.com/',
  'support.proofpoint.com/dnsbl-lookup.cgi',
  'sender.office.com',
  'csi.cloudmark.com/',
  'www.barracudanetworks.com/reputation/',
  'www.spamhaus.org/query/',
  'check.spamhaus.org/',
  'www.spamcop.net/bl.shtml',
  'www.uceprotect.net/',
  'postmaster.gmx.net/',
  'postmaster.gmx.com/',
  'postmaster.web.de/',
  'postmaster.mail.com/',
  'postmaster.free.fr/',
  'postmaster.comcast.net/',
] as const

/** Lists that answer no more: a server that still asks them is set up wrongly. Since when, as `June 2024`. */
const closedLists: readonly (readonly [name: string, since: string])[] = [
  ['sorbs.net', 'June 2024'],
  ['ix.dnsbl.manitu.net', 'January 2025'],
]

/** The name of the blocklist that a reply in lower case names: one of {@link blocklists}, else what stands behind `blocked using`. */
export function blocklistIn(text: string): string | null {
  const known = blocklists.find((name) => text.includes(name))
  if (known !== undefined) return known
  return (
    /blocked using ([a-z0-9][a-z0-9-]{0,62}(?:\.[a-z0-9-]{1,63}){1,6})(?![a-z0-9.-]*@)/.exec(text)?.[1]?.replace(/[.-]{1,9}$/, '') ?? null
  )
}

/** Where to look a refusal up: the operator's own link in the reply, else the page of the named blocklist. A text to copy; nothing opens it. */
export function lookupPage(line: string, blocklist: string | null): string | null {
  for (const host of ownPages) {
    const at = line.indexOf(`//${host}`)
    if (at < 5) continue
    const found = /^https?:\/\/[A-Za-z0-9/?&=.:_%#-]{4,300}/.exec(line.slice(line.startsWith('https:', at - 6) ? at - 6 : at - 5))
    // Spamhaus’s page on refused questions is not about the address.
    if (found && !found[0].includes('/returnc/')) return found[0].replace(/[.:]{1,9}$/, '')
  }
  return blocklist === null ? null : (pages.find(([name]) => blocklist.includes(name))?.[1] ?? null)
}

/** Since when a blocklist has been closed, or null. */
export function closedSince(blocklist: string | null): string | null {
  return blocklist === null ? null : (closedLists.find(([name]) => blocklist.includes(name))?.[1] ?? null)
}
