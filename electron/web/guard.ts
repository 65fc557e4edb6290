import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'

/** A reason to turn a request away, as a status and a sentence. */
export interface Denial {
  readonly status: 401 | 403 | 421
  readonly message: string
}

/** What a request says about itself, whatever server hands it over. */
export interface Visit {
  readonly host: string | undefined
  readonly origin: string | undefined
  readonly cookie: string | undefined
}

/** Names of this machine's loopback address as a browser writes them, with any port (a tunnel may change it). */
const loopback = /^(?:127\.0\.0\.1|localhost|\[::1\])(?::[0-9]{1,5})?$/

function same(one: string, other: string): boolean {
  const hash = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(hash(one), hash(other))
}

function cookieValue(header: string | undefined, name: string): string | null {
  for (const part of (header ?? '').split(';')) {
    const at = part.indexOf('=')
    if (at > 0 && part.slice(0, at).trim() === name) return part.slice(at + 1).trim()
  }
  return null
}

/**
 * Who may talk to the web host: a browser that came by the one-time link, under a loopback name, from the host's own page.
 * The cookie's name holds the port, since browsers share cookies among the ports of a machine.
 */
export class Guard {
  readonly cookieName: string
  readonly #session = randomBytes(32).toString('base64url')
  #token = randomBytes(32).toString('base64url')

  constructor(port: number) {
    this.cookieName = `relayscope-${port}`
  }

  /** The token of the next link. */
  get token(): string {
    return this.#token
  }

  /** Takes a link's token; it is spent by that. @returns the `Set-Cookie` value, or null for a wrong or spent one */
  redeem(token: string): string | null {
    if (!same(token, this.#token)) return null
    this.#token = randomBytes(32).toString('base64url')
    return `${this.cookieName}=${this.#session}; HttpOnly; SameSite=Strict; Path=/`
  }

  /** Checks the name under which the host was called: another one means DNS rebinding. */
  checkHost(visit: Visit): Denial | null {
    if (visit.host !== undefined && loopback.test(visit.host)) return null
    return { status: 421, message: 'Relayscope answers only under 127.0.0.1 or localhost: open the link that it printed.' }
  }

  checkCookie(visit: Visit): Denial | null {
    const value = cookieValue(visit.cookie, this.cookieName)
    if (value !== null && same(value, this.#session)) return null
    return { status: 401, message: 'This browser has not been let in: open the link that relayscope printed.' }
  }

  /** Checks that a request that changes something, or a socket, comes from the host's own page. */
  checkOrigin(visit: Visit): Denial | null {
    if (visit.origin !== undefined && visit.origin === `http://${visit.host}`) return null
    return { status: 403, message: 'The request does not come from a page of Relayscope.' }
  }
}
