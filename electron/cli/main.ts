import { exitStatus } from './exit-status.ts'
import { runProgram } from './program.ts'

const stop = new AbortController()

// The first Ctrl-C stops cleanly, the second at once.
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    if (stop.signal.aborted) process.exit(exitStatus.interrupted)
    stop.abort()
  })
}

// The reader has what it wanted (`| head`).
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? exitStatus.done : exitStatus.internal))

const args = process.argv.slice(2)
const status = await runProgram(args, {
  stdout: process.stdout,
  stderr: process.stderr,
  showsProgress: process.stderr.isTTY || args.includes('--progress'),
  signal: stop.signal,
})
process.stdout.write('', () => process.exit(stop.signal.aborted ? exitStatus.interrupted : status))
