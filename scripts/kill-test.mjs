// Kills an import at fifty moments (or as many as are given) and looks at the case after each.
import { spawnSync } from 'node:child_process'

const env = { ...process.env, KILLS: process.argv[2] ?? '50' }
const { status } = spawnSync(
  process.execPath,
  ['node_modules/vitest/vitest.mjs', 'run', '--config', 'vitest.app.config.ts', 'test/engine/kill.test.ts', '--testTimeout=3600000'],
  { stdio: 'inherit', env },
)
process.exit(status ?? 1)
