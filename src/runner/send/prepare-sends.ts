import {closestName} from '../../core/closest-name';
import {Failure} from '../../core/failure';
import {tryAll} from '../../core/combine-failures';
import {isJsonObject, type JsonObject} from '../../core/json';
import type {Mistake} from '../../core/mistake';
import {located, mistakesFailure} from '../../core/refusal';
import type {Vendor} from '../../vendors/vendor';
import {ACCOUNT_UNKNOWN} from '../../warehouse/own-tables';
import type {Mapping} from '../../write/mapping/mapping';
import {mappingsIn} from '../../write/mapping/mapping-section';
import type {IncomingStream} from '../../write/mapping/incoming-stream';
import {compileMappings} from '../../write/mapping/compile-mappings';
import type {OpenedDestination} from '../../accounts/open-ends';
import type {PreparedModels} from '../run/open-run';
import {targetOf} from './target-of';
import type {ConfigSchemas, RunFile} from '../run-file/run-file';
import type {PreparedSend} from './prepared-send';
import type {SettledAccounts} from '../run/settle-accounts';
import {formOf, sentOptionsOf, type SentOptions} from './shape-of-sends';

/**
 * Compiles the mappings as far as that needs no warehouse: streams, objects, modes, keys. A model that no
 * mapping names, and that is not called like an object, goes nowhere: other models may read it.
 * @throws Failure `config` in the words of the run file, with everything that is wrong.
 */
export function compileRunMappings(
  runFile: RunFile,
  destinations: readonly OpenedDestination[],
  columns: ReadonlyMap<string, readonly string[]> = new Map(),
  /** Numbers of mappings that are known to be wrong. */
  wrong: ReadonlySet<number> = new Set(),
): readonly Mapping[] {
  const configured = mappingsIn(runFile.destination.config);
  const unknown = configured.flatMap(({stream}, index): readonly Mistake[] =>
    typeof stream === 'string' && !wrong.has(index) ? unknownModel(runFile, stream, index) : [],
  );
  const keyless = keylessModels(runFile, configured);
  const keylessMappings = configured.flatMap(({stream}, index) =>
    keyless.some(({model}) => typeof stream === 'string' && isSame(stream, model)) ? [index] : [],
  );
  const leaveOut = new Set([
    ...wrong,
    ...keylessMappings,
    ...unknown.map(({place}) => Number(place[1])),
  ]);
  const streams = runFile.models.map(({name, key}): IncomingStream => {
    const known = columns.get(name);
    const primaryKey = key === '' ? [] : [key];
    return {name, noun: 'model', primaryKey, ...(known && {columns: known})};
  });
  const objects = destinations.flatMap((destination) => destination.objects);
  return located(runFile.destination.locate, () => {
    const [mappings = []] = tryAll([
      () => compileMappings({configured, streams, objects, leaveOut, allowUnmapped: true}).mappings,
      () => {
        if (unknown.length > 0) throw mistakesFailure(unknown);
        return [];
      },
      () => {
        if (keyless.length > 0) throw mistakesFailure(keyless.map(({mistake}) => mistake));
        return [];
      },
    ]);
    return mappings;
  });
}

/** Models that are sent and have no key. */
function keylessModels(
  {models, locate}: RunFile,
  configured: readonly JsonObject[],
): readonly {readonly model: string; readonly mistake: Mistake}[] {
  const named = configured.flatMap(({stream}) => (typeof stream === 'string' ? [stream] : []));
  return models.flatMap(({name, key}, index) => {
    if (key !== '' || !named.some((stream) => isSame(stream, name))) return [];
    const place = ['models', index, 'key'];
    const sentence = `"models[${index}].key" is missing. Add it: the column that identifies each row of ${name}, because a mapping sends this model.`;
    const example = {place, value: 'user_id'};
    return [{model: name, mistake: {...locate(place), place, sentence, example}}];
  });
}

/** What sends are prepared with. */
interface PrepareSendsOptions {
  readonly runFile: RunFile;
  readonly vendors: readonly Vendor[];
  readonly schemas: ConfigSchemas;
  readonly destinations: readonly OpenedDestination[];
  readonly prepared: PreparedModels;
  readonly accounts: SettledAccounts['destinations'];
}

/** Joins checked models with their mappings, in the order of the models; those that failed are left out. */
export function prepareSends(options: PrepareSendsOptions): readonly PreparedSend[] {
  const {runFile, destinations, prepared, accounts} = options;
  const {models, failed} = prepared;
  const columns = new Map(models.map((model) => [model.name, model.columns.map(({name}) => name)]));
  const mappings = compileRunMappings(runFile, destinations, columns);
  return mappings
    .filter(({stream}) => !failed.has(stream))
    .map((mapping) => {
      const model = models.find(({name}) => name === mapping.stream);
      const destination = destinationOf(mapping, destinations);
      if (!model || !destination) throw lostMapping(mapping);
      const sent = sentOptionsFor(options, destination);
      const account = accounts.get(destination.open.vendor);
      const unknownAccount = account instanceof Failure ? account : undefined;
      const target = targetOf(model, mapping, {
        destination,
        options: sent,
        account: typeof account === 'number' ? account : ACCOUNT_UNKNOWN,
      });
      return {model, mapping, destination, target, unknownAccount, form: formOf(mapping, sent)};
    });
}

/** The options of a destination's section that shape what is sent. */
export function sentOptionsFor(
  {schemas}: Pick<PrepareSendsOptions, 'schemas'>,
  {open, section, options}: OpenedDestination,
): SentOptions {
  const {properties} = schemas.destination;
  const schema = isJsonObject(properties) ? properties[open.vendor] : undefined;
  return sentOptionsOf(options, section, isJsonObject(schema) ? schema : {});
}

/** The destination that has a mapping's object. */
export function destinationOf(
  mapping: Mapping,
  destinations: readonly OpenedDestination[],
): OpenedDestination | undefined {
  return destinations.find(({objects}) => objects.some(({name}) => name === mapping.object));
}

function unknownModel({path, models}: RunFile, stream: string, index: number): readonly Mistake[] {
  const names = models.map(({name}) => name).filter((name) => name !== '');
  if (names.some((name) => isSame(name, stream))) return [];
  const close = closestName(stream, names);
  const hint = close === undefined ? '' : ` Did you mean ${close}?`;
  const place = ['mappings', index, 'stream'];
  return [
    {
      place,
      sentence: `A mapping names the model ${stream} as its stream, which ${path} does not have.${hint} The models are ${names.join(', ')}.`,
      ...(close !== undefined && {example: {place, value: close}}),
    },
  ];
}

function isSame(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

function lostMapping(mapping: Mapping): Failure {
  return new Failure({
    kind: 'system',
    message: `The mapping of ${mapping.stream} to ${mapping.object} has no model. This is a bug; please report it.`,
  });
}
