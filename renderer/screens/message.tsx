import { Button } from '@mantine/core'
import { IconArrowLeft } from '@tabler/icons-react'
import { useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { useCommands } from '../commands.ts'
import { MessageStory } from '../parts/message-story.tsx'

/** One message on the full width. */
export function MessageScreen() {
  const { id } = useParams({ from: '/messages/$id' })
  const [recipient, setRecipient] = useState<string | null>(null)
  useCommands([{ id: 'back', label: 'Back to the list', keys: ['Escape'], group: 'Messages', run: () => history.back() }])
  return (
    <div className="page page-wide">
      <div className="row">
        <Button variant="subtle" color="gray" size="compact-xs" leftSection={<IconArrowLeft size={14} />} onClick={() => history.back()}>
          Back
        </Button>
        <h1 className="breaks">Message {id}</h1>
      </div>
      <MessageStory id={id} recipient={recipient} onRecipient={setRecipient} wide />
    </div>
  )
}
