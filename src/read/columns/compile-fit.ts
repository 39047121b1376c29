import {isJsonObject, type JsonObject} from '../../core/json';
import {fitBoolean, fitInteger, fitNumber, fitText} from './fit-scalar';
import {fitTime} from './fit-time';
import {orderedBy} from './order-items';

/** The value as a column's type holds it; undefined when it does not fit. Never called with null. */
export type FitValue = (value: unknown) => unknown;

/** What a vendor's columns may need beside their types. */
export interface FitOptions {
  /** By the `x-form` of a column: brings a value into the form that its type then must fit. */
  readonly forms: Readonly<Record<string, FitValue>>;
  /** True where the vendor writes the names of attributes in any letter case. */
  readonly anyCase: boolean;
}

/** Compiles the JSON schema of a column, or of a part of one, into what fits values to it. */
export function compileFit(schema: JsonObject, options: FitOptions): FitValue {
  const fit = fitOfType(schema, options);
  const name = schema['x-form'];
  const form = typeof name === 'string' ? options.forms[name] : undefined;
  if (form === undefined) return fit;
  return (value) => {
    const formed = form(value);
    return formed === undefined || formed === null ? undefined : fit(formed);
  };
}

function fitOfType(schema: JsonObject, options: FitOptions): FitValue {
  switch (typeOf(schema)) {
    case 'string':
      return schema['format'] === 'date-time' ? timeFit(schema) : fitText;
    case 'integer':
      return fitInteger;
    case 'number':
      return fitNumber;
    case 'boolean':
      return fitBoolean;
    case 'object':
      return objectFit(schema, options);
    case 'array':
      return arrayFit(schema, options);
    default:
      return (value) => value;
  }
}

/** The type of a column, or of a part of one, beside null. */
export function typeOf({type}: JsonObject): unknown {
  return Array.isArray(type) ? type.find((each) => each !== 'null') : type;
}

function isNullable({type}: JsonObject): boolean {
  return type === undefined || type === 'null' || (Array.isArray(type) && type.includes('null'));
}

function timeFit(schema: JsonObject): FitValue {
  const zone = schema['x-zone'] === 'UTC' ? 'UTC' : undefined;
  return (value) => (typeof value === 'string' ? fitTime(value, zone) : undefined);
}

/** Items that are null stay null where the type allows it. The list itself is copied only if changed. */
function arrayFit(schema: JsonObject, options: FitOptions): FitValue {
  const {items} = schema;
  const itemSchema = isJsonObject(items) ? items : {};
  const fitItem = compileFit(itemSchema, options);
  const nullable = isNullable(itemSchema);
  const order = orderedBy(schema['x-order']);
  return (value) => {
    if (!Array.isArray(value)) return undefined;
    const sent: readonly unknown[] = value;
    let fitted: unknown[] | undefined;
    for (const [at, item] of sent.entries()) {
      const own = item === null && nullable ? null : item === null ? undefined : fitItem(item);
      if (own === undefined) return undefined;
      if (own !== item) (fitted ??= [...sent])[at] = own;
    }
    return order(fitted ?? sent);
  };
}

interface Member {
  readonly name: string;
  readonly fit: FitValue;
  readonly nullable: boolean;
}

/** Undeclared members stay as they are. The object is copied only where something changes. */
function objectFit(schema: JsonObject, options: FitOptions): FitValue {
  const {properties} = schema;
  const members = new Map<string, Member>();
  for (const [name, property] of Object.entries(isJsonObject(properties) ? properties : {})) {
    const own = isJsonObject(property) ? property : {};
    const member = {name, fit: compileFit(own, options), nullable: isNullable(own)};
    members.set(options.anyCase ? name.toLowerCase() : name, member);
  }
  if (members.size === 0) return (value) => (isJsonObject(value) ? value : undefined);
  return (value) => (isJsonObject(value) ? fitMembers(value, members, options) : undefined);
}

function fitMembers(
  sent: JsonObject,
  members: ReadonlyMap<string, Member>,
  {anyCase}: FitOptions,
): JsonObject | undefined {
  let changed: {name: string; as: string; value: unknown}[] | undefined;
  for (const name in sent) {
    const value = sent[name];
    const member = members.get(anyCase ? name.toLowerCase() : name);
    if (member === undefined || value === undefined) continue;
    const fitted = value === null ? null : member.fit(value);
    if (fitted === undefined || (fitted === null && !member.nullable)) return undefined;
    if (fitted !== value || name !== member.name) {
      (changed ??= []).push({name, as: member.name, value: fitted});
    }
  }
  return changed === undefined ? sent : withChanges(sent, changed);
}

function withChanges(
  sent: JsonObject,
  changed: readonly {name: string; as: string; value: unknown}[],
): JsonObject {
  const byName = new Map(changed.map((change) => [change.name, change]));
  const copy = Object.entries(sent).map(([name, value]): [string, unknown] => {
    const change = byName.get(name);
    // A name that is there in the right letter case already stays, and so does its double.
    if (change === undefined) return [name, value];
    return [change.as !== name && change.as in sent ? name : change.as, change.value];
  });
  // True because every value came out of JSON or out of a fit.
  return Object.fromEntries(copy) as JsonObject;
}
