import { useQuery } from '@tanstack/react-query'
import { codeOf, sentenceOf, useConnection } from '../engine.ts'
import { LinkButton } from './link-button.tsx'
import { Notice } from './notice.tsx'
import { Bones } from './skeleton.tsx'
import { StoryView } from './story.tsx'

interface Props {
  readonly id: string
  readonly recipient: string | null
  readonly onRecipient: (recipient: string | null) => void
  readonly wide: boolean
}

/** Fetches a message's story and shows it. */
export function MessageStory({ id, recipient, onRecipient, wide }: Props) {
  const { engine } = useConnection()
  const story = useQuery({ queryKey: ['story', id], queryFn: () => engine.messages.story({ id }) })
  if (story.isPending) return <Bones lines={9} />
  if (story.data) return <StoryView key={id} story={story.data} recipient={recipient} onRecipient={onRecipient} wide={wide} />
  if (codeOf(story.error) !== 'not-found') return <Notice tone="bad">{sentenceOf(story.error)}</Notice>
  return (
    <div className="empty">
      <h2 className="verdict-title">This message is not in the open case</h2>
      <p className="dim">The address may belong to another case, or the source that held it was removed.</p>
      <LinkButton to="/messages" search={{ q: id }}>
        Search for {id}
      </LinkButton>
    </div>
  )
}
