declare module 'unbzip2-stream' {
  /** Decodes while it is written to; gives `data` and `error` before `write` returns. */
  function unbzip2(): NodeJS.ReadWriteStream
  export = unbzip2
}
