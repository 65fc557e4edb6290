import type { LogRecord } from '../record.ts'

/**
 * What became of one line: records, 'ignored' (understood or not ours, nothing to keep) or 'unrecognised'; 'undated' is that, of a
 * record that names a day without a time of day, or the reverse.
 */
export type Outcome = readonly LogRecord[] | 'ignored' | 'unrecognised' | 'undated'

/** Reads the lines of a source in order. */
export interface LineReader {
  (line: string): Outcome
  /** As of a table (`TableReader`): of the lines that were 'ignored' as parts of a record, how many are none. To be asked after each line. */
  readonly broken?: ((ended: boolean) => number) | undefined
}

/** What a reader of lines is given once per source. */
export interface FormatContext {
  /** The source's name without its folder; for formats that say something in it. */
  readonly fileName: string
}

/** A log format: opened once per source, then given every line or record in order. */
export interface LogFormat {
  /** Stable: stored in cases. Kebab-case, the file's name. */
  readonly id: string
  readonly title: string
  /** Where the grammar was read: a specification, manual page or source file. */
  readonly source: string
  /** By what a line of it is known, for people. */
  readonly mark: string
  /** What a reader of it must know, one sentence. */
  readonly traps: string
  /** What the reader hands to the format: physical lines, or records of a CSV, JSON, XML or mail file. */
  readonly unit: 'line' | 'csv' | 'json' | 'xml' | 'mail'
  /** Whether lines can be read without those before them, so that a large file is read by several workers. */
  readonly splittable: boolean
  /** Whether a file holds what somebody searched for: what is not in it may have happened all the same. Absent: it is a log. */
  readonly searchResult?: true
  /** Whether a file holds what happened to be kept (mails, events that somebody asked for), what is described of a log, or only counts or names: it covers no time. */
  readonly noLog?: true
  /** Lines are latin1 strings holding UTF-8 bytes: ASCII-only classes, no case mapping, no trim. */
  open(context: FormatContext): LineReader
  /**
   * Whether the line bears this format's own mark (its program tag), understood or not. A source is this format's
   * when it understands at least half of the lines that bear the mark, and at least one.
   */
  owns(line: string): boolean
  /** Run as tests. `gives` has one entry per line of `text`. */
  readonly examples: readonly { readonly text: string; readonly gives: readonly Outcome[] }[]
}
