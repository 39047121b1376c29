import {isFields, type Fields} from '../../shared/parse-json';
import {attributeNamed, type ResourceKind} from '../schema/resource-kind';
import type {Attribute} from '../schema/attribute';
import {placeOf, type AttributeName, type AttributePlace} from './attribute-path';
import type {Comparison, Filter} from './filter';
import {fieldOf, listOf, valuesAt} from './values-at';

/** Whether something fits. */
export type Matcher = (fields: Fields) => boolean;

/** Finds the place of a name. */
type PlaceFinder = (named: AttributeName) => AttributePlace | undefined;

/** Makes the matcher of a filter; undefined when it names what the kind does not have. */
export function resourceMatcher(kind: ResourceKind, filter: Filter): Matcher | undefined {
  return matcherOf(filter, (named) => placeOf(kind, named));
}

/** The same for the values of one attribute: the inside of `emails[…]`. */
export function valueMatcher(attribute: Attribute, filter: Filter): Matcher | undefined {
  return matcherOf(filter, ({urn, name, sub}) => {
    if (urn !== undefined || sub !== undefined) return undefined;
    const inner = attributeNamed(attribute.subAttributes ?? [], name);
    return inner && {attribute: inner};
  });
}

function matcherOf(filter: Filter, find: PlaceFinder): Matcher | undefined {
  switch (filter.type) {
    case 'and':
    case 'or': {
      const left = matcherOf(filter.left, find);
      const right = matcherOf(filter.right, find);
      if (!left || !right) return undefined;
      if (filter.type === 'and') return (fields) => left(fields) && right(fields);
      return (fields) => left(fields) || right(fields);
    }
    case 'not': {
      const inner = matcherOf(filter.inner, find);
      return inner && ((fields) => !inner(fields));
    }
    case 'present': {
      const place = find(filter.attribute);
      return place && ((fields) => rawAt(fields, place).length > 0);
    }
    case 'compare':
      return comparison(filter, find(filter.attribute));
    case 'some': {
      const place = find(filter.attribute);
      const inner = place?.attribute && valueMatcher(place.attribute, filter.inner);
      return inner && ((fields) => rawAt(fields, place).some((one) => isFields(one) && inner(one)));
    }
  }
}

/** The values as they are, complex ones whole. */
function rawAt(fields: Fields, place: AttributePlace): readonly unknown[] {
  if (place.sub || !place.attribute) return valuesAt(fields, place);
  const outer = place.extension ? fieldOf(fields, place.extension.id) : fields;
  return isFields(outer) ? listOf(fieldOf(outer, place.attribute.name)) : [];
}

function comparison(
  {by, value}: Filter & {type: 'compare'},
  place: AttributePlace | undefined,
): Matcher | undefined {
  const attribute = place?.sub ?? place?.attribute;
  if (!place || !attribute) return undefined;
  // Order and parts of a boolean mean nothing (RFC 7644, section 3.4.2.2).
  if (typeof value === 'boolean' && by !== 'eq' && by !== 'ne') return undefined;
  if (value === null) {
    return (fields) => (valuesAt(fields, place).length === 0) === (by === 'eq');
  }
  const wanted = comparable(attribute, value);
  return (fields) => {
    const found = valuesAt(fields, place).map((one) => comparable(attribute, one));
    if (by === 'ne') return !found.includes(wanted);
    return found.some((one) => compare(one, by, wanted));
  };
}

function comparable({type, caseExact}: Attribute, value: unknown): unknown {
  if (typeof value !== 'string') return value;
  if (type === 'dateTime') return Date.parse(value);
  return caseExact ? value : value.toLowerCase();
}

function compare(one: unknown, by: Exclude<Comparison, 'ne'>, other: unknown): boolean {
  if (by === 'eq') return one === other;
  if (typeof one === 'number' && typeof other === 'number') return inOrder(one, by, other);
  if (typeof one !== 'string' || typeof other !== 'string') return false;
  switch (by) {
    case 'co':
      return one.includes(other);
    case 'sw':
      return one.startsWith(other);
    case 'ew':
      return one.endsWith(other);
    case 'gt':
    case 'ge':
    case 'lt':
    case 'le':
      return inOrder(one, by, other);
  }
}

function inOrder<T extends string | number>(one: T, by: Comparison, other: T): boolean {
  if (one === other) return by === 'ge' || by === 'le';
  return one > other ? by === 'gt' || by === 'ge' : by === 'lt' || by === 'le';
}
