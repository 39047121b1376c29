import {createHash} from 'node:crypto';
import type {JsonObject} from '../core/json';
import type {CheckedModel, Target} from '../warehouse/model';
import type {Mapping} from '../write/mapping';

/** Options that say where rows go; when one changes, every row is news to the new place. */
const PLACE_OPTIONS = ['base_url', 'region', 'company_domain', 'metadata_group'];

/**
 * What of a model's rows goes to a mapping's object. The mapping was planned with the model's
 * columns, so all that it names exist; names are compared as DuckDB does, without regard to case.
 */
export function planTarget(model: CheckedModel, mapping: Mapping, section: JsonObject): Target {
  const place = PLACE_OPTIONS.map((name) => section[name] ?? null);
  const fingerprint = createHash('sha256')
    .update(JSON.stringify([mapping, place]))
    .digest('hex');
  const named = new Set([
    mapping.keyColumn.toLowerCase(),
    ...mapping.fields.flatMap(({from}) => ('column' in from ? [from.column.toLowerCase()] : [])),
  ]);
  const columns = model.columns
    .map(({name}) => name)
    .filter((name) => mapping.otherColumns === 'send' || named.has(name.toLowerCase()));
  return {object: mapping.object, columns, fingerprint};
}
