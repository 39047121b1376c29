import {hash} from 'node:crypto';
import {parseExactJson} from '../../core/exact-json';
import {isJsonObject, type Json, type JsonObject} from '../../core/json';
import {maskedText} from '../../core/secrets/mask-json';
import type {SecretMask} from '../../core/secrets/secret-mask';
import type {ObjectWriter, PreparedRecord} from '../../write/object-writer';

/**
 * JSON text of an object: the digest of each value that a record gives its object, by field. A text,
 * because it is kept for every row that is under way.
 */
export type SentFields = string;

/** Stands for a record that gives no field: that it was sent at all. */
const RECORD_ITSELF = '';

/** Stands for the whole body, where a writer does not say what is in it. */
const WHOLE_BODY = '*';

/** 66 bits in base64url: only two values of one field of one key are ever compared. */
const DIGEST_LENGTH = 11;

/**
 * Digests of what is sent: the value in the form that the vendor gets, under the key that the vendor
 * gets, with the settings that shape a request (`form`).
 */
export function sentFieldsOf(
  writer: Pick<ObjectWriter, 'fieldsOf'>,
  prepared: PreparedRecord,
  form: string,
): SentFields {
  const values = writer.fieldsOf?.(prepared) ?? [{name: WHOLE_BODY, text: prepared.body}];
  const {key, keyField, operation} = prepared.record;
  const shared = `${sharedStart({form, operation, keyField})}${JSON.stringify(key)}]`;
  const digests = values.map(
    ({name, text}) => `${JSON.stringify(name)}:"${digestOf(shared + text)}"`,
  );
  if (digests.length === 0) digests.push(`"${RECORD_ITSELF}":"${digestOf(shared)}"`);
  return `{${digests.join(',')}}`;
}

/** What the digests of all values that a mapping sends begin with, up to the key. */
export function sharedStart({
  form,
  operation,
  keyField,
}: {
  readonly form: string;
  readonly operation: string;
  readonly keyField: string | undefined;
}): string {
  return `[${JSON.stringify(form)},${JSON.stringify(operation)},${JSON.stringify(keyField ?? null)},`;
}

/** JSON object of the values that are sent, by field and without secrets, for people who look back. */
export function sentValuesOf(
  writer: Pick<ObjectWriter, 'fieldsOf'>,
  prepared: PreparedRecord,
  mask: SecretMask,
): string {
  const values = writer.fieldsOf?.(prepared) ?? [{name: WHOLE_BODY, text: prepared.body}];
  const object = Object.fromEntries(values.map(({name, text}) => [name, valueOf(text)]));
  return maskedText(object, mask);
}

/** The text may be that of a member in an object, and a vendor's form need not be JSON. */
function valueOf(text: string): Json {
  for (const json of [text, `{${text}}`]) {
    try {
      // What is JSON has only JSON's types.
      const value = parseExactJson(json) as Json;
      return json === text || !isJsonObject(value) ? value : (Object.values(value)[0] ?? null);
    } catch {
      // The next form is tried.
    }
  }
  return text;
}

function digestOf(text: string): string {
  return hash('sha256', text, 'base64url').slice(0, DIGEST_LENGTH);
}

/** Whether the object was last given just these values. */
export function isHeld(accepted: string | undefined, sent: SentFields): boolean {
  if (accepted === undefined || accepted === sent) return accepted !== undefined;
  const known = readFields(accepted);
  return Object.entries(readFields(sent)).every(([name, digest]) => known[name] === digest);
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
  const isPlain = !known || sent.startsWith(`{"${RECORD_ITSELF}":`);
  return isPlain ? sent : `${sent.slice(0, -1)},"${RECORD_ITSELF}":null}`;
}

/** What the memory is told when it is not known whether the vendor took the values. */
export function unknownOf(sent: SentFields): string {
  const names = Object.keys(readFields(sent));
  return JSON.stringify(Object.fromEntries(names.map((name) => [name, null])));
}

function readFields(accepted: string): JsonObject {
  // Written by this program as an object of texts.
  const fields: unknown = JSON.parse(accepted);
  return isJsonObject(fields) ? fields : {};
}
