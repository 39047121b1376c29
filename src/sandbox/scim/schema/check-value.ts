import {isFields, type Fields} from '../../shared/parse-json';
import {fieldOf, isUnassigned} from '../query/values-at';
import {done, refused, type Outcome} from '../refusal';
import type {Attribute} from './attribute';
import {attributeNamed} from './resource-kind';

const BASE64 = /^[A-Za-z0-9+/_-]*={0,2}$/;

const FITS: Readonly<Record<Exclude<Attribute['type'], 'complex'>, (value: unknown) => boolean>> = {
  string: (value) => typeof value === 'string',
  reference: (value) => typeof value === 'string',
  binary: (value) => typeof value === 'string' && BASE64.test(value),
  dateTime: (value) => typeof value === 'string' && !Number.isNaN(Date.parse(value)),
  boolean: (value) => typeof value === 'boolean',
  integer: (value) => Number.isInteger(value),
  decimal: (value) => typeof value === 'number',
};

/**
 * A value as it is stored: names as the schema writes them, without what the service itself decides
 * and without what counts as no value; undefined when nothing is left.
 */
function checkValue(attribute: Attribute, value: unknown): Outcome<unknown> {
  if (attribute.mutability === 'readOnly' || isUnassigned(value)) return done(undefined);
  if (!attribute.multiValued) return checkOne(attribute, value);
  if (!Array.isArray(value)) {
    return refused('invalidValue', `${attribute.name} must be a list.`);
  }
  const sent: readonly unknown[] = value;
  const list: unknown[] = [];
  for (const one of sent) {
    const checked = checkOne(attribute, one);
    if (!checked.ok) return checked;
    if (!isUnassigned(checked.value)) list.push(checked.value);
  }
  const primaries = list.filter((one) => isFields(one) && fieldOf(one, 'primary') === true);
  if (primaries.length > 1) {
    return refused('invalidValue', `${attribute.name} has more than one primary value.`);
  }
  return done(list.length === 0 ? undefined : list);
}

/** The fields of an object, by the attributes that it may have. */
export function checkFields(
  attributes: readonly Attribute[],
  fields: Fields,
  where = '',
): Outcome<Fields> {
  const kept: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(fields)) {
    const attribute = attributeNamed(attributes, name);
    if (!attribute) return refused('invalidSyntax', `No schema has the attribute ${where}${name}.`);
    const checked = checkValue(attribute, value);
    if (!checked.ok) return checked;
    if (!isUnassigned(checked.value)) kept[attribute.name] = checked.value;
  }
  const missing = attributes.find(({name, required}) => required && kept[name] === undefined);
  if (missing) return refused('invalidValue', `${where}${missing.name} is required.`);
  return done(kept);
}

function checkOne(attribute: Attribute, value: unknown): Outcome<unknown> {
  const {name, type, subAttributes = []} = attribute;
  if (type === 'complex') {
    if (!isFields(value)) return refused('invalidValue', `${name} must hold objects.`);
    return checkFields(subAttributes, value, `${name}.`);
  }
  if (FITS[type](value)) return done(value);
  return refused('invalidValue', `${name} must be of the type ${type}.`);
}
