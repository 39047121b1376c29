import {jsonText, plainJsonText} from '../../../core/json-text';
import type {PreparedRecord, SentValue} from '../../../write/object-writer';
import type {MappedRecord} from '../../../write/record';
import {idFields, type PendoKind} from '../kind';
import type {WritableGroup} from '../settings';

/** The two ways of writing many records: the vendor documents `value`, others know `bulk`. */
export type MetadataApi = 'value' | 'bulk';

/** Where and in which form metadata are written. */
export interface MetadataRoute {
  readonly api: MetadataApi;
  readonly kind: PendoKind;
  readonly group: WritableGroup;
}

/** Path below the base URL. */
export function pathOf({api, kind, group}: MetadataRoute): string {
  return api === 'value' ? `/metadata/${kind}/${group}/value` : `/metadata/${kind}/bulk`;
}

/**
 * A record's part of the request body; the values are members of a JSON object. Without values there
 * is nothing to send for an update, and the body is empty; an upsert still creates the record.
 */
export function prepareBody(
  {api, kind, group}: MetadataRoute,
  record: MappedRecord,
  values: readonly SentValue[],
): PreparedRecord {
  if (values.length === 0 && record.operation === 'update') {
    return {record, body: '', bytes: 0, values};
  }
  const field = api === 'value' ? 'values' : group;
  const body = `{"${idFields[kind]}":${jsonText(record.key)},"${field}":{${joined(values)}}}`;
  return {record, body, bytes: Buffer.byteLength(body), values};
}

/** The same of a record whose fields are the values as they are, and not none. */
export function preparePlain(
  {api, kind, group}: MetadataRoute,
  record: MappedRecord,
): PreparedRecord {
  const field = api === 'value' ? 'values' : group;
  const body = plainJsonText({[idFields[kind]]: record.key, [field]: record.fields});
  return {record, body, bytes: Buffer.byteLength(body)};
}

function joined(values: readonly SentValue[]): string {
  let text = '';
  for (const value of values) text += text === '' ? value.text : `,${value.text}`;
  return text;
}
