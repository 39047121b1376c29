import {hash} from 'node:crypto';
import {isJsonObject, type JsonObject} from '../core/json';
import type {ObjectWriter, PreparedRecord} from '../write/object-writer';

/** Digest of a value that a record gives its object. */
interface SentField {
  readonly name: string;
  readonly digest: string;
}

/** What a record gives its object: each name once. */
export type SentFields = readonly SentField[];

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
  const shared = JSON.stringify([form, operation, keyField ?? null, key]);
  if (values.length === 0) return [{name: RECORD_ITSELF, digest: digestOf(shared)}];
  return values.map(({name, text}) => ({name, digest: digestOf(shared + text)}));
}

function digestOf(text: string): string {
  return hash('sha256', text, 'base64url').slice(0, DIGEST_LENGTH);
}

/** Whether the object was last given just these values. */
export function isHeld(accepted: string | undefined, sent: SentFields): boolean {
  if (accepted === undefined) return false;
  const known = readFields(accepted);
  return sent.every(({name, digest}) => known[name] === digest);
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
  const isPlain = !known || sent.some(({name}) => name === RECORD_ITSELF);
  return objectText(sent, ({digest}) => `"${digest}"`, isPlain ? '' : `"${RECORD_ITSELF}":null`);
}

/** What the memory is told when it is not known whether the vendor took the values. */
export function unknownOf(sent: SentFields): string {
  return objectText(sent, () => 'null');
}

/** Written by hand: this is done for every row, and digests need no escapes. */
function objectText(sent: SentFields, write: (field: SentField) => string, last = ''): string {
  let text = '';
  for (const field of sent) {
    text += `${text === '' ? '' : ','}${JSON.stringify(field.name)}:${write(field)}`;
  }
  if (last !== '') text += text === '' ? last : `,${last}`;
  return `{${text}}`;
}

function readFields(accepted: string): JsonObject {
  // Written by this program as an object of texts.
  const fields: unknown = JSON.parse(accepted);
  return isJsonObject(fields) ? fields : {};
}
