import {closestName} from '../../core/closest-name';
import {Failure} from '../../core/failure';
import {isJsonObject} from '../../core/json';
import type {Vendor} from '../../vendors/vendor';
import {ACCOUNT_UNKNOWN} from '../../warehouse/own-tables';
import type {Mapping} from '../../write/mapping/mapping';
import {mappingsIn} from '../../write/mapping/mapping-section';
import type {PlannedStream} from '../../write/mapping/planned-stream';
import {planMappings} from '../../write/mapping/plan-mappings';
import type {OpenedDestination} from '../../accounts/open-ends';
import type {PreparedModels} from '../run/open-run';
import {planTarget} from './plan-target';
import type {ConfigSchemas, RunFile} from '../run-file/run-file';
import type {PlannedSend} from './planned-send';
import type {SettledAccounts} from '../run/settle-accounts';
import {formOf, sentOptionsOf, type SentOptions} from './shape-of-sends';

/**
 * Plans the mappings as far as that needs no warehouse: streams, objects, modes, keys.
 * @throws Failure `config` in the words of the run file.
 */
export function planRunMappings(
  runFile: RunFile,
  destinations: readonly OpenedDestination[],
  columns: ReadonlyMap<string, readonly string[]> = new Map(),
): readonly Mapping[] {
  const configured = mappingsIn(runFile.destination.config);
  const names = runFile.models.map(({name}) => name);
  for (const {stream} of configured) {
    if (typeof stream === 'string') refuseUnknownModel(runFile, stream, names);
  }
  const streams = runFile.models.map(({name, key}): PlannedStream => {
    const known = columns.get(name);
    return {name, primaryKey: [key], ...(known && {columns: known})};
  });
  const objects = destinations.flatMap((destination) => destination.objects);
  return planMappings({configured, streams, objects}).mappings;
}

/** What sends are planned with. */
interface SendPlanOptions {
  readonly runFile: RunFile;
  readonly vendors: readonly Vendor[];
  readonly schemas: ConfigSchemas;
  readonly destinations: readonly OpenedDestination[];
  readonly prepared: PreparedModels;
  readonly accounts: SettledAccounts['destinations'];
}

/** Joins checked models with their mappings, in the order of the models; those that failed are left out. */
export function planSends(options: SendPlanOptions): readonly PlannedSend[] {
  const {runFile, destinations, prepared, accounts} = options;
  const {models, failed} = prepared;
  const columns = new Map(models.map((model) => [model.name, model.columns.map(({name}) => name)]));
  const mappings = planRunMappings(runFile, destinations, columns);
  return mappings
    .filter(({stream}) => !failed.has(stream))
    .map((mapping) => {
      const model = models.find(({name}) => name === mapping.stream);
      const destination = destinationOf(mapping, destinations);
      if (!model || !destination) throw lostMapping(mapping);
      const sent = sentOptionsFor(options, destination);
      const account = accounts.get(destination.open.vendor);
      const unknownAccount = account instanceof Failure ? account : undefined;
      const target = planTarget(model, mapping, {
        destination,
        options: sent,
        account: typeof account === 'number' ? account : ACCOUNT_UNKNOWN,
      });
      return {model, mapping, destination, target, unknownAccount, form: formOf(mapping, sent)};
    });
}

/** The options of a destination's section that shape what is sent. */
export function sentOptionsFor(
  {vendors, schemas}: Pick<SendPlanOptions, 'vendors' | 'schemas'>,
  {open, section}: OpenedDestination,
): SentOptions {
  const vendor = vendors.find(({destination}) => destination?.name === open.vendor)?.destination;
  const {properties} = schemas.destination;
  const schema = isJsonObject(properties) ? properties[open.vendor] : undefined;
  return sentOptionsOf(vendor ?? {}, section, isJsonObject(schema) ? schema : {});
}

/** The destination that has a mapping's object. */
export function destinationOf(
  mapping: Mapping,
  destinations: readonly OpenedDestination[],
): OpenedDestination | undefined {
  return destinations.find(({objects}) => objects.some(({name}) => name === mapping.object));
}

function refuseUnknownModel(runFile: RunFile, stream: string, names: readonly string[]): void {
  if (names.some((name) => name.toLowerCase() === stream.toLowerCase())) return;
  const close = closestName(stream, names);
  const hint = close === undefined ? '' : ` Did you mean ${close}?`;
  throw new Failure({
    kind: 'config',
    message: `${runFile.destination.file}: a mapping names the model ${stream} as its stream, which ${runFile.path} does not have.${hint} The models are ${names.join(', ')}.`,
  });
}

function lostMapping(mapping: Mapping): Failure {
  return new Failure({
    kind: 'system',
    message: `The mapping of ${mapping.stream} to ${mapping.object} has no model. This is a bug; please report it.`,
  });
}
