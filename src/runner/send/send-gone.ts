import {Failure} from '../../core/failure';
import type {JsonObject} from '../../core/json';
import type {DeltaRow} from '../../warehouse/memory/compute-delta';
import type {Database} from '../../warehouse/database';
import {foldOutcomes} from '../../warehouse/memory/fold-outcomes';
import type {UsedObject} from '../../warehouse/memory/forget-unused';
import {
  findGone,
  forgetGone,
  goneRows,
  type GoneKeys,
  type GoneQuestion,
} from '../../warehouse/memory/gone-keys';
import type {ComputedModel} from '../../warehouse/models/model';
import type {OutcomeJournal} from '../../warehouse/memory/outcome-journal';
import {fieldPath, setField, type MutableFields} from '../../write/mapping/field-path';
import type {Mapping} from '../../write/mapping/mapping';
import {createObjectTally, skippedReport} from '../report/object-tally';
import type {ObjectReport} from '../report/report';
import {sendDelta} from './send-delta';
import type {PreparedSend, SendModelsOptions} from './prepared-send';
import {fieldNames} from './sent-fields';

/** So much of what is known of an object may be gone at once, where the mapping says nothing. */
const SHARE_MAX = 0.5;

/** Of fewer keys one more or less is a large share; there only the loss of all is refused. */
const KNOWN_MIN = 5;

/** The keys that are gone of every object that was looked at whole. */
export interface GoneObjects {
  readonly objects: readonly GoneObject[];
  /** Gone keys that are told of a mapping's model. */
  of(mapping: Mapping): number;
}

interface GoneObject {
  readonly question: GoneQuestion;
  readonly keys: GoneKeys;
  readonly sends: readonly PreparedSend[];
}

/**
 * Finds the keys that no model gives any more. A run of some models, or of some rows, and a model
 * that could not be computed say nothing about who is gone.
 */
export async function findGoneOf(
  models: Database,
  {sends, choice}: Pick<SendModelsOptions, 'sends' | 'choice'>,
  byName: ReadonlyMap<string, ComputedModel>,
): Promise<GoneObjects> {
  const objects: GoneObject[] = [];
  if (!choice.isPart && choice.limit === undefined) {
    for (const ofObject of byObject(sends)) {
      const [first] = ofObject;
      const computed = ofObject.flatMap(({model}) => byName.get(model.name) ?? []);
      const whole = computed.length === ofObject.length;
      if (!first || !whole || first.unknownAccount) continue;
      const {account, object, foldsCase} = first.target;
      const question = {account, object, foldsCase, models: computed};
      objects.push({question, keys: await findGone(models, question), sends: ofObject});
    }
  }
  return {
    objects,
    of: (mapping) => {
      const found = objects.find(({question}) => question.object === mapping.object);
      return found ? sumOf(found, toldOf(found, mapping)) : 0;
    },
  };
}

/** The objects with the models that feed them, for `forgetUnused`. */
export function usedObjects(sends: readonly PreparedSend[]): readonly UsedObject[] {
  return byObject(sends).flatMap((ofObject) => {
    const [first] = ofObject;
    if (!first || first.unknownAccount) return [];
    const {account, object} = first.target;
    return [{account, object, models: ofObject.map(({model}) => model.name)}];
  });
}

function byObject(sends: readonly PreparedSend[]): readonly (readonly PreparedSend[])[] {
  const objects = [...new Set(sends.map(({mapping}) => mapping.object))];
  return objects.map((object) => sends.filter(({mapping}) => mapping.object === object));
}

interface GoneOptions extends SendModelsOptions {
  readonly models: Database;
  readonly journal: OutcomeJournal;
  readonly gone: GoneObjects;
}

/** What the sends came to, and where the rest is told. */
interface Ended {
  readonly objects: ObjectReport[];
  readonly failures: Failure[];
  readonly stopped: ReadonlyMap<string, Failure>;
}

/**
 * Does with gone keys what each mapping says, after everything else was sent: a key that another
 * model gives now is not gone. An object whose rows could not all be sent is left as it is.
 */
export async function settleGone(options: GoneOptions, ended: Ended): Promise<void> {
  for (const gone of options.gone.objects) {
    options.kit.signal.throwIfAborted();
    if (!isWhole(gone, ended)) continue;
    const kept: string[] = [];
    for (const {mapping, onGone, models} of dutiesOf(gone)) {
      if (onGone === 'keep') kept.push(...models);
      else await carryOut(options, gone, {mapping, onGone, models, ended});
    }
    if (options.dryRun) continue;
    await foldOutcomes(options.warehouse.database);
    const {run, kit} = options;
    const found = {keys: gone.keys, models: kept, run, nowMs: kit.clock.now()};
    await forgetGone(options.models, gone.question, found);
  }
}

function isWhole({sends}: GoneObject, {objects}: Ended): boolean {
  return sends.every(({model, mapping}) =>
    objects.some(
      (report) =>
        report.model === model.name &&
        report.object === mapping.object &&
        report.outcome === 'complete',
    ),
  );
}

interface Duty {
  readonly mapping: Mapping;
  readonly onGone: NonNullable<Mapping['onGone']>;
  /** The models that gave the keys last. */
  readonly models: readonly string[];
}

