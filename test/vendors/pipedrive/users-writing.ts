import type {Failure} from '../../../src/core/failure';
import type {JsonObject} from '../../../src/core/json';
import {startSandbox} from '../../../src/sandbox/start-sandbox';
import type {Sandbox, SandboxOptions} from '../../../src/sandbox/sandbox';
import {pipedriveDestination} from '../../../src/vendors/pipedrive/destination';
import {discardRejectedRecords} from '../../../src/write/rejected/discard-rejected-records';
import type {Mapping} from '../../../src/write/mapping/mapping';
import type {MappedRecord, Operation, Outcome, PlannedOutcome} from '../../../src/write/record';
import type {WriteSummary} from '../../../src/write/session/session';
import {openWriteSession} from '../../../src/write/session/write-session';
import {createVendorKit, type TestVendorKit} from '../support/vendor-kit';

/** How rows are written; each has a default. */
export interface Writing {
  readonly section?: JsonObject;
  readonly mode?: Operation;
  readonly key?: 'email' | 'id';
  readonly dryRun?: boolean;
  readonly nulls?: Mapping['nulls'];
  readonly kit?: TestVendorKit;
}

/** What became of rows. */
export interface Written {
  /** By row, in short: `created`, `written`, `unchanged`, a reason, or `not tried`. */
  readonly fates: readonly string[];
  readonly outcomes: ReadonlyMap<number, Outcome>;
  readonly plans: ReadonlyMap<number, PlannedOutcome>;
  readonly failure: Failure | undefined;
  readonly summary: WriteSummary;
  readonly log: string;
  readonly kit: TestVendorKit;
  /** Rows before the last checkpoint that was passed. */
  readonly checkpoint: number;
}

/** Writes rows through the real engine, with a checkpoint after every tenth. */
export async function writeRows(
  rows: readonly JsonObject[],
  writing: Writing = {},
): Promise<Written> {
  const {section = {}, kit = createVendorKit(), dryRun = false} = writing;
  const outcomes = new Map<number, Outcome>();
  const plans = new Map<number, PlannedOutcome>();
  let checkpoint = 0;
  const destination = pipedriveDestination.open({...apiToken, ...section}, kit);
  const session = openWriteSession<number>({
    mappings: [mappingOf(writing)],
    objects: pipedriveDestination.objects,
    openWriter: (object) => destination.openWriter(object),
    rejected: discardRejectedRecords(),
    dryRun,
    kit,
    emitOutcomes: true,
    emit: (event) => {
      if (event.type === 'checkpoint') checkpoint = event.token;
      else if (event.type === 'plans') {
        for (const {record, planned} of event.plans) plans.set(record.origin.position, planned);
      } else {
        for (const {record, outcome} of event.outcomes) {
          outcomes.set(record.origin.position, outcome);
        }
      }
      return Promise.resolve();
    },
  });
  const failure = await feed(session, rows);
  return {
    fates: rows.map((_, row) => fateOf(outcomes.get(row))),
    outcomes,
    plans,
    failure,
    summary: session.summary(),
    log: kit.logged.map(({level, message}) => `${level} ${message}`).join('\n'),
    kit,
    checkpoint,
  };
}

async function feed(
  session: ReturnType<typeof openWriteSession<number>>,
  rows: readonly JsonObject[],
): Promise<Failure | undefined> {
  let failure: Failure | undefined;
  // The engine throws nothing but Failures.
  const note = (error: unknown): void => void (failure ??= error as Failure);
  try {
    for (const [position, row] of rows.entries()) {
      const busy = session.record({stream: 'crm', position}, row);
      if (busy !== undefined) await busy;
      if (position % 10 === 9) await session.checkpoint({name: 'crm'}, position + 1);
    }
    await session.checkpoint({name: 'crm'}, rows.length);
  } catch (error) {
    note(error);
  }
  await session.finish().catch(note);
  return failure;
}

const apiToken = {credentials: {auth_type: 'api_token', api_token: 'token-of-alice'}};

function mappingOf({mode = 'update', key = 'email', nulls = 'skip'}: Writing): Mapping {
  return {
    stream: 'crm',
    namespace: null,
    object: 'pipedrive_users',
    keyColumn: key,
    keyField: key,
    operation: mode,
    fields: [],
    otherColumns: 'send',
    nulls,
  };
}

function fateOf(outcome: Outcome | undefined): string {
  if (outcome === undefined) return 'not tried';
  if (outcome.status === 'rejected') return outcome.reason;
  return outcome.status === 'written' && outcome.created ? 'created' : outcome.status;
}

/** A record as the engine hands it over. */
export function userRecord(key: string, more: Partial<MappedRecord> = {}): MappedRecord {
  return {
    origin: {stream: 'crm', position: 1},
    object: 'pipedrive_users',
    key,
    operation: 'update',
    fields: {},
    source: {},
    ...more,
  };
}

/** A sandbox whose clock is the kit's. */
export interface Company {
  readonly sandbox: Sandbox;
  readonly section: JsonObject;
  readonly kit: TestVendorKit;
  readonly users: () => readonly SandboxUser[];
  readonly roles: () => readonly {readonly id: number; readonly name: string}[];
  /** E-mails that an invitation was mailed to, oldest first. */
  readonly invited: () => readonly string[];
  /** `METHOD path` of all calls that write. */
  readonly writes: () => readonly string[];
}

export interface SandboxUser {
  readonly id: number;
  readonly email: string;
  readonly active_flag: boolean;
  readonly is_deleted: boolean;
  readonly role_id: number;
  readonly access: readonly JsonObject[];
}

/** Runs a test against a company of its own. */
export async function withCompany(
  settings: Readonly<Record<string, unknown>>,
  work: (company: Company) => Promise<void>,
  options: SandboxOptions = {limits: false},
): Promise<void> {
  const kit = createVendorKit();
  const now = (): number => kit.clock.now();
  const sandbox = await startSandbox({...options, now, vendors: {pipedrive: settings}});
  const dump = (kind: string): readonly unknown[] => sandbox.dump('pipedrive')[kind] ?? [];
  try {
    await work({
      sandbox,
      kit,
      section: (sandbox.vendors['pipedrive']?.destinationConfig ?? {}) as JsonObject,
      users: () => dump('users') as readonly SandboxUser[],
      roles: () => dump('roles') as readonly {id: number; name: string}[],
      invited: () => (dump('invitations') as {email: string}[]).map(({email}) => email),
      writes: () =>
        sandbox
          .requests()
          .filter(({method}) => method !== 'GET')
          .map(({method, path}) => `${method} ${path}`),
    });
  } finally {
    await sandbox.close();
  }
}
