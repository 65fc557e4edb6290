import { ActionIcon, Tooltip } from '@mantine/core'
import { useLocalStorage } from '@mantine/hooks'
import { IconArrowsMaximize, IconChevronDown, IconChevronUp, IconX } from '@tabler/icons-react'
import { type CSSProperties, type ReactNode, type Ref, useRef } from 'react'

interface Props {
  readonly title: string
  readonly children: ReactNode
  readonly onClose: () => void
  readonly onMove: (rows: number) => void
  /** Without one the panel has no page of its own. */
  readonly onWiden?: () => void
  readonly box: Ref<HTMLElement>
}

const least = 360
const most = 860

function Tool({ label, onClick, children }: { readonly label: string; readonly onClick: () => void; readonly children: ReactNode }) {
  return (
    <Tooltip label={label}>
      <ActionIcon variant="subtle" color="gray" size={26} onClick={onClick} aria-label={label}>
        {children}
      </ActionIcon>
    </Tooltip>
  )
}

/** What is open beside a list; its width is kept. */
export function SidePanel({ title, children, onClose, onMove, onWiden, box }: Props) {
  const [width, setWidth] = useLocalStorage<number>({ key: 'relayscope.panel', defaultValue: 0, getInitialValueInEffect: false })
  const sash = useRef<HTMLButtonElement>(null)
  const present = width || Math.round(Math.min(Math.max(window.innerWidth * 0.42, least), 720))
  const resize = (next: number) => setWidth(Math.round(Math.min(Math.max(next, least), most)))
  return (
    <>
      {/* biome-ignore lint/a11y/useSemanticElements: a movable separator has no element of its own */}
      <button
        ref={sash}
        type="button"
        className="sash"
        role="separator"
        aria-orientation="vertical"
        aria-label="Width of the panel"
        aria-valuenow={present}
        aria-valuemin={least}
        aria-valuemax={most}
        onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
        onPointerMove={(event) => {
          if (event.currentTarget.hasPointerCapture(event.pointerId)) resize(window.innerWidth - event.clientX)
        }}
        onKeyDown={(event) => {
          if (event.key === 'ArrowLeft') resize(present + 24)
          if (event.key === 'ArrowRight') resize(present - 24)
        }}
      />
      <aside className="panel" style={{ '--panel-width': `${present}px` } as CSSProperties} aria-label={title} tabIndex={-1} ref={box}>
        <div className="panel-head">
          <h2 className="grow" style={{ overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' }}>
            {title}
          </h2>
          <Tool label="Previous (k)" onClick={() => onMove(-1)}>
            <IconChevronUp size={16} />
          </Tool>
          <Tool label="Next (j)" onClick={() => onMove(1)}>
            <IconChevronDown size={16} />
          </Tool>
          {onWiden ? (
            <Tool label="Full page (Enter)" onClick={onWiden}>
              <IconArrowsMaximize size={15} />
            </Tool>
          ) : null}
          <Tool label="Close (Esc)" onClick={onClose}>
            <IconX size={16} />
          </Tool>
        </div>
        <div className="panel-body">{children}</div>
      </aside>
    </>
  )
}
