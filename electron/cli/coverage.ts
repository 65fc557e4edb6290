import { Command } from 'commander'
import { visible } from '../../shared/cells.ts'
import { type Coverage, type Gap, suspicionsOf } from '../../shared/coverage.ts'
import { coverage } from '../engine/queries/coverage.ts'
import { addCaseOptions, type CaseOptions, withCase } from './case-access.ts'
import { exitStatus } from './exit-status.ts'
import { formatOption, type Layout, type OutputFormat, type Terminal, writeRows } from './output.ts'

interface Options extends CaseOptions {
  readonly format: OutputFormat
}

function hours(seconds: number): string {
  return seconds < 3_600 ? `${Math.round(seconds / 60)} min` : `${(seconds / 3_600).toFixed(1)} h`
}

function gapLine(gap: Gap): string {
  return `  silent ${hours(gap.seconds)}: ${gap.from} to ${gap.to}${gap.regular ? ' (as on other days)' : ''}`
}

function asText(each: Coverage): string {
  const name = each.source === null ? 'All sources together' : visible(each.source)
  if (each.source === null && !each.log) return `${name}: no time covered, there is no log among them`
  if (each.firstTime === null || each.lastTime === null) return `${name}: no time`
  return [
    `${name}: ${each.firstTime} to ${each.lastTime}, ${!each.log ? 'none of it' : hours(each.coveredSeconds)} covered`,
    ...(each.searched === null ? [] : [`  Searched for: ${visible(each.searched)}`]),
    ...each.gaps.map(gapLine),
    ...suspicionsOf(each).map((suspicion) => `  ${!each.log ? 'Note' : 'Suspected'}: ${visible(suspicion)}`),
  ].join('\n')
}

const coverageLayout: Layout<Coverage> = {
  columns: [
    { title: 'source', of: (each) => each.source },
    { title: 'firstTime', of: (each) => each.firstTime },
    { title: 'lastTime', of: (each) => each.lastTime },
    { title: 'coveredSeconds', of: (each) => each.coveredSeconds },
    { title: 'gaps', of: (each) => each.gaps.map((gap) => `${gap.from}/${gap.to}`).join(' ') },
    { title: 'headsMissing', of: (each) => each.headsMissing },
    { title: 'openEnds', of: (each) => each.openEnds },
    { title: 'log', of: (each) => String(each.log) },
    { title: 'searchResult', of: (each) => String(each.searchResult) },
    { title: 'searched', of: (each) => each.searched },
    { title: 'suspicions', of: (each) => suspicionsOf(each).join('; ') },
  ],
  text: asText,
}

/** `coverage`: what time the case really covers, source by source and all together. */
export function coverageCommand(terminal: Terminal, ended: (status: number) => void): Command {
  const command = new Command('coverage')
    .description('say what time the logs really cover, where they are silent and what looks cut off')
    .addOption(formatOption())
  return addCaseOptions(command).action(async (options: Options) => {
    const status = await withCase(options, terminal, async (db) => {
      await writeRows(terminal, options.format, await coverage(db), coverageLayout)
      return exitStatus.done
    })
    ended(status)
  })
}
