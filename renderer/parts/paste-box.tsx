import { Button, Select, Textarea } from '@mantine/core'
import { IconFileImport } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useDeferredValue, useMemo, useState } from 'react'
import { doubtOf } from '../../shared/doubts.ts'
import type { Hop } from '../../shared/failures/failure.ts'
import { failureOf } from '../../shared/failures/index.ts'
import { remedyOf } from '../../shared/remedy.ts'
import type { Sureness } from '../../shared/sentences.ts'
import { peel } from '../../shared/smtp.ts'
import { familyWords, hopWords } from '../../shared/words.ts'
import { useConnection } from '../engine.ts'
import { useOwnClasses, useOwnRules } from '../own-rules.ts'
import { type Pasted, readPasted } from '../pasted.ts'
import { Notice } from './notice.tsx'
import { Quote } from './quote.tsx'
import { RemedySteps, SureMark } from './remedy.tsx'
import { ReplyFacts } from './reply-facts.tsx'

const hops = Object.entries(hopWords).map(([value, label]) => ({ value, label }))

function surenessOf({ confidence, rule }: Pasted['verdict']): Sureness | null {
  if (confidence === 'none') return null
  if (confidence === 'code') return 'guess'
  return rule?.startsWith('generic/') ? 'likely' : 'certain'
}

function Verdict({ pasted }: { readonly pasted: Pasted }) {
  const own = useOwnClasses()
  const [chosenHop, setChosenHop] = useState<Hop | null>(null)
  const { verdict, reply } = pasted
  const hop = chosenHop ?? pasted.hop
  const shown = verdict.class === 'expired' && verdict.cause ? verdict.cause : verdict.class
  const remedy = remedyOf(shown, { hop, mta: pasted.mta, own })
  const sureness = surenessOf(verdict)
  const code = [reply.code, reply.status].filter(Boolean).join(' ')
  return (
    <div className="verdict">
      <div className="stack" style={{ gap: 4 }} role="status">
        <span className="dim" style={{ fontSize: 12 }}>
          {familyWords[failureOf(shown, own).family]}
          {verdict.class === 'expired' ? ' · tried for too long' : ''} · {verdict.permanent ? 'permanent' : 'temporary'}
          {code ? ` · ${code}` : ''}
          {reply.host ? ` · ${reply.host}` : ''}
        </span>
        <h2 className="verdict-title">{remedy.title}</h2>
        <p>{remedy.meaning}</p>
        {sureness ? (
          <SureMark sureness={sureness} rule={verdict.rule} sign={verdict.sign} />
        ) : (
          <span className="dim">No rule recognises these words, so nothing is claimed.</span>
        )}
      </div>
      <section className="stack" aria-label="The server's words">
        <span className="dim" style={{ fontSize: 12 }}>
          The server’s words
        </span>
        <Quote text={peel(reply.raw).text || reply.raw} />
        <ReplyFacts reply={reply.raw} />
      </section>
      <section className="stack" aria-label="What to do">
        <div className="row wrap" style={{ justifyContent: 'space-between' }}>
          <h2>What to do</h2>
          <Select
            aria-label="Where it was refused"
            data={hops}
            value={hop}
            onChange={(value) => setChosenHop(value as Hop | null)}
            allowDeselect={false}
            checkIconPosition="right"
            w={230}
          />
        </div>
        <RemedySteps remedy={remedy} doubt={doubtOf({ class: shown, rule: verdict.rule, reply: reply.raw })} />
      </section>
    </div>
  )
}

/** Says at once what a pasted reply means; nothing is imported or kept. Lines of a log may be imported instead. */
export function PasteBox({ onImport }: { readonly onImport: (file: File) => void }) {
  const [text, setText] = useState('')
  const read = useDeferredValue(text)
  const { engine } = useConnection()
  const present = useQuery({ queryKey: ['case'], queryFn: () => engine.cases.current() })
  const rules = useOwnRules(present.data?.generation ?? null)
  const pasted = useMemo(() => readPasted(read.slice(0, 200_000), rules), [read, rules])
  return (
    <div className="stack" style={{ gap: 16 }}>
      <Textarea
        label="What does this error mean?"
        description={`Paste a reply, an error line or a few lines of a log. It is read here${rules === null ? '' : ', by your rules as well'}; nothing is imported or kept.`}
        placeholder="550-5.7.1 Invalid credentials for relay [192.0.2.44] …"
        autosize
        minRows={3}
        maxRows={10}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        spellCheck={false}
        styles={{
          input: { fontFamily: 'var(--mantine-font-family-monospace)', fontSize: 12 },
          label: { fontSize: 13, fontWeight: 600 },
          description: { marginBottom: 8 },
        }}
      />
      {pasted && pasted.logLines >= 2 ? (
        <Notice>
          <div className="row wrap" style={{ justifyContent: 'space-between' }}>
            <span>These are {pasted.logLines} lines of a log. Import them to see what became of each message.</span>
            <Button
              variant="default"
              leftSection={<IconFileImport size={14} />}
              onClick={() => onImport(new File([text.endsWith('\n') ? text : `${text}\n`], 'pasted.log', { type: 'text/plain' }))}
            >
              Import as a log
            </Button>
          </div>
        </Notice>
      ) : null}
      {pasted ? <Verdict key={pasted.reply.raw} pasted={pasted} /> : null}
    </div>
  )
}
