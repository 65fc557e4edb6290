// `npm run package [-- --dir]`: builds, then packs installers for this system into out/installers (`--dir`: a folder only).
// What follows goes to electron-builder, which gets Electron from the network unless it is in its cache.
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { build, root } from './build.mjs'
import { installPackages } from './install.mjs'

installPackages(root)
await build({ say: (text) => console.error(text) })
const program = join(root, 'node_modules', 'electron-builder', 'cli.js')
const { status } = spawnSync(process.execPath, [program, '--publish', 'never', ...process.argv.slice(2)], { cwd: root, stdio: 'inherit' })
process.exit(status ?? 4)
