import {toFailure} from '../core/failure';
import type {Failure} from '../core/failure';
import type {Kit} from '../core/kit';
import {computeDelta, dropDelta} from '../warehouse/compute-delta';
import type {Database} from '../warehouse/database';
import {foldOutcomes} from '../warehouse/fold-outcomes';
import type {CheckedModel, ComputedModel, Target} from '../warehouse/model';
import type {Warehouse} from '../warehouse/open-warehouse';
import type {OutcomeJournal} from '../warehouse/outcome-journal';
import {openOutcomeJournal} from '../warehouse/outcome-journal';
import type {Mapping} from '../write/mapping';
import type {RejectedRecords} from '../write/rejected-records';
import type {OpenedDestination} from '../accounts/open-ends';
import {computeModels, dependsOn} from './compute-models';
import {createObjectTally, failedReport, rowsToSettle, skippedReport} from './object-tally';
import type {Progress} from './progress';
import type {ObjectReport} from './report';
import {sendDelta} from './send-delta';

/** One model on its way to one object, checked. */
export interface PlannedSend {
  readonly model: CheckedModel;
  readonly mapping: Mapping;
  readonly target: Target;
  readonly destination: OpenedDestination;
}

/** What the sending half of a run needs. */
export interface SendModelsOptions {
  /** In the order of the mappings. */
  readonly sends: readonly PlannedSend[];
  /** Streams that failed: models that read their tables are not sent. */
  readonly failedStreams: ReadonlySet<string>;
  readonly warehouse: Warehouse;
  readonly rejected: RejectedRecords;
  readonly rejectedPercentMax: number;
  readonly progress: Progress;
  readonly dryRun: boolean;
  readonly kit: Kit;
}

/** What became of every model. */
export interface SendModelsEnd {
  readonly objects: readonly ObjectReport[];
  readonly failures: readonly Failure[];
}

/**
 * Computes all models and only then sends: one object after another in the order of the mappings. A
 * model that fails stops itself; a failing object does not stop those of other vendors.
 */
export async function sendModels(options: SendModelsOptions): Promise<SendModelsEnd> {
  const {warehouse, kit} = options;
  const models = await warehouse.connect();
  await foldOutcomes(warehouse.database);
  const {computed, failed} = await computeModels(models, options);
  const journal = await openOutcomeJournal(warehouse.database);
  const objects: ObjectReport[] = [];
  const failures: Failure[] = [...failed.values()];
  const stopped = new Map<string, Failure>();
  for (const send of options.sends) {
    kit.signal.throwIfAborted();
    const {vendor} = send.destination.open;
    const model = computed.get(send.model.name);
    const broken = failed.get(send.model.name);
    if (broken !== undefined) {
      objects.push(failedReport(namesOf(send), broken.message));
      continue;
    }
    const skip = model === undefined ? dependsText(send.model, options) : stopText(vendor, stopped);
    if (model === undefined || skip !== undefined) {
      objects.push(skippedReport(namesOf(send), skip ?? ''));
      if (skip !== undefined) options.progress.note(skip);
      continue;
    }
    const end = await sendOne(options, {send, model, models, journal});
    objects.push(end.report);
    if (end.failure) failures.push(end.failure);
    if (end.failure && endsVendor(end.failure)) stopped.set(vendor, end.failure);
  }
  await foldOutcomes(warehouse.database);
  models.close();
  return {objects, failures};
}

interface OneSend {
  readonly send: PlannedSend;
  readonly model: ComputedModel;
  readonly models: Database;
  readonly journal: OutcomeJournal;
}

async function sendOne(
  options: SendModelsOptions,
  {send, model, models, journal}: OneSend,
): Promise<{readonly report: ObjectReport; readonly failure: Failure | undefined}> {
  const {dryRun, progress} = options;
  const delta = await computeDelta(models, model, send.target);
  const tally = createObjectTally(delta, dryRun);
  const sending = {...options, ...send, model, models, delta, journal, tally};
  const {summary, failure} = await sendDelta(sending);
  await dropDelta(models, delta);
  await foldOutcomes(options.warehouse.database);
  const report = tally.report({summary, failure: failure?.message});
  progress.sending({
    model: delta.model,
    object: delta.object,
    settled: tally.settled(),
    rejected: tally.rejected(),
    total: rowsToSettle(delta),
    done: failure ? 'failed' : dryRun ? 'planned' : 'complete',
  });
  return {report, failure};
}

function namesOf({model, mapping}: PlannedSend): {model: string; object: string} {
  return {model: model.name, object: mapping.object};
}

function dependsText(model: CheckedModel, options: SendModelsOptions): string {
  const streams = dependsOn(model, options.failedStreams).join(', ');
  return `The model ${model.name} was not sent, because it reads ${streams}, which failed; the next run sends it.`;
}

function stopText(vendor: string, stopped: ReadonlyMap<string, Failure>): string | undefined {
  const failure = stopped.get(vendor);
  return failure && `Not tried, because ${vendor} failed before: ${toFailure(failure).message}`;
}

/** What is wrong with a vendor's settings, credential, quota or line is wrong for all its objects. */
function endsVendor(failure: Failure): boolean {
  return failure.kind !== 'data';
}
