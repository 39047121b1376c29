import {basename} from 'node:path';
import type {AuditPage, VendorFigures} from '../../page-data/audit-page';
import {readTable, RESULT_QUERIES, type ResultTable} from '../../people/read-result';
import type {Database} from '../../warehouse/database';
import {maskName, maskSentence, maskValue} from './mask-personal';

/** What the page of an audit is made of. */
interface AuditPageFacts {
  /** The warehouse of an audit that has ended. */
  readonly database: Database;
  /** As the person named it. */
  readonly runFile: string;
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly seconds: number;
  readonly version: string;
  readonly left_out: AuditPage['left_out'];
  readonly notes: readonly string[];
  readonly showValues: boolean;
}

/** Audits in the figures over time. */
const AUDITS_MAX = 30;

type Column = (string | number)[];
type Mask = (text: string) => string;

/** What is shown masked, by column; ids of vendors and rules are shown. */
const MASKS: Readonly<Record<string, Mask>> = {
  name: maskName,
  email: maskValue,
  evidence: maskSentence,
  account_id: maskId,
  left_account: maskId,
  right_account: maskId,
};

/** Columns that hold no personal data in spite of their name. */
const PLAIN: Readonly<Partial<Record<ResultTable, readonly string[]>>> = {access: ['name']};

/** The data of an audit's page; what must not be shown is not in it. */
export async function auditPageOf(facts: AuditPageFacts): Promise<AuditPage> {
  const {database, runFile, at, seconds, version, showValues} = facts;
  const read = async <Name extends string>(
    table: ResultTable,
    names: readonly Name[],
  ): Promise<Readonly<Record<Name, never[]>>> => {
    const columns = await readColumns(database, {table, names, showValues});
    // A column holds texts or numbers, as its type in the warehouse is; `AuditPage` names it.
    return columns as unknown as Readonly<Record<Name, never[]>>;
  };
  const pair = ['left_vendor', 'left_account', 'right_vendor', 'right_account'] as const;
  const account = ['person_id', 'vendor', 'account_id'] as const;
  const review = await read('review', [...pair, 'evidence', 'why']);
  const near = await read('near', [...pair, 'evidence', 'why']);
  return {
    kind: 'audit',
    audit: {run_file: basename(runFile), time: at, seconds, version},
    masked: !showValues,
    findings: await read('findings', [
      ...(['finding_id', 'rule', 'severity', ...account, 'evidence', 'remedy'] as const),
      ...(['url', 'state', 'first_seen_at'] as const),
    ]),
    people: await read('people', ['person_id', 'name', 'email', 'roster_status']),
    accounts: await read('accounts', [
      ...([...account, 'email', 'name', 'state', 'is_admin'] as const),
      'last_seen_at',
    ]),
    links: await read('links', ['person_id', ...pair, 'rule', 'evidence']),
    near: appended(review, near),
    access: await read('access', [...account, 'kind', 'name']),
    vendors: await readVendorFigures(database),
    left_out: facts.left_out,
    notes: facts.notes.map((note) => (showValues ? note : maskSentence(note))),
  };
}

async function readColumns(
  database: Database,
  what: {
    readonly table: ResultTable;
    readonly names: readonly string[];
    readonly showValues: boolean;
  },
): Promise<Readonly<Record<string, Column>>> {
  const {table, names, showValues} = what;
  const columns: readonly Column[] = names.map(() => []);
  const masks = names.map((name) =>
    showValues || PLAIN[table]?.includes(name) === true ? undefined : MASKS[name],
  );
  let places: readonly number[] | undefined;
  for await (const rows of readTable(database, table)) {
    if (places === undefined) {
      const there = (rows[0] ?? []).map(String);
      places = names.map((name) => there.indexOf(name));
      continue;
    }
    for (const row of rows) {
      for (const [at, place] of places.entries()) {
        columns[at]?.push(cellOf(row[place], masks[at]));
      }
    }
  }
  return Object.fromEntries(names.map((name, at) => [name, columns[at] ?? []]));
}

function cellOf(value: unknown, mask: Mask | undefined): string | number {
  if (value === null || value === undefined) return '';
  if (typeof value === 'boolean') return Number(value);
  const isPlain =
    typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint';
  const text = isPlain ? String(value) : JSON.stringify(value);
  return mask === undefined ? text : mask(text);
}

function appended<Columns extends Readonly<Record<string, readonly never[]>>>(
  one: Columns,
  other: Columns,
): Columns {
  // The same columns, one after the other.
  return Object.fromEntries(
    Object.entries(one).map(([name, cells]) => [name, [...cells, ...(other[name] ?? [])]]),
  ) as unknown as Columns;
}

/** An id that somebody chose may be an address or a name; the vendors' own ids are codes. */
function maskId(id: string): string {
  return /[@\s]/u.test(id) ? maskValue(id) : id;
}

async function readVendorFigures(database: Database): Promise<readonly VendorFigures[]> {
  const now =
    await database.rows(`SELECT vendor, count(*) FILTER (state = 'active')::INTEGER AS active,
      count(*) FILTER (state = 'invited')::INTEGER AS invited, count(*) FILTER (state = 'disabled')::INTEGER AS disabled,
      count(*) FILTER (is_admin AND state = 'active')::INTEGER AS admins
    FROM person_accounts WHERE vendor <> 'roster' GROUP BY vendor ORDER BY vendor`);
  const times =
    await database.rows(`SELECT vendor, "at" AS time, active, invited, admins FROM (${RESULT_QUERIES.history})
    QUALIFY row_number() OVER (PARTITION BY vendor ORDER BY "at" DESC) <= ${AUDITS_MAX} ORDER BY "at"`);
  // Counted just above, and at earlier audits.
  return now.map((figures) => ({
    ...figures,
    over_time: times
      .filter(({vendor}) => vendor === figures['vendor'])
      .map(({time, active, invited, admins}) => ({time, active, invited, admins})),
  })) as unknown as readonly VendorFigures[];
}
