import type {Json, JsonObject} from '../../../core/json';
import {pathOf, type AttributePath} from '../schema/attribute-path';
import {valueAt, valuesThatFit, withWish, type Wish} from '../schema/value-at';
import {writeActive, type ActiveForm} from './habits';

const PATCH_URN = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';

/** One operation of a PATCH (RFC 7644, section 3.5.2). */
export interface PatchOperation extends JsonObject {
  readonly op: 'add' | 'replace' | 'remove';
  readonly path?: string;
  readonly value?: Json;
}

/** What a PATCH sends (RFC 7644, section 3.5.2). */
export function patchBody(operations: readonly PatchOperation[]): JsonObject {
  return {schemas: [PATCH_URN], Operations: operations};
}

/** The operations that fulfil wishes, on a resource as it is now. */
export function operationsFor(
  resource: JsonObject,
  wishes: readonly Wish[],
  form: ActiveForm,
): readonly PatchOperation[] {
  const missing = wishes.filter((wish) => needsNewValue(resource, wish));
  return [
    ...wishes.filter((wish) => !missing.includes(wish)).map((wish) => operationFor(wish, form)),
    ...newValues(missing),
  ];
}

/** True for the attribute that says whether a user may sign in. */
export function isActive({path: {extension, attribute}}: Wish): boolean {
  return extension === undefined && attribute.name.toLowerCase() === 'active';
}

function operationFor(wish: Wish, form: ActiveForm): PatchOperation {
  const {path, value} = wish;
  if (isActive(wish)) {
    const written = writeActive(value, form);
    return form.placed === 'path'
      ? {op: 'replace', path: path.text, value: written}
      : {op: 'replace', value: {[path.attribute.name]: written}};
  }
  return value === null ? {op: 'remove', path: path.text} : {op: 'replace', path: path.text, value};
}

/** A place inside a list that has no such value yet: nothing can be replaced there. */
function needsNewValue(resource: JsonObject, {path, value}: Wish): boolean {
  return path.tests !== undefined && value !== null && valuesThatFit(resource, path).length === 0;
}

/** One new value for all wishes of the same place in a list. */
function newValues(wishes: readonly Wish[]): readonly PatchOperation[] {
  const lists = new Map<string, {readonly path: AttributePath; readonly made: JsonObject}>();
  for (const wish of wishes) {
    const path = pathOf({...wish.path, tests: undefined, sub: undefined});
    const made = withWish(lists.get(path.text)?.made ?? {}, wish);
    lists.set(path.text, {path, made});
  }
  return [...lists.values()].map(({path, made}): PatchOperation => ({
    op: 'add',
    path: path.text,
    value: valueAt(made, path) ?? [],
  }));
}
