import { PassThrough } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { runProgram } from '../electron/cli/program.ts'

/** What a command line wrote, and its exit status. */
export interface Ended {
  readonly status: number | null
  readonly stdout: string
  readonly stderr: string
}

/** Runs a command line (without `node` and the script) in this process. */
export async function runCommand(args: readonly string[]): Promise<Ended> {
  const [out, err] = [new PassThrough(), new PassThrough()]
  const written = Promise.all([buffer(out), buffer(err)])
  const status = await runProgram(args, { stdout: out, stderr: err, showsProgress: false, signal: new AbortController().signal })
  out.end()
  err.end()
  const [stdout, stderr] = await written
  return { status, stdout: stdout.toString(), stderr: stderr.toString() }
}
