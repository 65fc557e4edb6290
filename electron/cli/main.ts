import { exitStatus } from './exit-status.ts'
import { runProgram } from './program.ts'

const stop = new AbortController()

// The first Ctrl-C stops cleanly, one that comes later stops at once. Those that arrive together are one: the terminal sends
// it to every process of the group, and npm and the launchers pass it on.
let stoppedAt = 0
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    if (!stop.signal.aborted) stoppedAt = performance.now()
    else if (performance.now() - stoppedAt > 1_000) process.exit(exitStatus.interrupted)
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