function dutiesOf(gone: GoneObject): readonly Duty[] {
  return gone.sends.flatMap(({mapping}): Duty[] => {
    const models = toldOf(gone, mapping);
    if (sumOf(gone, models) === 0) return [];
    const agreed = new Set(gone.sends.map((send) => send.mapping.onGone ?? 'keep'));
    const own = models.filter((model) => model === mapping.stream);
    const left = models.filter((model) => model !== mapping.stream);
    const onGone = mapping.onGone ?? 'keep';
    // For keys of a model that has left the run file, mappings that disagree decide nothing.
    if (agreed.size === 1) return [{mapping, onGone, models}];
    return [
      {mapping, onGone, models: own},
      {mapping, onGone: 'keep', models: left},
    ];
  });
}

/** A mapping tells of its own model's keys; the first one also of those whose model has left. */
function toldOf({keys, sends}: GoneObject, mapping: Mapping): readonly string[] {
  const present = new Set(sends.map(({model}) => model.name));
  const isFirst = sends[0]?.mapping === mapping;
  return [...keys.byModel.keys()].filter(
    (model) => model === mapping.stream || (isFirst && !present.has(model)),
  );
}

function sumOf({keys}: GoneObject, models: readonly string[]): number {
  return models.reduce((sum, model) => sum + (keys.byModel.get(model) ?? 0), 0);
}

interface CarryOut extends Duty {
  readonly onGone: 'clear' | 'deactivate';
  readonly ended: Ended;
}

async function carryOut(
  options: GoneOptions,
  gone: GoneObject,
  {mapping, onGone, models, ended}: CarryOut,
): Promise<void> {
  const rows = sumOf(gone, models);
  const send = gone.sends.find((one) => one.mapping === mapping);
  if (rows === 0 || !send) return;
  const names = {model: mapping.stream, object: mapping.object};
  const brake = brakeOf({mapping, onGone, missing: rows, known: gone.keys.known});
  if (brake) {
    ended.failures.push(brake);
    const report = skippedReport(names, brake.message, 'failed');
    ended.objects.push({...report, on_gone: onGone, rows, not_tried: rows});
    return;
  }
  const {account} = send.target;
  const delta = {table: '', ...names, account, rows, candidates: rows, read: 0, faulty: 0};
  const tally = createObjectTally({delta, dryRun: options.dryRun, gone: 0, onGone});
  const {summary, failure, unsaved} = await sendDelta({
    ...options,
    ...{delta, tally},
    destination: send.destination,
    form: send.form,
    mapping: mappingFor(mapping, onGone),
    rows: rowsOf(options.models, {keys: gone.keys, models, mapping, onGone}),
    isForced: () => false,
    limit: undefined,
    gone: true,
  });
  if (failure) ended.failures.push(failure);
  ended.objects.push(tally.report({summary, failure: failure?.message}));
  if (unsaved) throw unsaved;
}

/** Sends what a row holds: nulls under the fields' own names, or only the key to be deactivated. */
function mappingFor(mapping: Mapping, onGone: 'clear' | 'deactivate'): Mapping {
  const operation = onGone === 'deactivate' ? 'soft_delete' : mapping.operation;
  return {...mapping, operation, fields: [], otherColumns: 'send', nulls: 'clear'};
}

async function* rowsOf(
  models: Database,
  what: Pick<Duty, 'models' | 'mapping'> & {
    readonly keys: GoneKeys;
    readonly onGone: 'clear' | 'deactivate';
  },
): AsyncGenerator<readonly DeltaRow[]> {
  const {keys, mapping, onGone} = what;
  let position = 0;
  for await (const chunk of goneRows(models, keys, what.models)) {
    yield chunk.map(({key, fields}): DeltaRow => {
      position += 1;
      const nulls = onGone === 'clear' ? nullsOf(fieldNames(fields)) : {};
      return {
        position,
        key,
        row: {...nulls, [mapping.keyColumn]: key},
        problem: undefined,
        digest: '',
        kind: 'changed',
        accepted: fields,
        acceptedBefore: false,
        isRepeated: false,
        conflict: undefined,
        isNews: true,
        read: undefined,
      };
    });
  }
}

function nullsOf(names: readonly string[]): JsonObject {
  const nulls: MutableFields = {};
  for (const name of names) setField(nulls, fieldPath(name), null);
  return nulls;
}

function brakeOf(what: {
  readonly mapping: Mapping;
  readonly onGone: 'clear' | 'deactivate';
  readonly missing: number;
  readonly known: number;
}): Failure | undefined {
  const {mapping, onGone, missing, known} = what;
  const shareMax = mapping.goneShareMax ?? SHARE_MAX;
  if (missing <= known * shareMax) return undefined;
  if (known < KNOWN_MIN && missing < known && shareMax > 0) return undefined;
  const done = onGone === 'clear' ? 'cleared' : 'deactivated';
  return new Failure({
    kind: 'data',
    message: `${missing} of ${known} known keys of ${mapping.object} are in no model any more, more than the share of ${shareMax} that may be ${done} in one run. Rows that are in a model were sent; nothing was ${done}. If these keys are really gone, set "gone_share_max" to 1 in the mapping of ${mapping.stream} for one run; if not, check the model and the streams that it reads.`,
  });
}
