import { ActionIcon, Button, CopyButton, Tooltip } from '@mantine/core'
import { IconCheck, IconCopy } from '@tabler/icons-react'

interface Props {
  readonly text: string
  /** What is copied, for those who cannot see the icon: `queue id`. */
  readonly what: string
  /** Shown as the button's words; without it the button is an icon. */
  readonly label?: string
}

/** Copies text and says so. */
export function Copy({ text, what, label }: Props) {
  return (
    <CopyButton value={text} timeout={1600}>
      {({ copied, copy }) => {
        const icon = copied ? <IconCheck size={14} /> : <IconCopy size={14} />
        if (label) {
          return (
            <Button variant="default" leftSection={icon} onClick={copy}>
              {copied ? 'Copied' : label}
            </Button>
          )
        }
        return (
          <Tooltip label={copied ? 'Copied' : `Copy ${what}`}>
            <ActionIcon variant="subtle" color="gray" size={24} onClick={copy} aria-label={copied ? `${what} copied` : `Copy ${what}`}>
              {icon}
            </ActionIcon>
          </Tooltip>
        )
      }}
    </CopyButton>
  )
}
