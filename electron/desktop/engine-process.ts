import { selfCheck } from '../engine/self-check.ts'
import { serveEngine } from './engine-service.ts'

// The engine's process on the desktop. Its one argument is the folder of its cases, or --self-check.
const [, , argument = '.'] = process.argv

if (argument === '--self-check') {
  const passed = await selfCheck((line) => process.stdout.write(`${line}\n`))
  process.exit(passed ? 0 : 1)
} else serveEngine(process.parentPort, { dataFolder: argument, ended: () => process.exit(0) })
