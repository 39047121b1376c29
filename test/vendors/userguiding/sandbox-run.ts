import type {JsonObject} from '../../../src/core/json';
import type {Json} from '../../../src/core/json';
import type {DestinationKit} from '../../../src/write/object-writer';
import type {RecordOutcome, WriteSummary} from '../../../src/write/session/session';
import {startSandbox} from '../../../src/sandbox/start-sandbox';
import type {Sandbox} from '../../../src/sandbox/sandbox';
import {userguidingDestination} from '../../../src/vendors/userguiding/destination';
import {openWriteSession} from '../../../src/write/session/write-session';
import {createTestKit, type TestKit} from '../../support/test-kit';
import type {VirtualClock} from '../../support/virtual-clock';

/** A sandbox and a destination that writes to it on the same clock. */
export interface SandboxRun {
  readonly sandbox: Sandbox;
  readonly kit: TestKit;
  /** Writes records with `user_id` as the key and all other columns as fields. */
  readonly write: (records: readonly JsonObject[], options?: RunOptions) => Promise<RunResult>;
  /** Requests that the destination has sent. */
  readonly sent: () => number;
  /** What the sandbox counted for the key. */
  readonly counters: () => Readonly<Record<string, unknown>>;
}

interface RunOptions {
  readonly section?: JsonObject;
  readonly dryRun?: boolean;
  readonly nulls?: 'skip' | 'clear';
}

interface RunResult {
  readonly summary: WriteSummary;
  readonly outcomes: readonly RecordOutcome[];
}

export interface SandboxRunOptions {
  readonly clock: VirtualClock;
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly limits?: boolean;
}

export async function startSandboxRun(options: SandboxRunOptions): Promise<SandboxRun> {
  const {clock, settings = {}, limits = false} = options;
  const sandbox = await startSandbox({
    now: () => clock.now(),
    limits,
    vendors: {userguiding: settings},
  });
  const kit = createTestKit({clock});
  let sent = (): number => 0;
  return {
    sandbox,
    kit,
    sent: () => sent(),
    counters: () => sandbox.dump('userguiding')['counters']?.[0] ?? {},
    write: async (records, run = {}) => {
      const destinationKit: DestinationKit = {...kit, saveSection: () => Promise.resolve()};
      const section = {
        // Plain data, as every section of a sandbox.
        ...(sandbox.vendors['userguiding']?.destinationConfig as JsonObject),
        requests_per_10_seconds: 10_000,
        ...run.section,
      };
      const destination = userguidingDestination.open(section, destinationKit);
      sent = () => destination.traffic().requests;
      const outcomes: RecordOutcome[] = [];
      const session = openWriteSession<Json>({
        mappings: [
          {
            stream: 'crm_users',
            namespace: null,
            object: 'userguiding_users',
            keyColumn: 'user_id',
            keyField: 'userId',
            operation: 'upsert',
            fields: [],
            otherColumns: 'send',
            nulls: run.nulls ?? 'skip',
          },
        ],
        objects: userguidingDestination.objects,
        openWriter: (object) => destination.openWriter(object),
        emit: (event) => {
          if (event.type === 'outcomes') outcomes.push(...event.outcomes);
          return Promise.resolve();
        },
        rejected: {
          keep: () => Promise.resolve(),
          location: () => undefined,
          close: () => Promise.resolve(),
        },
        rejectedPercentMax: 100,
        dryRun: run.dryRun ?? false,
        kit,
        emitOutcomes: true,
      });
      try {
        for (const [index, data] of records.entries()) {
          await session.record({stream: 'crm_users', position: index + 1}, data);
        }
      } catch (error) {
        await expect(session.finish()).rejects.toBe(error);
        throw error;
      }
      return {summary: await session.finish(), outcomes};
    },
  };
}

/** Moves the clock in small steps, but only while no request is on its way. */
export async function letTimePass(
  {sandbox, sent}: SandboxRun,
  clock: VirtualClock,
  work: Promise<unknown>,
): Promise<void> {
  const state = {done: false};
  const end = (): void => {
    state.done = true;
  };
  work.then(end, end);
  while (!state.done) {
    const idle = sandbox.requests().length >= sent();
    if (idle) await clock.advance(50);
    else await new Promise((resolve) => setImmediate(resolve));
  }
}
