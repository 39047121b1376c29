import {hash} from 'node:crypto';
import {isJsonObject, type Json, type JsonObject} from '../../core/json';
import {jsonText} from '../../core/json-text';
import type {ObjectWriter, PreparedRecord} from '../../write/object-writer';

/** Digests of the values that a record gives its object, by field. */
export type SentFields = Readonly<Record<string, string>>;

/** Stands for a record that gives no field: that it was sent at all. */
const RECORD_ITSELF = '';

/** Stands for the whole body, where a writer does not say what is in it. */
const WHOLE_BODY = '*';

/** 64 bits: only two values of one field of one key are ever compared. */
const DIGEST_LENGTH = 16;

/**
 * Digests of what is sent: the value in the form that the vendor gets, under the key that the vendor
 * gets, with the settings that shape a request (`form`).
 */
export function sentFieldsOf(
  writer: Pick<ObjectWriter, 'fieldsOf'>,
  prepared: PreparedRecord,
  form: string,
): SentFields {
  const values: JsonObject = writer.fieldsOf?.(prepared) ?? {[WHOLE_BODY]: prepared.body};
  const {key, keyField, operation} = prepared.record;
  const shared = `[${[form, operation, keyField ?? null, key].map((part) => JSON.stringify(part)).join()}]`;
  const sent: Record<string, string> = {};
  let isBare = true;
  // A plain loop: this is done for every value that is sent.
  for (const name of Object.keys(values)) {
    const value = values[name];
    if (value === undefined) continue;
    isBare = false;
    sent[name] = digestOf(shared, value);
  }
  return isBare ? {[RECORD_ITSELF]: digestOf(shared, null)} : sent;
}

function digestOf(shared: string, value: Json): string {
  const text = typeof value === 'object' ? jsonText(value) : JSON.stringify(value);
  return hash('sha256', `${shared}[${text}]`).slice(0, DIGEST_LENGTH);
}

/** Whether the object was last given just these values. */
export function isHeld(accepted: string | undefined, sent: SentFields): boolean {
  if (accepted === undefined) return false;
  const known = readFields(accepted);
  return Object.entries(sent).every(([name, digest]) => known[name] === digest);
}

/** The names of the fields that an object was given. */
export function fieldNames(accepted: string | undefined): readonly string[] {
  const names = accepted === undefined ? [] : Object.keys(readFields(accepted));
  return names.filter((name) => name !== RECORD_ITSELF && name !== WHOLE_BODY);
}

/**
 * What the memory is told of an accepted record; a record that has fields is no bare record, which
 * need not be said where nothing was `known` of it.
 */
export function patchOf(sent: SentFields, known = true): string {
  const isPlain = !known || RECORD_ITSELF in sent;
  return JSON.stringify(isPlain ? sent : {...sent, [RECORD_ITSELF]: null});
}

/** What the memory is told when it is not known whether the vendor took the values. */
export function unknownOf(sent: SentFields): string {
  return JSON.stringify(Object.fromEntries(Object.keys(sent).map((name) => [name, null])));
}

function readFields(accepted: string): JsonObject {
  // Written by this program as an object of texts.
  const fields: unknown = JSON.parse(accepted);
  return isJsonObject(fields) ? fields : {};
}
