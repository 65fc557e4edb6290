import { Button } from '@mantine/core'
import { type ReactNode, useRef } from 'react'

/** A button that lets the user choose a file. `accept`: as an input takes it; `what`: what the file is, for those who do not see the button. */
export function ChooseFile(props: {
  readonly accept: string
  readonly what: string
  readonly icon: ReactNode
  readonly loading: boolean
  readonly title?: string
  readonly onFile: (file: File) => void
  readonly children: ReactNode
}) {
  const { accept, what, icon, loading, title, onFile, children } = props
  const chooser = useRef<HTMLInputElement>(null)
  return (
    <>
      <Button variant="default" leftSection={icon} loading={loading} {...(title ? { title } : {})} onClick={() => chooser.current?.click()}>
        {children}
      </Button>
      <input
        ref={chooser}
        type="file"
        accept={accept}
        aria-label={what}
        hidden
        onChange={(event) => {
          const [file] = event.currentTarget.files ?? []
          event.currentTarget.value = ''
          if (file) onFile(file)
        }}
      />
    </>
  )
}
