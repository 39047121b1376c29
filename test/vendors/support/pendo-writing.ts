import type {JsonObject} from '../../../src/core/json';
import {pendoDestination} from '../../../src/vendors/pendo/destination';
import type {ObjectWriter, PreparedRecord} from '../../../src/write/object-writer';
import type {MappedRecord, Operation, Outcome, Rejection} from '../../../src/write/record';
import {createVendorKit, type TestVendorKit} from './vendor-kit';

export const pendoApi = 'https://app.pendo.io/api/v1';

const field = (type: string, flags: JsonObject = {}): JsonObject => ({
  Type: type,
  DisplayName: type,
  isHidden: false,
  isDeleted: false,
  ...flags,
});

/** A metadata schema with a field of each type and of each kind that is closed to writers. */
export const pendoSchema: JsonObject = {
  auto: {lastvisit: field('time', {isPerApp: true}), email: field('string')},
  agent: {email: field('string'), role: field('string')},
  custom: {
    plan: field('string'),
    seats: field('integer'),
    score: field('float'),
    paying: field('boolean'),
    renewaldate: field('time'),
    tags: field('list'),
    anything: field(''),
    oldfield: field('string', {isDeleted: true}),
    secretfield: field('string', {isHidden: true}),
    sumfield: field('integer', {isCalculated: true}),
    appfield: field('string', {isPerApp: true}),
  },
  pendo: {donotprocess: field('boolean')},
};

/** Opens the destination with a fast pace; `section` overrides. */
export function openPendo(section: JsonObject = {}, kit: TestVendorKit = createVendorKit()) {
  return pendoDestination.open({integration_key: 'key-of-acme', ...section}, kit);
}

export function record(
  key: string,
  fields: JsonObject,
  operation: Operation = 'update',
): MappedRecord {
  return {
    origin: {stream: 'crm_users', position: 1},
    object: 'pendo_visitors',
    key,
    operation,
    fields,
    source: {},
  };
}

export function prepareAll(
  writer: ObjectWriter,
  records: readonly MappedRecord[],
): readonly PreparedRecord[] {
  return records.map((each) => {
    const prepared = writer.prepare(each);
    if (!prepared.ok) throw new Error(prepared.rejection.message);
    return prepared.prepared;
  });
}

export function rejectionOf(writer: ObjectWriter, each: MappedRecord): Rejection {
  const prepared = writer.prepare(each);
  if (prepared.ok) throw new Error('the record was not rejected');
  return prepared.rejection;
}

export async function sendAll(
  writer: ObjectWriter,
  records: readonly MappedRecord[],
): Promise<readonly Outcome[]> {
  return writer.send(prepareAll(writer, records), new AbortController().signal);
}

/** Outcomes in short: `written`, `unchanged`, or the reason of the rejection. */
export function shortly(outcomes: readonly Outcome[]): readonly string[] {
  return outcomes.map((outcome) =>
    outcome.status === 'rejected' ? outcome.reason : outcome.status,
  );
}
