import {jsonAnswer} from '../answer';
import {newField} from '../shared/new-field';
import {isFields, parseJson} from '../shared/parse-json';
import type {Fields} from '../shared/parse-json';
import type {Answer, SandboxRequest} from '../vendor-part';
import type {PendoRoute} from './guard';
import {fieldKeyOf, fieldOf} from './metadata-schema';
import type {FieldDefinition} from './metadata-schema';
import {KINDS} from './records/pendo-record';
import type {Kind} from './records/pendo-record';
import type {PendoState} from './pendo-state';

/** Types that a client may ask for, and what the vendor calls them. */
const NEW_TYPES: Readonly<Record<string, string>> = {
  string: 'string',
  number: 'float',
  time: 'time',
  boolean: 'boolean',
};

/** Reading and creating field definitions (documented profile). */
export function schemaRoutes(state: PendoState): readonly PendoRoute[] {
  return KINDS.flatMap((kind): readonly PendoRoute[] => [
    {
      method: 'GET',
      path: `/api/v1/metadata/schema/${kind}`,
      handle: () => jsonAnswer(200, showSchema(state, kind)),
    },
    {
      method: 'POST',
      path: `/api/v1/metadata/schema/${kind}/:group`,
      needsWrite: true,
      handle: (request) => createFields(state, kind, request),
    },
  ]);
}

function showSchema({schema, settings}: PendoState, kind: Kind): unknown {
  if (!settings.rare_fields) return schema[kind];
  const more = newField(true);
  const withMore = (fields: Readonly<Record<string, FieldDefinition>>): Fields =>
    Object.fromEntries(Object.entries(fields).map(([key, one]) => [key, {...one, ...more}]));
  return Object.fromEntries(
    Object.entries(schema[kind]).map(([group, fields]) => [group, withMore(fields)]),
  );
}

function createFields(state: PendoState, kind: Kind, request: SandboxRequest): Answer {
  const group = request.params['group'] ?? '';
  if (group !== 'custom') return jsonAnswer(400, {error: `fields of group ${group} are fixed`});
  const parsed = parseJson(request.body);
  const items: readonly unknown[] = parsed.ok && Array.isArray(parsed.value) ? parsed.value : [];
  if (items.length === 0) return jsonAnswer(400, {error: 'an array of fields is expected'});
  const wanted = items.map((item) => readField(isFields(item) ? item : {}));
  const fields: Record<string, FieldDefinition> = {};
  for (const field of wanted) {
    if (!field) return jsonAnswer(400, {error: 'a field needs a name and a known type'});
    fields[field.key] = field.definition;
  }
  const existing = state.schema[kind][group] ?? {};
  for (const [key, definition] of Object.entries(fields)) {
    // A deleted field comes back as it was; a live one stays as it is.
    const old = existing[key];
    existing[key] = old ? {...old, isDeleted: false} : definition;
  }
  state.schema[kind][group] = existing;
  return jsonAnswer(
    200,
    Object.fromEntries(Object.keys(fields).map((key) => [key, existing[key]])),
  );
}

function readField(
  item: Fields,
): {readonly key: string; readonly definition: FieldDefinition} | undefined {
  const {name, displayname, type} = item;
  if (typeof name !== 'string' || typeof type !== 'string') return undefined;
  const vendorType = Object.hasOwn(NEW_TYPES, type) ? NEW_TYPES[type] : undefined;
  const key = fieldKeyOf(name);
  if (vendorType === undefined || key === '') return undefined;
  const shown = typeof displayname === 'string' ? displayname : name;
  return {key, definition: fieldOf(vendorType, shown)};
}
