import {Readable, type Writable} from 'node:stream';
import {loadedVendors} from '../../support/loaded-vendors';
import {createProgram} from '../../../src/airbyte/program';
import {runDestination} from '../../../src/airbyte/run-destination';
import type {Clock} from '../../../src/core/clock';
import type {Failure} from '../../../src/core/failure';
import type {JsonObject} from '../../../src/core/json';
import type {
  DestinationKit,
  DestinationVendor,
  ObjectDescription,
  ObjectWriter,
  OpenDestination,
  PreparedRecord,
} from '../../../src/write/object-writer';
import type {Outcome, PlannedOutcome} from '../../../src/write/record';
import {capture, type Message} from './capture';
import {frozenClock} from './clock';
import {load} from './run-source';

const crmPeople: ObjectDescription = {
  name: 'crm_people',
  keys: ['id', 'email'],
  operations: ['update', 'upsert', 'insert', 'soft_delete'],
};

export interface FakeDestination {
  readonly send?: (batch: readonly PreparedRecord[]) => Promise<readonly Outcome[]>;
  readonly plan?: (batch: readonly PreparedRecord[]) => readonly PlannedOutcome[];
  readonly check?: () => Promise<readonly Failure[]>;
  readonly rightsOf?: OpenDestination['rightsOf'];
  readonly schemaOf?: (object: string) => Promise<JsonObject>;
  readonly open?: (kit: DestinationKit) => void;
  /** Names of its objects; default: crm_people. */
  readonly objects?: readonly string[];
}

export interface FakeDestinationVendor extends DestinationVendor {
  /** Keys in the order in which they were sent. */
  readonly sent: string[];
}

/** A vendor that accepts everything, unless told otherwise. */
export function fakeDestination(fake: FakeDestination = {}): FakeDestinationVendor {
  const sent: string[] = [];
  const writer: ObjectWriter = {
    limits: {recordsMax: 10, bytesMax: 100_000_000, concurrency: 1},
    prepare: (record) => {
      if (record.fields['name'] === 'bad') {
        const message = 'Field "name" is bad. Mend it.';
        return {ok: false, rejection: {reason: 'invalid_value', message}};
      }
      const body = JSON.stringify(record.fields);
      return {ok: true, prepared: {record, body, bytes: body.length}};
    },
    send: async (batch) => {
      const outcomes = await (fake.send?.(batch) ??
        Promise.resolve(batch.map((): Outcome => ({status: 'written', created: false}))));
      sent.push(...batch.map(({record}) => record.key));
      return outcomes;
    },
    plan: (batch) =>
      Promise.resolve(fake.plan?.(batch) ?? batch.map(() => ({status: 'unchanged'}))),
  };
  return {
    name: 'crm',
    objects: (fake.objects ?? [crmPeople.name]).map((name) => ({...crmPeople, name})),
    sent,
    open: (_section, kit) => {
      fake.open?.(kit);
      return {
        vendor: 'crm',
        check: fake.check ?? (() => Promise.resolve([])),
        ...(fake.rightsOf && {rightsOf: fake.rightsOf}),
        schemaOf:
          fake.schemaOf ??
          (() => Promise.resolve({type: 'object', properties: {name: {type: 'string'}}})),
        openWriter: () => Promise.resolve(writer),
        traffic: () => ({requests: 1, retries: 0, waitedMs: 0}),
      };
    },
  };
}

export interface DestinationEnd {
  readonly code: number;
  readonly text: string;
  readonly messages: readonly Message[];
  readonly states: readonly Message[];
  readonly errors: readonly {message: string; failure_type: string}[];
  readonly logs: readonly string[];
}

export async function destination(
  args: readonly string[],
  vendors: readonly DestinationVendor[],
  input: Iterable<Buffer | string> | Readable = [],
  {stdout, clock = frozenClock}: {readonly stdout?: Writable; readonly clock?: Clock} = {},
): Promise<DestinationEnd> {
  const captured = capture();
  const program = createProgram({
    stdout: stdout ?? captured.stream,
    clock,
    random: () => 0.5,
  });
  const openStdin = (): Readable =>
    input instanceof Readable ? input : Readable.from(input, {objectMode: true});
  const code = await runDestination({
    program,
    args,
    vendors: loadedVendors(vendors),
    openStdin,
    load,
  });
  const messages = captured.messages();
  return {
    code,
    text: captured.text(),
    messages,
    states: messages.filter((message) => message.type === 'STATE'),
    errors: messages.flatMap((message) => {
      const {trace} = message as unknown as {
        trace?: {error?: {message: string; failure_type: string}};
      };
      return trace?.error ?? [];
    }),
    logs: messages.flatMap((message) => {
      const {log} = message as unknown as {log?: {level: string; message: string}};
      return log ? [`${log.level} ${log.message}`] : [];
    }),
  };
}

export function record(id: number, fields: JsonObject = {}, stream = 'crm_people'): string {
  return JSON.stringify({
    type: 'RECORD',
    record: {stream, namespace: null, data: {id, ...fields}, emitted_at: 1},
  });
}

export function state(cursor: number, stream = 'crm_people'): string {
  return JSON.stringify({
    type: 'STATE',
    state: {
      type: 'STREAM',
      stream: {stream_descriptor: {name: stream}, stream_state: {cursor}},
      id: cursor,
    },
  });
}

export function writeCatalog(...names: readonly string[]): JsonObject {
  return {
    streams: (names.length > 0 ? names : ['crm_people']).map((name) => ({
      stream: {
        name,
        json_schema: {type: 'object', properties: {id: {type: 'integer'}, name: {type: 'string'}}},
      },
      sync_mode: 'full_refresh',
      destination_sync_mode: 'append_dedup',
      primary_key: [['id']],
      generation_id: 1,
      minimum_generation_id: 1,
      sync_id: 1,
    })),
  };
}
