import { Button } from '@mantine/core'
import { IconArrowLeft } from '@tabler/icons-react'
import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { useCommands } from '../commands.ts'
import { useGoBack } from '../go-back.ts'
import { MessageStory } from '../parts/message-story.tsx'

/** One message on the full width. */
export function MessageScreen() {
  const { id } = useParams({ from: '/messages/$id' })
  const { to } = useSearch({ from: '/messages/$id' })
  const navigate = useNavigate({ from: '/messages/$id' })
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
      <MessageStory
        id={id}
        recipient={to ?? null}
        onRecipient={(recipient) => void navigate({ search: recipient === null ? {} : { to: recipient }, replace: true })}
        wide
      />
    </div>
  )
}
