import { parentPort, workerData } from 'node:worker_threads'
import { formatsOf } from '../../shared/formats/index.ts'
import { type ChunkReader, createChunkReader } from './parse-chunk.ts'
import { type ParseJob, type ParseResult, type ParseSetup, parseToFiles } from './parse-to-files.ts'

const setup = workerData as ParseSetup // Given by parse-pool.ts only.
const formats = formatsOf(setup.formats, setup.mapping)
const reader: ChunkReader = createChunkReader(formats, setup.fileName)

parentPort?.on('message', (job: ParseJob) => {
  const result: ParseResult = parseToFiles(reader, job, setup)
  parentPort?.postMessage(result)
})
