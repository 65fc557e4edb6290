/** The nonce that the host's Content-Security-Policy asks of styles; '' where the host needs none (desktop). */
export const cspNonce = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? ''
