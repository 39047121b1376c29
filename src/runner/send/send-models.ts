import type {Failure} from '../../core/failure';
import {toFailure} from '../../core/failure';
import {computeDelta, dropDelta, type Delta} from '../../warehouse/memory/compute-delta';
import type {Database} from '../../warehouse/database';
import {foldOutcomes, forgetUnsent} from '../../warehouse/memory/fold-outcomes';
import {forgetUnused} from '../../warehouse/memory/forget-unused';
import {forgetKeysRead} from '../../warehouse/memory/keys-read';
import type {CheckedModel, ComputedModel} from '../../warehouse/models/model';
import type {OutcomeJournal} from '../../warehouse/memory/outcome-journal';
import {openOutcomeJournal} from '../../warehouse/memory/outcome-journal';
import {forgetFormat1} from '../../warehouse/memory/take-over';
import {comparedStreams, compareOne, dueRows, readKeysOf} from './compare-sent';
import {computeModels, dependsOn} from './compute-models';
import {conflictsOf} from './conflicts-of';
import {createObjectTally, failedReport, skippedReport} from '../report/object-tally';
import type {ObjectTally} from '../report/object-tally';
import type {PreparedSend, SendModelsOptions} from './prepared-send';
import type {ObjectReport} from '../report/report';
import {faultyInput} from './reject-faulty';
import {sendDelta} from './send-delta';
import {findGoneOf, settleGone, usedObjects, type GoneObjects} from './send-gone';

/** What became of every model. */
interface SendModelsEnd {
  readonly objects: readonly ObjectReport[];
  readonly failures: readonly Failure[];
  readonly notes: readonly string[];
}

/** What is known once all models are computed and nothing is sent yet. */
interface Computed {
  readonly models: Database;
  readonly journal: OutcomeJournal;
  readonly byName: ReadonlyMap<string, ComputedModel>;
  /** Models that could not be computed, and why. */
  readonly failed: ReadonlyMap<string, Failure>;
  /** Computed before anything is sent: what one model sends is no news to another one. */
  readonly deltas: ReadonlyMap<PreparedSend, Delta>;
  readonly gone: GoneObjects;
}

/** What came of the models so far. */
interface Ended {
  readonly objects: ObjectReport[];
  readonly failures: Failure[];
  readonly notes: string[];
  /** Vendors that nothing more is sent to, and why. */
  readonly stopped: Map<string, Failure>;
  /** What was compared and sent without a failure. */
  readonly settled: Set<PreparedSend>;
}

/**
 * Computes all models and only then sends: one object after another in the order of the mappings,
 * keys that are gone at the end. A model that fails stops itself; a failing object does not stop those
 * of other vendors.
 */
export async function sendModels(options: SendModelsOptions): Promise<SendModelsEnd> {
  const ended: Ended = {
    ...{objects: [], failures: [], notes: [], stopped: new Map(), settled: new Set()},
  };
  const left = new Set(options.sends);
  try {
    const computed = await compute(options);
    ended.failures.push(...computed.failed.values());
    await sendAll(options, computed, {ended, left});
    computed.models.close();
  } catch (error) {
    const failure = toFailure(error);
    const isAborted = options.kit.signal.aborted;
    if (failure.kind === 'config' && !isAborted) throw error;
    // An interruption is told by the outcome; its own words add nothing.
    if (!isAborted && !ended.failures.includes(failure)) ended.failures.push(failure);
    // What was sent before is told, too: what stops a run takes nothing of it back.
    const why = isAborted ? 'Not sent, because the run was stopped.' : failure.message;
    for (const send of left) ended.objects.push(skippedReport(namesOf(send), why, 'failed'));
  }
  const {objects, failures, notes} = ended;
  return {objects, failures, notes};
}

async function compute(options: SendModelsOptions): Promise<Computed> {
  const {warehouse, kit, sends} = options;
  const models = await warehouse.connect();
  await foldOutcomes(warehouse.database);
  if (sends.length > 0) options.progress.phase('computing the models');
  const {computed: byName, failed} = await computeModels(models, options);
  return {
    models,
    byName,
    failed,
    deltas: await computeDeltas(models, options, byName),
    gone: await findGoneOf(models, options, byName),
    journal: await openOutcomeJournal(warehouse.database, {
      run: options.run,
      now: () => kit.clock.now(),
    }),
  };
}

async function sendAll(
  options: SendModelsOptions,
  computed: Computed,
  {ended, left}: {readonly ended: Ended; readonly left: Set<PreparedSend>},
): Promise<void> {
  const {kit, warehouse, sends} = options;
  if (sends.length > 0) options.progress.phase(options.dryRun ? 'planning' : 'sending');
  for (const send of sends) {
    kit.signal.throwIfAborted();
    await sendOrSkip(options, computed, {send, ended, left});
  }
  await settleGone({...options, ...computed}, ended);
  await foldOutcomes(warehouse.database);
  if (!kit.signal.aborted) {
    await forgetKeysRead(warehouse.database, comparedStreams(options, ended.settled));
  }
  if (!options.choice.isPart && !kit.signal.aborted) {
    await forgetUnused(warehouse.database, usedObjects(sends), kit.clock.now());
  }
}

