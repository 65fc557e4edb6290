import { SegmentedControl } from '@mantine/core'
import { useLocalStorage } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import { zoneOfLogs } from '../../shared/source-report.ts'
import { setDisplayZone, type ZoneChoice, zoneOf } from '../clock.ts'
import { useCommands } from '../commands.ts'
import { useConnection } from '../engine.ts'

/** In which zone every time is shown, and the choice of it. */
export function ZoneToggle() {
  const { engine } = useConnection()
  const sources = useQuery({ queryKey: ['sources'], queryFn: () => engine.sources.list() })
  const logZone = zoneOfLogs(sources.data ?? [])
  const [choice, setChoice] = useLocalStorage<ZoneChoice>({ key: 'relayscope.zone', defaultValue: 'log', getInitialValueInEffect: false })
  const zone = zoneOf(choice, logZone)
  useEffect(() => setDisplayZone(zone), [zone])
  useCommands([
    {
      id: 'zone',
      label: 'Show times in the next zone: log, local, UTC',
      keys: ['t'],
      group: 'Everywhere',
      run: () => setChoice((now) => (now === 'log' ? 'local' : now === 'local' ? 'utc' : 'log')),
    },
  ])
  return (
    <div className="row zone">
      <span className="dim" style={{ fontSize: 12, whiteSpace: 'nowrap' }}>
        Times: {zone}
      </span>
      <SegmentedControl
        aria-label="Zone in which times are shown"
        value={choice}
        onChange={(value) => setChoice(value as ZoneChoice)}
        data={[
          { value: 'log', label: 'Log' },
          { value: 'local', label: 'Local' },
          { value: 'utc', label: 'UTC' },
        ]}
      />
    </div>
  )
}
