import type {Failure} from '../../../src/core/failure';
import type {JsonObject} from '../../../src/core/json';
import {startSandbox} from '../../../src/sandbox/start-sandbox';
import type {LoggedRequest, Sandbox} from '../../../src/sandbox/sandbox';
import {scimDestination} from '../../../src/vendors/scim/destination';
import {discardRejectedRecords} from '../../../src/write/rejected/discard-rejected-records';
import type {Operation, Outcome, PlannedOutcome} from '../../../src/write/record';
import {openWriteSession} from '../../../src/write/session/write-session';
import {createVendorKit, type TestVendorKit} from '../support/vendor-kit';
import type {VendorName} from './support';

/** How rows are written; each has a default. */
export interface Writing {
  readonly vendor?: VendorName;
  readonly kind?: 'users' | 'groups';
  readonly section?: JsonObject;
  readonly mode?: Operation;
  readonly key?: string;
  readonly dryRun?: boolean;
  readonly nulls?: 'skip' | 'clear';
}

/** What became of rows. */
export interface Written {
  /** By row, in short: `created`, `written`, `unchanged`, a reason, or `not tried`. */
  readonly fates: readonly string[];
  /** Messages of rejections by row. */
  readonly messages: readonly string[];
  readonly plans: readonly (PlannedOutcome | undefined)[];
  readonly failure: Failure | undefined;
  readonly remarks: readonly string[];
}

/** A sandbox whose clock is the kit's. */
export interface Directory {
  readonly sandbox: Sandbox;
  readonly kit: TestVendorKit;
  readonly users: () => readonly SandboxUser[];
  readonly groups: () => readonly SandboxGroup[];
  /** `METHOD /Users` of all calls since the last time, ids left out. */
  readonly calls: () => readonly string[];
  readonly write: (rows: readonly JsonObject[], writing?: Writing) => Promise<Written>;
}

export interface SandboxUser extends JsonObject {
  readonly id: string;
  readonly userName: string;
  readonly active: boolean;
}

export interface SandboxGroup extends JsonObject {
  readonly id: string;
  readonly displayName: string;
  readonly members: readonly {readonly value: string; readonly type?: string}[];
}

/** Everything that costs is allowed, as most tests need it. */
export const allowed = {allow_invitations: true, max_deactivations: 100, allow_permanent: true};

/** Runs a test against the service of one vendor. */
export async function withDirectory(
  vendor: VendorName,
  settings: Readonly<Record<string, unknown>>,
  work: (directory: Directory) => Promise<void>,
): Promise<void> {
  const kit = createVendorKit();
  const now = (): number => kit.clock.now();
  const sandbox = await startSandbox({limits: false, now, vendors: {scim: settings}});
  const entries = (sandbox.vendors['scim']?.destinationEntries ?? []) as readonly JsonObject[];
  const dump = (kind: string): readonly unknown[] =>
    sandbox.dump('scim')[`${vendor}_${kind}`] ?? [];
  let seen = 0;
  try {
    await work({
      sandbox,
      kit,
      users: () => structuredClone(dump('users')) as readonly SandboxUser[],
      groups: () => structuredClone(dump('groups')) as readonly SandboxGroup[],
      calls: () => {
        const requests = sandbox.requests().slice(seen);
        seen += requests.length;
        return requests.map((request) => `${request.method} ${shortPath(request)}`);
      },
      write: (rows, writing = {}) => {
        const entry = entries.find((one) => one['vendor'] === vendor) ?? {};
        return writeRows(rows, {...writing, vendor, section: {...entry, ...writing.section}}, kit);
      },
    });
  } finally {
    await sandbox.close();
  }
}

function shortPath({path, query}: LoggedRequest): string {
  const [, place = path, id] = /\/v2(\/\w+)(\/.+)?$/.exec(path) ?? [];
  const filter = query['filter'] === undefined ? '' : '?filter';
  return `${place}${id === undefined ? '' : '/id'}${filter}`;
}

/** Writes rows through the real engine; a failure is told, not thrown. */
async function writeRows(
  rows: readonly JsonObject[],
  writing: Writing & {readonly vendor: VendorName; readonly section: JsonObject},
  kit: TestVendorKit,
): Promise<Written> {
  const {vendor, kind = 'users', section, mode = 'update', key = 'userName'} = writing;
  const outcomes = new Map<number, Outcome>();
  const plans = new Map<number, PlannedOutcome>();
  const destination = scimDestination.open(section, kit);
  const object = `${vendor}_scim_${kind}`;
  const session = openWriteSession<number>({
    mappings: [
      {
        stream: 'crm',
        namespace: null,
        object,
        keyColumn: key,
        keyField: key,
        operation: mode,
        fields: [],
        otherColumns: 'send',
        nulls: writing.nulls ?? 'skip',
      },
    ],
    objects: scimDestination.objects,
    openWriter: (name) => destination.openWriter(name),
    rejected: discardRejectedRecords(),
    dryRun: writing.dryRun ?? false,
    kit,
    emitOutcomes: true,
    emit: (event) => {
      if (event.type === 'plans') {
        for (const {record, planned} of event.plans) plans.set(record.origin.position, planned);
      } else if (event.type !== 'checkpoint') {
        for (const {record, outcome} of event.outcomes) {
          outcomes.set(record.origin.position, outcome);
        }
      }
      return Promise.resolve();
    },
  });
  let failure: Failure | undefined;
  // The engine throws nothing but Failures.
  const note = (error: unknown): void => void (failure ??= error as Failure);
  try {
    for (const [position, row] of rows.entries()) {
      const busy = session.record({stream: 'crm', position}, row);
      if (busy !== undefined) await busy;
    }
    await session.checkpoint({name: 'crm'}, rows.length);
  } catch (error) {
    note(error);
  }
  await session.finish().catch(note);
  const remarks = session.summary().objects.flatMap((one) => one.remarks);
  const ended = rows.map((_, row) => outcomes.get(row));
  return {
    fates: ended.map(fateOf),
    messages: ended.map((outcome) => (outcome?.status === 'rejected' ? outcome.message : '')),
    plans: rows.map((_, row) => plans.get(row)),
    failure,
    remarks,
  };
}

function fateOf(outcome: Outcome | undefined): string {
  if (outcome === undefined) return 'not tried';
  if (outcome.status === 'rejected') return outcome.reason;
  return outcome.status === 'written' && outcome.created ? 'created' : outcome.status;
}
