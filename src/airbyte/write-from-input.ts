import {Failure, toFailure} from '../core/failure';
import {isJsonObject, type JsonObject} from '../core/json';
import type {Kit} from '../core/kit';
import {discardRejectedRecords} from '../write/discard-rejected-records';
import type {Mapping} from '../write/mapping';
import type {RejectedRecords} from '../write/rejected-records';
import {createRejectedRecordsFile} from '../write/rejected-records-file';
import type {UnmappedStream} from '../write/plan-mappings';
import type {WriteEvent, WriteSession} from '../write/session';
import {openWriteSession} from '../write/write-session';
import type {ConfiguredStream} from './configured-catalog';
import {mappingsOf} from './mappings-of';
import type {EmitMessage} from './message-channel';
import type {OpenDestinations, OpenObject} from './open-objects';
import {planLine} from './plan-lines';
import {reportTraffic} from './report-traffic';
import {reportWrite} from './report-write';
import {settleState, type PendingState} from './state-echo';
import {writeInput} from './write-input';

/** A write, with everything checked and opened. */
export interface WriteRun {
  readonly open: OpenDestinations;
  readonly config: JsonObject;
  readonly streams: readonly ConfiguredStream[];
  readonly input: AsyncIterable<Buffer | string>;
  readonly dryRun: boolean;
  readonly kit: Kit;
  readonly emit: EmitMessage;
}

/** A session with what its report needs. */
interface Writing {
  readonly session: WriteSession<PendingState>;
  readonly rejected: RejectedRecords;
  readonly unmapped: readonly UnmappedStream[];
}

/** Writes the whole input and logs what became of it; throws the Failure that ended the write. */
export async function writeFromInput(run: WriteRun): Promise<void> {
  const {open, kit, dryRun} = run;
  const {mappings, unused, unmapped} = mappingsOf(run.config, run.streams, open.objects);
  for (const {stream, object} of unused) {
    kit.log(
      'INFO',
      `The mapping of stream "${stream}" to ${object} is not used: the connection has no such stream.`,
    );
  }
  const rejected = await rejectedRecordsOf(run);
  const session = openSession(run, mappings, rejected);
  try {
    await writeAll(run, {session, rejected, unmapped});
  } finally {
    const rejectedAt = rejected.location();
    reportWrite(kit.log, {summary: session.summary(), dryRun, rejectedAt});
    reportTraffic(kit.log, open.destinations);
  }
}

/**
 * The session is finished whatever happens: records before a broken line are whole, so they are
 * written and their states go back. What broke the input is thrown, unless the session failed.
 */
async function writeAll(run: WriteRun, {session, unmapped}: Writing): Promise<void> {
  const {input, streams, emit, dryRun, kit} = run;
  let broken: Failure | undefined;
  try {
    await writeInput({input, streams, unmapped, session, emit, dryRun, log: kit.log});
  } catch (error) {
    broken = toFailure(error);
  }
  await session.finish();
  if (broken) throw broken;
}

function openSession(
  {open, config, dryRun, kit, emit}: WriteRun,
  mappings: readonly Mapping[],
  rejected: RejectedRecords,
): WriteSession<PendingState> {
  return openWriteSession<PendingState>({
    mappings,
    objects: open.objects.map((object) => object.description),
    openWriter: (name) => objectNamed(open.objects, name).destination.openWriter(name),
    emit: (event) => passOn(event, emit, kit),
    rejected,
    rejectedPercentMax: numberOf(settingsOf(config)['max_percent']) ?? 100,
    dryRun,
    kit,
  });
}

async function passOn(event: WriteEvent<PendingState>, emit: EmitMessage, kit: Kit): Promise<void> {
  if (event.type === 'checkpoint') {
    const line = settleState(event.token, event.stats);
    if (line !== undefined) await emit({type: 'STATE', lines: line});
  } else if (event.type === 'plans') {
    for (const plan of event.plans) {
      const message = planLine(plan);
      if (message !== undefined) await emit({type: 'LOG', log: {level: 'INFO', message}});
    }
  } else {
    kit.log('DEBUG', `${event.outcomes.length} records have their outcome.`);
  }
}

function objectNamed(objects: readonly OpenObject[], name: string): OpenObject {
  const found = objects.find((object) => object.description.name === name);
  if (found) return found;
  throw new Failure({
    kind: 'config',
    message: `No configured vendor has an object "${name}". Configure its vendor or correct the mapping.`,
  });
}

async function rejectedRecordsOf({config, dryRun, kit}: WriteRun): Promise<RejectedRecords> {
  const settings = settingsOf(config);
  const directory = settings['directory'];
  if (dryRun || typeof directory !== 'string' || directory === '') return discardRejectedRecords();
  const megabytes = numberOf(settings['max_megabytes']);
  return createRejectedRecordsFile({
    directory,
    nameParts: ['destination-user-sync'],
    ...(megabytes !== undefined && {maxBytes: megabytes * 1_000_000}),
    kit,
  });
}

function settingsOf(config: JsonObject): JsonObject {
  const settings = config['rejected_records'];
  return isJsonObject(settings) ? settings : {};
}

function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined;
}
