import {isJsonObject, type Json, type JsonObject} from '../../../core/json';
import {attributeOf} from '../names';
import type {ScimAttribute} from './attribute';
import type {AttributePath} from './attribute-path';
import {isNothing, sameScalar} from './compare-scalars';
import {listOf, valueAt, valuesThatFit, type Wish} from './value-at';

/** True when a resource has what is wanted already. */
export function isFulfilled(resource: JsonObject, {path, value}: Wish): boolean {
  const {attribute, tests, sub} = path;
  if (tests === undefined && attribute.multiValued) {
    return sameList(attribute, valuesThatFit(resource, path), listOf(attribute, value));
  }
  if (tests === undefined) return sameScalar(valueAt(resource, path), value, isFolded(path));
  const found = valuesThatFit(resource, path);
  if (value === null) {
    return found.every((one) => sub !== undefined && isNothing(partOf(one, sub)));
  }
  if (found.length === 0) return false;
  return found.every((one) =>
    sub === undefined
      ? hasParts(attribute, one, value)
      : sameScalar(partOf(one, sub), value, isFolded(path)),
  );
}

/** True when each wanted value is there, and no other; the order means nothing. */
function sameList(
  attribute: ScimAttribute,
  shown: readonly Json[],
  wanted: readonly Json[],
): boolean {
  if (shown.length !== wanted.length) return false;
  const left = [...shown];
  return wanted.every((one) => {
    const at = left.findIndex((other) => hasParts(attribute, other, one));
    if (at >= 0) left.splice(at, 1);
    return at >= 0;
  });
}

/** True when a value has all parts that are wanted; those that are not named may be anything. */
function hasParts(attribute: ScimAttribute, shown: Json, wanted: Json): boolean {
  if (!isJsonObject(wanted)) return sameScalar(shown, wanted);
  if (!isJsonObject(shown)) return false;
  return Object.entries(wanted).every(([name, value = null]) => {
    const part = attributeOf(shown, name);
    // Not to be the preferred value is the same as not to say so.
    if (value === false && isNothing(part)) return true;
    return sameScalar(part, value, isAddressPart(attribute, name));
  });
}

function isFolded({extension, attribute, sub}: AttributePath): boolean {
  if (extension === undefined && attribute.name.toLowerCase() === 'username') return true;
  return isAddressPart(attribute, sub?.name);
}

/** Addresses mean the same in any letter case, and services change it. */
function isAddressPart({name}: ScimAttribute, part: string | undefined): boolean {
  return name.toLowerCase() === 'emails' && part?.toLowerCase() === 'value';
}

function partOf(value: Json, {name}: ScimAttribute): unknown {
  return isJsonObject(value) ? attributeOf(value, name) : undefined;
}
