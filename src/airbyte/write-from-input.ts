import {Failure} from '../core/failure';
import type {JsonObject} from '../core/json';
import type {Kit} from '../core/kit';
import type {Mapping} from '../write/mapping/mapping';
import type {RejectedRecords} from '../write/rejected/rejected-records';
import {openRejectedRecords, readRejectedSettings} from '../write/rejected/rejected-settings';
import {runWriteSession} from '../write/session/run-write-session';
import type {WriteEvent, WriteOptions} from '../write/session/session';
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

/** Writes the whole input and logs what became of it; throws the Failure that ended the write. */
export async function writeFromInput(run: WriteRun): Promise<void> {
  const {open, kit, dryRun} = run;
  const {mappings, unused, unmapped} = mappingsOf(run.config, run.streams, open.objects);
  for (const {stream, object} of unused) {
    kit.log(
      'INFO',
      `The mapping of stream "${stream}" to ${object} is ignored: the connection does not have this stream.`,
    );
  }
  const settings = readRejectedSettings(run.config);
  const rejected = await openRejectedRecords({
    directory: settings.directory,
    settings,
    program: 'destination-user-sync',
    dryRun,
    kit,
  });
  const {input, streams, emit} = run;
  const {summary, failure} = await runWriteSession(
    {...optionsOf(run, mappings, rejected), rejectedPercentMax: settings.percentMax},
    (session) => writeInput({input, streams, unmapped, session, emit, dryRun, log: kit.log}),
  );
  reportWrite(kit.log, {summary, dryRun, rejectedAt: rejected.location()});
  reportTraffic(kit.log, open.destinations);
  if (failure !== undefined) throw failure;
}

function optionsOf(
  {open, dryRun, kit, emit}: WriteRun,
  mappings: readonly Mapping[],
  rejected: RejectedRecords,
): WriteOptions<PendingState> {
  return {
    mappings,
    objects: open.objects.map((object) => object.description),
    openWriter: (name) => objectNamed(open.objects, name).destination.openWriter(name),
    emit: (event) => passOn(event, emit, kit),
    rejected,
    dryRun,
    kit,
  };
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
    kit.log('DEBUG', `${event.outcomes.length} records were written or rejected.`);
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
