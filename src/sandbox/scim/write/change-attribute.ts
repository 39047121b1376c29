import {isFields, type Fields} from '../../shared/parse-json';
import type {AttributePlace} from '../query/attribute-path';
import type {PatchPath} from '../query/filter';
import {valueMatcher} from '../query/match-filter';
import {fieldOf, isUnassigned, listOf, withField} from '../query/values-at';
import {done, refused, type Outcome} from '../refusal';
import type {Attribute} from '../schema/attribute';
import {attributeNamed} from '../schema/resource-kind';

/** What is done at a place. */
export interface Change {
  readonly op: 'add' | 'replace' | 'remove';
  readonly value: unknown;
}

/** Where it is done. */
interface Target {
  readonly place: AttributePlace;
  readonly path: PatchPath;
}

/** The fields after a change of one attribute, of a part of it, or of some of its values. */
export function changeAttribute(fields: Fields, target: Target, change: Change): Outcome<Fields> {
  const {attribute, sub} = target.place;
  if (!attribute) return refused('invalidPath', 'The path names no attribute.');
  const part = partOf(attribute, target);
  if (part === null) return refused('invalidPath', `${attribute.name} has no such part.`);
  const changed = part ?? sub ?? attribute;
  if (changed.mutability === 'readOnly' || attribute.mutability === 'readOnly') {
    return refused('mutability', `${changed.name} is read-only.`);
  }
  const old = fieldOf(fields, attribute.name);
  const made = target.path.values
    ? changeValues(attribute, old, {target, part, change})
    : changeWhole(attribute, old, {sub, change});
  if (!made.ok) return made;
  const value = isUnassigned(made.value) ? undefined : made.value;
  if (value === undefined && attribute.required) {
    return refused('mutability', `${attribute.name} is required and cannot be removed.`);
  }
  return done(withField(fields, attribute.name, value));
}

/** The part behind the brackets; null: there is no such part. */
function partOf(attribute: Attribute, {path}: Target): Attribute | null | undefined {
  if (path.part === undefined) return undefined;
  return attributeNamed(attribute.subAttributes ?? [], path.part) ?? null;
}

function changeWhole(
  attribute: Attribute,
  old: unknown,
  {
    sub,
    change: {op, value},
  }: {
    readonly sub: Attribute | undefined;
    readonly change: Change;
  },
): Outcome<unknown> {
  if (sub) {
    const part = op === 'remove' ? undefined : value;
    const change = (one: unknown): unknown => withField(isFields(one) ? one : {}, sub.name, part);
    if (!attribute.multiValued) return done(change(old));
    if (!isUnassigned(old)) return done(listOf(old).map(change));
    return op === 'remove' ? done(undefined) : done([change({})]);
  }
  if (op === 'remove') return done(removed(attribute, old, value));
  if (attribute.multiValued && op === 'add') return done(added(listOf(old), listOf(value)));
  // Parts that are not named stay as they are (RFC 7644, sections 3.5.2.1 and 3.5.2.3).
  if (attribute.type === 'complex' && !attribute.multiValued && isFields(value) && isFields(old)) {
    return done(
      Object.entries(value).reduce((kept, [name, part]) => withField(kept, name, part), old),
    );
  }
  return done(attribute.multiValued ? listOf(value) : value);
}

/** Some clients name what is to be removed in the value, in place of a filter. */
function removed(attribute: Attribute, old: unknown, value: unknown): unknown {
  if (!attribute.multiValued || isUnassigned(value)) return undefined;
  const named = listOf(value);
  return listOf(old).filter((one) => !named.some((other) => isSame(one, other)));
}

/** Changes those values of a list that a filter finds. */
function changeValues(
  attribute: Attribute,
  old: unknown,
  {
    target,
    part,
    change: {op, value},
  }: {
    readonly target: Target;
    readonly part: Attribute | null | undefined;
    readonly change: Change;
  },
): Outcome<unknown> {
  const filter = target.path.values;
  const matches = filter && valueMatcher(attribute, filter);
  if (!matches) return refused('invalidFilter', `${attribute.name} cannot be filtered like that.`);
  const list = listOf(old);
  const found = list.filter((one) => isFields(one) && matches(one));
  if (found.length === 0) return refused('noTarget', `No value of ${attribute.name} fits.`);
  if (op === 'remove' && !part) return done(list.filter((one) => !found.includes(one)));
  const changed = list.map((one) => {
    if (!isFields(one) || !found.includes(one)) return one;
    if (part) return withField(one, part.name, op === 'remove' ? undefined : value);
    if (!isFields(value)) return value;
    return op === 'add' ? {...one, ...value} : value;
  });
  return done(
    onePrimary(
      changed,
      changed.find((_, at) => found.includes(list[at])),
    ),
  );
}

/** Adds values that are not there yet; a new primary value replaces the old one as such. */
function added(old: readonly unknown[], more: readonly unknown[]): readonly unknown[] {
  const fresh = more.filter((one) => !old.some((other) => isSame(one, other)));
  const primary = fresh.find((one) => isFields(one) && fieldOf(one, 'primary') === true);
  return onePrimary([...old, ...fresh], primary);
}

function onePrimary(list: readonly unknown[], primary: unknown): readonly unknown[] {
  if (!isFields(primary) || fieldOf(primary, 'primary') !== true) return list;
  return list.map((one) =>
    one !== primary && isFields(one) && fieldOf(one, 'primary') === true
      ? withField(one, 'primary', false)
      : one,
  );
}

/** Values with the same value are the same, unless both have a type and these differ. */
function isSame(one: unknown, other: unknown): boolean {
  if (!isFields(one) || !isFields(other)) return one === other;
  const value = fieldOf(one, 'value');
  if (value === undefined) return JSON.stringify(one) === JSON.stringify(other);
  const types = [fieldOf(one, 'type'), fieldOf(other, 'type')];
  const haveOneType = types.includes(undefined) || types[0] === types[1];
  return value === fieldOf(other, 'value') && haveOneType;
}
