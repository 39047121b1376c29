import type {DestinationKit, ObjectWriter, OpenDestination} from '../../../src/write/object-writer';
import type {JsonObject} from '../../../src/core/json';
import type {MappedRecord, Outcome, Rejection} from '../../../src/write/record';
import {userguidingDestination} from '../../../src/vendors/userguiding/destination';
import {createVendorKit} from '../support/vendor-kit';

export const identifyHost = 'https://api.userguiding.com';

/** Opens the destination with a fast pace; `section` overrides. */
export function openUserguiding(
  section: JsonObject = {},
  kit: DestinationKit = createVendorKit(),
): OpenDestination {
  return userguidingDestination.open(
    {api_key: 'key-of-acme', requests_per_10_seconds: 10_000, ...section},
    kit,
  );
}

export async function openWriter(
  section: JsonObject = {},
  kit: DestinationKit = createVendorKit(),
): Promise<ObjectWriter> {
  return openUserguiding(section, kit).openWriter('userguiding_users');
}

export function record(key: string, fields: JsonObject = {}): MappedRecord {
  return {
    origin: {stream: 'crm_users', position: 1},
    object: 'userguiding_users',
    key,
    operation: 'upsert',
    fields,
    source: {},
  };
}

/** The body that a record becomes. */
export function bodyOf(writer: ObjectWriter, each: MappedRecord): JsonObject {
  const prepared = writer.prepare(each);
  if (!prepared.ok) throw new Error(prepared.rejection.message);
  // A body is the text of a JSON object.
  return JSON.parse(prepared.prepared.body) as JsonObject;
}

export function rejectionOf(writer: ObjectWriter, each: MappedRecord): Rejection {
  const prepared = writer.prepare(each);
  if (prepared.ok) throw new Error('the record was not rejected');
  return prepared.rejection;
}

/** Sends records one after the other; a record that is rejected before it is sent has its outcome too. */
export async function sendAll(
  writer: ObjectWriter,
  records: readonly MappedRecord[],
): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const each of records) {
    const prepared = writer.prepare(each);
    if (!prepared.ok) outcomes.push({status: 'rejected', ...prepared.rejection});
    else {
      outcomes.push(...(await writer.send([prepared.prepared], new AbortController().signal)));
    }
  }
  return outcomes;
}

/** Outcomes in short: `written`, `unchanged`, or the reason of the rejection. */
export function shortly(outcomes: readonly Outcome[]): readonly string[] {
  return outcomes.map((outcome) =>
    outcome.status === 'rejected' ? outcome.reason : outcome.status,
  );
}
