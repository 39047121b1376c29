import {createHash} from 'node:crypto';
import type {Database} from '../database';
import {saltOf} from '../own-tables';
import {quoteText} from '../sql-text';

/** Whom a vendor's credential belongs to, as far as that is known. */
export interface AskedAccount {
  /** The vendor at one end, such as `destination.pendo`. */
  readonly slot: string;
  /** Ids that the vendor tells; empty where it tells none. */
  readonly ids: readonly string[];
  /** For messages: what people call the account. */
  readonly name: string | undefined;
  /** Everything that the vendor is reached with: secrets and address. Kept as a digest only. */
  readonly credential: string;
}

/** An account that the warehouse knows. */
export interface KnownAccount {
  readonly account: number;
  readonly name: string | undefined;
  /** True when the vendor has told an id of it. */
  readonly told: boolean;
}

/** What the warehouse says to an account that was asked for. */
export type AccountMatch =
  /** The slot's account, or its first. */
  | {readonly type: 'same'; readonly account: number}
  | {readonly type: 'first'}
  /** Another one than the slot's; `known` when the warehouse holds its memory already. */
  | {
      readonly type: 'other';
      readonly current: KnownAccount;
      readonly known: number | undefined;
      /** The vendor told ids of both: that they are different is certain. */
      readonly certain: boolean;
    };

/** Compares an account with those that were in its slot before; writes nothing. */
export async function matchAccount(database: Database, asked: AskedAccount): Promise<AccountMatch> {
  const marks = await marksOf(database, asked);
  const rows = await database.rows(
    `SELECT a.account, a.name, a.current, coalesce(list(m.mark) FILTER (m.mark IS NOT NULL), []) AS marks
     FROM _user_sync.account a LEFT JOIN _user_sync.account_mark m USING (account)
     WHERE a.slot = $1 GROUP BY ALL ORDER BY a.account`,
    [asked.slot],
  );
  const accounts = rows.map((row) => ({
    account: Number(row['account']),
    name: typeof row['name'] === 'string' ? row['name'] : undefined,
    current: row['current'] === true,
    marks: Array.isArray(row['marks']) ? row['marks'].map(String) : [],
  }));
  const current = accounts.find((one) => one.current);
  if (!current) return {type: 'first'};
  if (isSame(current.marks, marks)) return {type: 'same', account: current.account};
  const known = accounts.find((one) => one !== current && isSame(one.marks, marks));
  const told = current.marks.some(isId);
  return {
    type: 'other',
    current: {account: current.account, name: current.name, told},
    known: known?.account,
    certain: told && asked.ids.length > 0,
  };
}

/** Makes an account the one of its slot, with all that is known of it now; returns its number. */
export async function keepAccount(
  database: Database,
  asked: AskedAccount,
  known: number | undefined,
): Promise<number> {
  const account = known ?? (await newAccount(database, asked));
  await database.run(
    'UPDATE _user_sync.account SET current = (account = $1) WHERE slot = $2 AND current <> (account = $1)',
    [account, asked.slot],
  );
  if (asked.name !== undefined) {
    await database.run(
      'UPDATE _user_sync.account SET name = $1 WHERE account = $2 AND name IS DISTINCT FROM $1',
      [asked.name, account],
    );
  }
  for (const mark of await marksOf(database, asked)) {
    await database.run(
      `INSERT INTO _user_sync.account_mark SELECT $1, $2
       WHERE NOT EXISTS (SELECT 1 FROM _user_sync.account_mark WHERE account = $1 AND mark = $2)`,
      [account, mark],
    );
  }
  return account;
}

async function newAccount(database: Database, {slot, name}: AskedAccount): Promise<number> {
  const [row] = await database.rows(
    'SELECT (coalesce(max(account), 0) + 1)::DOUBLE AS next FROM _user_sync.account',
  );
  const account = Number(row?.['next']);
  await database.run(
    `INSERT INTO _user_sync.account VALUES ($1, $2, ${name === undefined ? 'NULL' : quoteText(name)}, false)`,
    [account, slot],
  );
  return account;
}

/** Ids that a vendor tells prove more than a credential, which several accounts cannot share either. */
function isSame(known: readonly string[], asked: readonly string[]): boolean {
  const bothTold = known.some(isId) && asked.some(isId);
  return asked.some((mark) => isId(mark) === bothTold && known.includes(mark));
}

function isId(mark: string): boolean {
  return mark.startsWith('id:');
}

async function marksOf(database: Database, asked: AskedAccount): Promise<readonly string[]> {
  const salt = await saltOf(database);
  const digest = createHash('sha256').update(`${salt}\n${asked.slot}\n${asked.credential}`);
  return [...asked.ids.map((id) => `id:${id}`), `key:${digest.digest('hex')}`];
}
