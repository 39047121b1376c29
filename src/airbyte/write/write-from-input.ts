import {Failure} from '../../core/failure';
import type {JsonObject} from '../../core/json';
import type {Kit} from '../../core/kit';
import {openRejectedRecords, readRejectedSettings} from '../../write/rejected/rejected-settings';
import {runWriteSession} from '../../write/session/run-write-session';
import type {WriteEvent} from '../../write/session/session';
import {descriptorOfStream, type ConfiguredStream} from '../input/configured-catalog';
import {mappingsOf} from './mappings-of';
import type {SendMessage} from '../protocol/messages';
import type {OpenedObjects, OpenObject} from './open-objects';
import {dryRunText} from './dry-run-text';
import {logTraffic} from '../output/log-traffic';
import {logSummary} from './log-summary';
import {StateEcho, type WaitingState} from './state-echo';
import {takeInput} from './take-input';

/** A write, with everything checked and opened. */
interface WriteRun {
  readonly open: OpenedObjects;
  readonly config: JsonObject;
  readonly streams: readonly ConfiguredStream[];
  readonly input: AsyncIterable<Buffer | string>;
  readonly dryRun: boolean;
  readonly kit: Kit;
  readonly send: SendMessage;
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
  const {input, streams} = run;
  const states = new StateEcho(streams.map(descriptorOfStream), run.send);
  const {summary, failure} = await runWriteSession<WaitingState>(
    {
      mappings,
      objects: open.objects.map((object) => object.description),
      openWriter: (name) => objectNamed(open.objects, name).destination.openWriter(name),
      emit: (event) => handOn(run, states, event),
      rejected,
      rejectedPercentMax: settings.percentMax,
      dryRun,
      kit,
    },
    (session) => takeInput({input, streams, unmapped, session, states, dryRun, log: kit.log}),
  );
  logSummary(kit.log, {summary, dryRun, rejectedAt: rejected.location()});
  logTraffic(kit.log, open.destinations);
  if (failure !== undefined) throw failure;
}

async function handOn(
  {send, kit}: WriteRun,
  states: StateEcho,
  event: WriteEvent<WaitingState>,
): Promise<void> {
  if (event.type === 'checkpoint') {
    await states.reached(event.token, event.stats);
  } else if (event.type === 'plans') {
    for (const plan of event.plans) {
      const message = dryRunText(plan);
      if (message !== undefined) await send({type: 'LOG', log: {level: 'INFO', message}});
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
