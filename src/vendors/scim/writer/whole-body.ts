import {isJsonObject, type Json, type JsonObject} from '../../../core/json';
import {keyTextOf} from '../../../read/listing/key-of';
import {attributeOf} from '../names';
import type {ResourceSchema} from '../schema/attribute';
import {withMember, withWish, type Wish} from '../schema/value-at';
import {writeActive, type ActiveForm} from './habits';
import {isActive} from './patch-body';

/** What a POST sends: the wishes, with the URNs of what they fill. */
export function newBody(
  {core}: ResourceSchema,
  wishes: readonly Wish[],
  form: ActiveForm,
): JsonObject {
  return withUrns({schemas: [core.id]}, fulfilled({}, wishes, form), wishes);
}

/**
 * What a PUT sends: the resource as the service shows it, without what the service sets alone, and
 * with the wishes. What is not sent would be emptied (RFC 7644, section 3.5.1).
 */
export function changedBody(
  schema: ResourceSchema,
  resource: JsonObject,
  {wishes, form}: {readonly wishes: readonly Wish[]; readonly form: ActiveForm},
): JsonObject {
  const own = schema.core.attributes.filter(({mutability}) => mutability === 'readOnly');
  const gone = new Set(['meta', ...own.map(({name}) => name.toLowerCase())]);
  const kept = Object.fromEntries(
    Object.entries(resource).filter(([name]) => !gone.has(name.toLowerCase())),
  );
  const shown: unknown = attributeOf(resource, 'schemas');
  const schemas = Array.isArray(shown) ? (shown as readonly Json[]) : [schema.core.id];
  return withUrns({schemas}, fulfilled(kept, wishes, form), wishes);
}

function fulfilled(resource: JsonObject, wishes: readonly Wish[], form: ActiveForm): JsonObject {
  return wishes.reduce(
    (made, wish) =>
      withWish(made, isActive(wish) ? {...wish, value: writeActive(wish.value, form)} : wish),
    resource,
  );
}

/** Every extension that has something in it is named. */
function withUrns(
  {schemas}: {readonly schemas: readonly Json[]},
  resource: JsonObject,
  wishes: readonly Wish[],
): JsonObject {
  const names = schemas.map((urn) => keyTextOf(urn)?.toLowerCase());
  const used = new Set(wishes.flatMap(({path: {extension}}) => extension ?? []));
  const more = [...used].filter(
    (urn) => !names.includes(urn.toLowerCase()) && isJsonObject(attributeOf(resource, urn)),
  );
  return {schemas: [...schemas, ...more], ...withMember(resource, 'schemas', null)};
}
