import {isJsonObject, type JsonObject} from '../../core/json';

/** How PagerDuty points at an object: the five keys that every object has. */
interface Reference {
  readonly id: unknown;
  /** Ends in `_reference`. */
  readonly type: unknown;
  readonly summary: unknown;
  readonly self: unknown;
  readonly html_url: unknown;
}

const SUFFIX = '_reference';

/**
 * The object as a reference. PagerDuty sends references or full objects, depending on what else was
 * asked for (PagerDuty Q8); always the same form means that a record does not change with the
 * selection of streams, nor when only the object behind the reference does.
 */
export function toReference(object: JsonObject): Reference {
  const {id, type, summary, self, html_url} = object;
  return {
    id,
    type: typeof type === 'string' && !type.endsWith(SUFFIX) ? type + SUFFIX : (type ?? null),
    summary: summary ?? null,
    self: self ?? null,
    html_url: html_url ?? null,
  };
}

/** References sorted by id; undefined when the value is not a list of objects. */
export function toReferences(value: unknown): readonly Reference[] | undefined {
  if (!Array.isArray(value) || !value.every(isJsonObject)) return undefined;
  const references = value.map(toReference);
  return references.length < 2 ? references : references.sort(byId);
}

/** True for a reference, false for the full object. */
export function isReference({type}: JsonObject): boolean {
  return typeof type === 'string' && type.endsWith(SUFFIX);
}

function byId(a: Reference, b: Reference): number {
  const [left, right] = [String(a.id), String(b.id)];
  return left < right ? -1 : Number(left > right);
}
