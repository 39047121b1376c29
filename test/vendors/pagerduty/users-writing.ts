import type {JsonObject} from '../../../src/core/json';
import type {LoggedRequest, Sandbox} from '../../../src/sandbox/sandbox';
import type {Operation} from '../../../src/write/record';
import type {ObjectCase} from '../../contract/objects/object-case';
import {inWorld, type World} from '../../contract/objects/world';
import {fates, writeRows, type Written, type Writing} from '../../contract/objects/write-rows';

/** An account that a test writes to; each has a default. */
export interface AccountOptions {
  readonly settings?: JsonObject;
  readonly section?: JsonObject;
  readonly mode?: Operation;
  readonly key?: 'email' | 'id';
}

/** A sandbox account, with what tests look at. */
export interface Account {
  readonly sandbox: Sandbox;
  readonly world: World;
  write(
    rows: readonly JsonObject[],
    writing?: Writing,
  ): Promise<Written & {fates: readonly string[]}>;
  list(kind: string): readonly Shown[];
  /** What belongs to the user with this address. */
  partsOf(email: string, kind: string): readonly Shown[];
  userOf(email: string): Shown;
  /** `METHOD path` since the last call, with ids as they are. */
  calls(method?: string): readonly string[];
}

export type Shown = Readonly<Record<string, unknown>>;

/** Runs a test against an account of its own. */
export async function withAccount(
  {settings = {}, section = {}, mode = 'upsert', key = 'email'}: AccountOptions,
  work: (account: Account) => Promise<void>,
): Promise<void> {
  const objectCase: ObjectCase = {
    title: 'pagerduty_users',
    vendor: 'pagerduty',
    object: 'pagerduty_users',
    operation: mode,
    keyColumn: key,
    keyField: key,
    settings: {audit_records: 0, users: 12, ...settings},
    section: {allow_invitations: true, ...section},
    batch: 1,
    tellsUnchanged: true,
    row: () => ({}),
    bad: {},
    show: () => ({}),
    once: () => [],
  };
  await inWorld(objectCase, async (world) => {
    const {sandbox} = world;
    const list = (kind: string): readonly Shown[] => world.dump()[kind] ?? [];
    const userOf = (email: string): Shown =>
      list('users').find((user) => user['email'] === email) ?? {};
    await work({
      sandbox,
      world,
      write: async (rows, writing) => {
        const written = await writeRows(world, rows, writing);
        return {...written, fates: fates(written, rows)};
      },
      list,
      userOf,
      partsOf: (email, kind) => {
        const {id} = userOf(email);
        return list(kind).filter(({user_id: owner}) => owner === id);
      },
      calls: (method) => {
        const calls = sandbox.requests();
        sandbox.clearRequests();
        return calls.filter((call) => method === undefined || call.method === method).map(textOf);
      },
    });
  });
}

function textOf({method, path}: LoggedRequest): string {
  return `${method} ${path}`;
}
