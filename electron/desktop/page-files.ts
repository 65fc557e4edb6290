import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { contentPolicy, withNonce } from '../content-policy.ts'
import { contentType, fileFor } from './rules.ts'

/** Answers a request under the app's own protocol with a file of the window, and the policy that every page runs under. */
export async function answer(request: Request, rendererFolder: string): Promise<Response> {
  const file = fileFor(request.url, rendererFolder)
  if (file === null || request.method !== 'GET') return new Response(null, { status: 404 })
  const nonce = randomBytes(18).toString('base64url')
  const headers = {
    'Content-Type': contentType(file),
    'Content-Security-Policy': contentPolicy(nonce),
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
  }
  try {
    if (file.endsWith('.html')) return new Response(withNonce(await readFile(file, 'utf8'), nonce), { headers })
    return new Response(new Uint8Array(await readFile(file)), { headers })
  } catch {
    return new Response(null, { status: 404 })
  }
}
