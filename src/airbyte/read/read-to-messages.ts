import {Failure} from '../../core/failure';
import type {Kit} from '../../core/kit';
import type {RateLimitRelay} from '../../read/rate-limit-relay';
import type {StreamResult} from '../../read/read-options';
import {readStreams} from '../../read/read-streams';
import type {OpenSource} from '../../read/source-vendor';
import {descriptorOfStream, type ConfiguredStream} from '../input/configured-catalog';
import {createEventMessages, type EventMessages} from './event-messages';
import type {InputStates} from '../input/saved-states';
import type {SendMessage} from '../protocol/messages';
import {readPasses, type ReadPass} from './read-passes';
import {descriptorKey} from '../protocol/stream-descriptor';
import {logTraffic} from '../output/log-traffic';

/** A read, with everything checked and opened. */
interface ReadRun {
  readonly sources: readonly OpenSource[];
  readonly streams: readonly ConfiguredStream[];
  readonly states: InputStates;
  readonly rateLimits: RateLimitRelay;
  /** Undefined: the engine's default. */
  readonly deletionShareMax: number | undefined;
  readonly kit: Kit;
  readonly send: SendMessage;
}

/**
 * Reads the configured streams and sends their messages. A stream that fails, or that this source
 * lacks, does not end the others.
 */
export async function readToMessages(run: ReadRun): Promise<void> {
  logForeignStates(run);
  for (const pass of readPasses(run.streams, run.states)) await readPass(run, pass);
  logTraffic(run.kit.log, run.sources);
}

async function readPass(run: ReadRun, pass: ReadPass): Promise<void> {
  const {kit, deletionShareMax} = run;
  const messages = createEventMessages({
    descriptors: pass.descriptors,
    send: run.send,
    clock: kit.clock,
  });
  const results = await readStreams({
    sources: run.sources,
    streams: pass.streams,
    emit: messages.onEvent,
    kit,
    rateLimits: run.rateLimits,
    ...(deletionShareMax !== undefined && {deletionShareMax}),
  });
  results.forEach((result) => logResult(run, result));
  await endOpenStreams(pass, results, messages);
}

/** A stream that never ended must not look finished, regardless of what went wrong. */
async function endOpenStreams(
  pass: ReadPass,
  results: readonly StreamResult[],
  messages: EventMessages,
): Promise<void> {
  for (const stream of pass.descriptors.keys()) {
    if (messages.ended.has(stream)) continue;
    const failure =
      results.find((result) => result.stream === stream)?.failure ??
      new Failure({
        kind: 'system',
        message: `Stream "${stream}" ended without a result. This is a bug; please report it with the log.`,
      });
    await messages.onEvent({type: 'failed', stream, failure});
  }
}

function logResult({kit}: ReadRun, result: StreamResult): void {
  const end = result.failure ? 'failed after' : 'ended with';
  kit.log(
    'INFO',
    `Stream ${result.stream} ${end} ${result.rowsRead} rows read, ${result.records} records emitted, ${result.tombstones} of them deletions.`,
  );
}

function logForeignStates({streams, states, kit}: ReadRun): void {
  const selected = new Set(streams.map((stream) => descriptorKey(descriptorOfStream(stream))));
  const foreign = Object.keys(states).filter((key) => !selected.has(key)).length;
  if (foreign > 0) {
    kit.log('INFO', `${foreign} states belong to streams that are not selected; they are ignored.`);
  }
}