async function computeDeltas(
  models: Database,
  options: SendModelsOptions,
  byName: ReadonlyMap<string, ComputedModel>,
): Promise<ReadonlyMap<PreparedSend, Delta>> {
  const {sends, choice} = options;
  const conflicts = await conflictsOf(models, sends, byName);
  const deltas = new Map<PreparedSend, Delta>();
  for (const send of sends) {
    const model = byName.get(send.model.name);
    if (model === undefined || send.unknownAccount !== undefined) continue;
    const {target, mapping} = send;
    const all = choice.full || choice.verify;
    const read = readKeysOf(options, send);
    const parts = {target, all, conflicts: conflicts.get(mapping.object), ...(read && {read})};
    deltas.set(send, await computeDelta(models, model, parts));
  }
  return deltas;
}

async function sendOrSkip(
  options: SendModelsOptions,
  computed: Computed,
  {
    send,
    ended,
    left,
  }: {
    readonly send: PreparedSend;
    readonly ended: Ended;
    /** Those of which nothing is told yet. */
    readonly left: Set<PreparedSend>;
  },
): Promise<void> {
  const {vendor} = send.destination.open;
  if (send.unknownAccount && !ended.stopped.has(vendor)) {
    left.delete(send);
    ended.failures.push(send.unknownAccount);
    ended.stopped.set(vendor, send.unknownAccount);
    ended.objects.push(skippedReport(namesOf(send), send.unknownAccount.message, 'failed'));
    return;
  }
  const broken = computed.failed.get(send.model.name);
  if (broken !== undefined) {
    left.delete(send);
    ended.objects.push(failedReport(namesOf(send), broken.message));
    return;
  }
  const delta = computed.deltas.get(send);
  const stop = stopText(vendor, ended.stopped);
  if (delta === undefined || stop !== undefined) {
    const skip = stop ?? dependsText(send.model, options);
    left.delete(send);
    ended.objects.push(skippedReport(namesOf(send), skip));
    options.progress.note(skip);
    return;
  }
  const end = await sendOne(options, computed, {send, delta, notes: ended.notes});
  left.delete(send);
  ended.objects.push(end.report);
  if (end.failure) ended.failures.push(end.failure);
  else ended.settled.add(send);
  if (end.failure && endsVendor(end.failure)) ended.stopped.set(vendor, end.failure);
  if (end.unsaved) throw end.unsaved;
}

async function sendOne(
  options: SendModelsOptions,
  {models, journal, gone, byName}: Computed,
  {
    send,
    delta,
    notes,
  }: {
    readonly send: PreparedSend;
    readonly delta: Delta;
    readonly notes: string[];
  },
): Promise<{
  readonly report: ObjectReport;
  readonly failure: Failure | undefined;
  readonly unsaved: Failure | undefined;
}> {
  const {dryRun, progress, choice} = options;
  const {mapping, destination} = send;
  const model = byName.get(send.model.name);
  const verified = await compareOne(options, models, {send, delta, notes});
  const resends = mapping.onDrift === 'resend' ? verified : undefined;
  const candidates = delta.candidates + (resends?.driftedNotNews ?? 0);
  const due = {...delta, candidates};
  const tally = createObjectTally({delta: due, dryRun, gone: gone.of(mapping)});
  tally.drifted(verified.drifted.size, verified.examples);
  const end =
    verified.failure === undefined
      ? await sendDelta({
          ...options,
          ...{delta: due, mapping, destination, journal, tally},
          form: send.form,
          ...(model && {faulty: faultyInput({models, model, target: send.target, mapping})}),
          rows: dueRows(models, delta, resends?.drifted),
          isForced: ({position}) => choice.full || resends?.drifted.has(position) === true,
          limit: choice.limit,
          gone: false,
        })
      : {summary: undefined, failure: verified.failure, unsaved: undefined};
  const unsaved =
    end.unsaved ??
    (await settle(options, models, {delta, tally, isWhole: end.failure === undefined}));
  const failure = end.failure ?? unsaved;
  const {summary} = end;
  const report = tally.report({summary, failure: failure?.message});
  progress.sending({
    model: delta.model,
    object: delta.object,
    settled: tally.settled(),
    rejected: tally.rejected(),
    total: candidates + delta.faulty,
    done: failure ? 'failed' : dryRun ? 'planned' : 'complete',
  });
  return {report, failure, unsaved};
}

/** Brings the memory up to date with what was journaled; answers why it could not be. */
async function settle(
  {warehouse, dryRun, run}: SendModelsOptions,
  models: Database,
  {
    delta,
    tally,
    isWhole,
  }: {readonly delta: Delta; readonly tally: ObjectTally; readonly isWhole: boolean},
): Promise<Failure | undefined> {
  try {
    await dropDelta(models, delta);
    await foldOutcomes(warehouse.database);
    // The faulty rows were looked at first, all of them.
    if (isWhole && !dryRun) await forgetUnsent(warehouse.database, delta, run);
    if (isWhole && tally.left() === 0) {
      await forgetFormat1(warehouse.database, {model: delta.model, object: delta.object});
    }
    return undefined;
  } catch (error) {
    return toFailure(error);
  }
}

function namesOf({model, mapping}: PreparedSend): {model: string; object: string} {
  return {model: model.name, object: mapping.object};
}

function dependsText(model: CheckedModel, options: SendModelsOptions): string {
  const streams = dependsOn(model, options.failedStreams).join(', ');
  return `The model ${model.name} was not sent, because it reads ${streams}, which failed; the next run sends it.`;
}

function stopText(vendor: string, stopped: ReadonlyMap<string, Failure>): string | undefined {
  const failure = stopped.get(vendor);
  return failure && `Not sent, because ${vendor} failed before: ${toFailure(failure).message}`;
}

/** What is wrong with a vendor's settings, credential, quota or line is wrong for all its objects. */
function endsVendor(failure: Failure): boolean {
  return failure.kind !== 'data';
}
