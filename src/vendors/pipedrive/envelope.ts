import {Failure} from '../../core/failure';
import {isJsonObject, type JsonObject} from '../../core/json';
import {rowsOf} from '../../read/listing/rows-of';
import {signsOf, type Signs} from '../../read/listing/signs';

/** What Pipedrive wraps every answer in: `{"success":true,"data":…,"additional_data":…}`. */
interface Envelope {
  /** Null means empty (Pipedrive Q8). */
  readonly data: unknown;
  /** What the answer says of the pages behind it. */
  readonly signs: Signs;
}

/** Opens the envelope of a 2xx answer; throws a `data` Failure when it reports an error or is none. */
export function openEnvelope(body: unknown, purpose: string): Envelope {
  if (!isJsonObject(body)) throw unusable(purpose, `body is ${describe(body)}`);
  if (body['success'] === false) {
    const words = typeof body['error'] === 'string' ? body['error'].slice(0, 200) : undefined;
    throw unusable(purpose, `success is false: ${words ?? 'no reason given'}`, words);
  }
  if (!('data' in body)) throw unusable(purpose, 'data is missing');
  return {data: body['data'], signs: signsOf(body)};
}

/** The records of a list's envelope; throws a `data` Failure when they are not objects in an array. */
export function recordsOf(envelope: Envelope, purpose: string): readonly JsonObject[] {
  const {data} = envelope;
  if (data === null) return [];
  if (!Array.isArray(data)) throw unusable(purpose, `data is ${describe(data)}, not an array`);
  const records = rowsOf(data);
  if (records === undefined) throw unusable(purpose, 'data contains entries that are not objects');
  return records;
}

/** The one record of an envelope, empty where there is none; throws a `data` Failure for a list. */
export function recordOf({data}: Envelope, purpose: string): JsonObject {
  if (data === null) return {};
  if (!isJsonObject(data)) throw unusable(purpose, `data is ${describe(data)}, not an object`);
  return data;
}

function unusable(purpose: string, detail: string, words?: string): Failure {
  return new Failure({
    kind: 'data',
    message: `Pipedrive's answer to "${purpose}" cannot be used (${detail}). Run the sync again; if it happens again, check base_url.`,
    ...(words !== undefined && {words}),
  });
}

function describe(value: unknown): string {
  if (value === null || value === undefined) return 'empty';
  return Array.isArray(value) ? 'an array' : `a ${typeof value}`;
}
