import { Drawer } from '@mantine/core'
import { useLocalStorage, useMediaQuery } from '@mantine/hooks'
import { type ReactNode, useState } from 'react'
import { useCommands } from '../commands.ts'

/** Where the filters are: in a column beside the list, or, where there is no room for it, in a drawer that is open or not. */
export interface FacetColumn {
  readonly shown: boolean
  readonly drawer: boolean
  readonly toggle: () => void
}

/** `crowded`: a message is open, which needs the room of the column except on a wide screen. */
export function useFacetColumn(crowded: boolean): FacetColumn {
  const [wanted, setWanted] = useLocalStorage({ key: 'relayscope.facets', defaultValue: true, getInitialValueInEffect: false })
  const [drawer, setDrawer] = useState(false)
  const medium = useMediaQuery('(min-width: 1101px)', true, { getInitialValueInEffect: false })
  const wide = useMediaQuery('(min-width: 1500px)', true, { getInitialValueInEffect: false })
  const room = crowded ? wide : medium
  const toggle = () => (room ? setWanted((now) => !now) : setDrawer((now) => !now))
  useCommands([{ id: 'facets', label: 'Show or hide the filters', keys: ['f'], group: 'Messages', run: toggle }])
  return { shown: room && wanted, drawer: drawer && !room, toggle }
}

/** The filters over the list. */
export function FacetDrawer({
  opened,
  onClose,
  children,
}: {
  readonly opened: boolean
  readonly onClose: () => void
  readonly children: ReactNode
}) {
  return (
    <Drawer
      opened={opened}
      onClose={onClose}
      title="Filters"
      size={300}
      lockScroll={false}
      closeButtonProps={{ 'aria-label': 'Close the filters' }}
    >
      {children}
    </Drawer>
  )
}
