import {isFields, type Fields} from '../../shared/parse-json';
import type {AttributePlace} from './attribute-path';
import {fieldOf, listOf, valuesAt, withField} from './values-at';

/** By what a resource is sorted: of several values the primary one counts, else the first. */
export function sortKey(resource: Fields, place: AttributePlace): unknown {
  const {attribute, sub, extension} = place;
  const isList = attribute?.multiValued === true && !extension;
  const [value] = valuesAt(isList ? preferredOnly(resource, attribute.name) : resource, place);
  const caseExact = (sub ?? attribute)?.caseExact ?? false;
  return typeof value === 'string' && !caseExact ? value.toLowerCase() : value;
}

/** Order of two keys; what has none comes last (RFC 7644, section 3.4.2.3). */
export function compareKeys(a: unknown, b: unknown): number {
  if (a === b) return 0;
  if (a === undefined) return 1;
  if (b === undefined) return -1;
  return JSON.stringify(a) < JSON.stringify(b) ? -1 : 1;
}

function preferredOnly(resource: Fields, name: string): Fields {
  const list = listOf(fieldOf(resource, name));
  const primary = list.find((one) => isFields(one) && fieldOf(one, 'primary') === true);
  return withField(resource, name, primary ?? list[0]);
}
