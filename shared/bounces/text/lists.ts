import type { TextFamily } from '../text-family.ts'

/** Programs of mailing lists that refuse a writer who is no member. */
export const lists: TextFamily = {
  id: 'lists',
  mark: /^You are not (?:a|allowed|permitted)[^\n]{0,60} mailing list/im,
  recipient: /^You are not .{0,80} mailing list:? <?([^<>\s@]+@[^<>\s]+?)>?[.!]?$/i,
  lineIsReason: true,
  end: /^If you /,
  example: {
    from: 'team-admin@lists.example.org',
    subject: 'You printer@example.org are not member (team ML)',
    class: 'recipient-policy',
    recipients: ['team@lists.example.org'],
    text: `You are not a member of this mailing list <team@lists.example.org>.

If you know the general guide of this list, please send mail with
the mail body

        guide
`,
  },
}
