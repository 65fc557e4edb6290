/**
 * The Content-Security-Policy of every page, on the web host and on the desktop: only the app's own files, no inline script,
 * nothing from elsewhere. Styles made at run time (Mantine, AG Grid) carry the nonce.
 * `connections`: further sources for `connect-src`, e.g. the WebSocket of the host.
 */
export function contentPolicy(nonce: string, connections: readonly string[] = []): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "font-src 'self' data:",
    `connect-src ${["'self'", ...connections].join(' ')}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "object-src 'none'",
  ].join('; ')
}

/** Puts the nonce into the page's `<meta name="csp-nonce">`, where the screens look for it. */
export function withNonce(page: string, nonce: string): string {
  return page.replace(/(<meta name="csp-nonce" content=")[^"<>]{0,100}"/, (_, start: string) => `${start}${nonce}"`)
}
