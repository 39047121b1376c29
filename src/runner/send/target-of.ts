import type {CheckedModel, Target} from '../../warehouse/models/model';
import type {Mapping} from '../../write/mapping/mapping';
import type {OpenedDestination} from '../../accounts/open-ends';
import type {SentOptions} from './shape-of-sends';
import {fingerprint1Of, fingerprintOf} from './shape-of-sends';

/**
 * What of a model's rows goes to a mapping's object. The mapping was compiled with the model's
 * columns, so all that it names exist; names are compared as DuckDB does, without regard to case.
 */
export function targetOf(
  model: CheckedModel,
  mapping: Mapping,
  where: {
    readonly destination: OpenedDestination;
    readonly options: SentOptions;
    readonly account: number;
  },
): Target {
  const {destination, options, account} = where;
  const named = new Set([
    mapping.keyColumn.toLowerCase(),
    ...mapping.fields.flatMap(({from}) => ('column' in from ? [from.column.toLowerCase()] : [])),
  ]);
  const columns = model.columns
    .map(({name}) => name)
    .filter((name) => mapping.otherColumns === 'send' || named.has(name.toLowerCase()));
  return {
    object: mapping.object,
    account,
    columns,
    fingerprint: fingerprintOf(mapping, options),
    fingerprint1: fingerprint1Of(mapping, destination.section),
    foldsCase: destination.open.foldsCase?.(mapping.keyField) ?? false,
  };
}
