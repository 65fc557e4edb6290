import { Button } from '@mantine/core'
import { IconArrowLeft } from '@tabler/icons-react'
import { useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { useCommands } from '../commands.ts'
import { useGoBack } from '../go-back.ts'
import { MessageStory } from '../parts/message-story.tsx'

/** One message on the full width. */
export function MessageScreen() {
  const { id } = useParams({ from: '/messages/$id' })
  const [recipient, setRecipient] = useState<string | null>(null)
  const goBack = useGoBack('/messages')
  useCommands([{ id: 'back', label: 'Back to the list', keys: ['Escape'], group: 'Messages', run: goBack }])
  return (
    <div className="page page-wide">
      <div className="row">
        <Button variant="subtle" color="gray" size="compact-xs" leftSection={<IconArrowLeft size={14} />} onClick={goBack}>
          Back
        </Button>
        <h1 className="breaks">Message {id}</h1>
      </div>
      <MessageStory id={id} recipient={recipient} onRecipient={setRecipient} wide />
    </div>
  )
}
