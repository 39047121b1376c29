import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {loadRunFile} from '../../src/runner/run-file/load-run-file';
import {NO_PROGRESS} from '../../src/runner/progress/progress';
import type {RunReport} from '../../src/runner/report/report';
import {runSync} from '../../src/runner/run/run-sync';
import type {Sandbox} from '../../src/sandbox/sandbox';
import {startSandbox} from '../../src/sandbox/start-sandbox';
import {vendors} from '../../src/vendors/registry';
import {schemas} from '../runner/harness';
import {createVendorKit, type TestVendorKit} from '../vendors/support/vendor-kit';
import {PROJECT} from './recipe-pages';

/** More people, with the table of calls: LIFECYCLE_PEOPLE=1000 npx jest test/recipes/lifecycle. */
const PEOPLE = Number(process.env['LIFECYCLE_PEOPLE'] ?? 4);
const IS_SHOWN = process.env['LIFECYCLE_PEOPLE'] !== undefined;
const TEAMS = ['Ops', 'Payments', 'Search'];
const DOCUMENT_ROLES = ['Manager', 'Member', 'Collaborator'];
const FOLDER = join(PROJECT, 'recipes', 'lifecycle');

interface Employee {
  readonly at: number;
  readonly title: string;
  readonly team: string;
  readonly documentRole: string;
  readonly isActive: boolean;
}

/** What a round asks of each vendor at least, in calls that write. */
type Minimum = Readonly<Record<string, number>>;

interface Bench {
  readonly sandbox: Sandbox;
  readonly kit: TestVendorKit;
  run(roster: readonly Employee[]): Promise<RunReport>;
  callsSince(): Readonly<Record<string, {readonly reads: number; readonly writes: number}>>;
  close(): Promise<void>;
}

const emailOf = ({at}: Pick<Employee, 'at'>): string => `employee-${at}@acme.example`;
const phoneOf = ({at}: Employee): string => `+49 151 ${10_000_000 + at}`;

function lineOf(employee: Employee): string {
  const {at, title, team, documentRole, isActive} = employee;
  const status = isActive ? 'active' : 'left';
  return [
    ...[emailOf(employee), `First${at}`, `Last${at}`, title, phoneOf(employee)],
    ...[team, documentRole, status],
  ].join(',');
}

async function openBench(): Promise<Bench> {
  const kit = createVendorKit();
  const sandbox = await startSandbox({
    limits: false,
    now: () => kit.clock.now(),
    vendors: {
      pagerduty: {users: 4, teams: TEAMS.length, audit_records: 0},
      pandadoc: {workspaces: 1, users: 4, contacts: 0},
      scim: {users: 4, profile: 'strict'},
      pipedrive: {users: 4, special_users: false},
    },
  });
  const directory = mkdtempSync(join(tmpdir(), 'user-sync-lifecycle-'));
  const roster = join(directory, 'roster.csv');
  const text = readFileSync(join(FOLDER, 'run.yaml'), 'utf8')
    // More happens here than on any day.
    .replaceAll(/max_(invitations|seats|removals|deactivations): \d+/g, 'max_$1: 5000');
  writeFileSync(join(directory, 'run.yaml'), text);
  writeFileSync(join(directory, 'roster.sql'), readFileSync(join(FOLDER, 'roster.sql')));
  const {pagerduty, pandadoc, pipedrive, scim} = sandbox.vendors;
  // True because the sandbox gives its sections so.
  const entries = (scim?.destinationEntries ?? []) as readonly Record<string, string>[];
  const entry = entries.find((one) => one['vendor'] === 'pendo');
  const environment = {
    PAGERDUTY_API_KEY: String(pagerduty?.credentials['api_key']),
    PAGERDUTY_BASE_URL: String(pagerduty?.baseUrl),
    PANDADOC_API_KEY: keyIn(pandadoc?.destinationConfig),
    PANDADOC_BASE_URL: String(pandadoc?.baseUrl),
    PENDO_SCIM_TOKEN: entry?.['token'] ?? '',
    PENDO_SCIM_BASE_URL: entry?.['base_url'] ?? '',
    PIPEDRIVE_API_TOKEN: String(pipedrive?.credentials['api_token']),
    PIPEDRIVE_BASE_URL: String(pipedrive?.baseUrl),
    ...{ROSTER: roster, USER_SYNC_DATA: directory},
  };
  return {
    sandbox,
    kit,
    run: (employees) => {
      const head = readFileSync(join(FOLDER, 'roster.example.csv'), 'utf8').split('\n')[0] ?? '';
      writeFileSync(roster, [head, ...employees.map(lineOf), ''].join('\n'));
      const parts = {schemas: schemas(), mask: kit.mask, environment};
      const runFile = loadRunFile({path: join(directory, 'run.yaml'), ...parts});
      const options = {runFile, vendors, schemas: parts.schemas, progress: NO_PROGRESS};
      return runSync({...options, dryRun: false, kit});
    },
    callsSince: () => {
      const calls: Record<string, {reads: number; writes: number}> = {};
      for (const {vendor, method} of sandbox.requests()) {
        const counts = (calls[vendor] ??= {reads: 0, writes: 0});
        if (method === 'GET') counts.reads += 1;
        else counts.writes += 1;
      }
      sandbox.clearRequests();
      return calls;
    },
    close: async () => {
      await sandbox.close();
      rmSync(directory, {recursive: true});
    },
  };
}

/** The key of the first workspace in the sandbox's ready section. */
function keyIn(section: unknown): string {
  const [, key = ''] = /"api_key":"([^"]+)"/.exec(JSON.stringify(section)) ?? [];
  return key;
}

type Rows = readonly Readonly<Record<string, unknown>>[];

/** What the query says of every employee who was ever here is what each vendor holds. */
function expectEqual({sandbox}: Bench, roster: readonly Employee[]): void {
  const list = (vendor: string, kind: string): Rows => sandbox.dump(vendor)[kind] ?? [];
  const by = (rows: Rows, name: string): ReadonlyMap<unknown, Rows[number]> =>
    new Map(rows.map((row) => [row[name], row]));
  const ids = by(list('pagerduty', 'users'), 'email');
  const teamNames = by(list('pagerduty', 'teams'), 'id');
  const teamsOf = new Map<unknown, string[]>();
  for (const {team_id: team, user_id: user, role} of list('pagerduty', 'team_members')) {
    const name = `${String(teamNames.get(team)?.['name'])} ${String(role)}`;
    teamsOf.set(user, [...(teamsOf.get(user) ?? []), name]);
  }
  const ofUser = (kind: string): ReadonlyMap<unknown, number> => {
    const counts = new Map<unknown, number>();
    for (const {user_id: user, type} of list('pagerduty', kind)) {
      if (type !== 'email_contact_method') counts.set(user, (counts.get(user) ?? 0) + 1);
    }
    return counts;
  };
  const [methods, rules] = [ofUser('contact_methods'), ofUser('notification_rules')];
  const members = by(list('pandadoc', 'members'), 'email');
  const people = by(list('scim', 'pendo_users'), 'userName');
  const crm = by(list('pipedrive', 'users'), 'email');
  const newRules = rules.get(ids.get(emailOf({at: 0}))?.['id'] ?? '') ?? 0;
  const held = roster.map((employee) => {
    const email = emailOf(employee);
    const user = ids.get(email);
    return {
      email,
      oncall: [user?.['job_title'], teamsOf.get(user?.['id']) ?? [], methods.get(user?.['id'])],
      rules: rules.get(user?.['id']),
      documents: members.get(email)?.['role'],
      directory: [people.get(email)?.['title'], people.get(email)?.['active']],
      crm: crm.get(email)?.['active_flag'],
    };
  });
  const wanted = roster.map((employee) => {
    const {title, team, documentRole, isActive} = employee;
    return {
      email: emailOf(employee),
      oncall: [isActive ? title : expect.anything(), isActive ? [`${team} responder`] : [], 1],
      rules: newRules,
      documents: isActive ? documentRole : undefined,
      directory: [title, isActive],
      crm: isActive,
    };
  });
  expect(held).toEqual(wanted);
}

/** The rounds of the show, with what each of them needs at least. */
function roundsOf(count: number): readonly {
  readonly what: string;
  readonly roster: readonly Employee[];
  readonly minimum: Minimum;
}[] {
  const share = (part: number): number => Math.max(1, Math.round(count * part));
  const everybody = Array.from({length: count + share(0.05)}, (_, at): Employee => ({
    ...{at, title: `Title ${at % 7}`, team: TEAMS[at % TEAMS.length] ?? '', isActive: true},
    documentRole: DOCUMENT_ROLES[at % DOCUMENT_ROLES.length] ?? '',
  }));
  const first = everybody.slice(0, count);
  const [movers, leavers, joiners] = [share(0.1), share(0.05), everybody.length - count];
  const move = (employee: Employee): Employee => ({
    ...employee,
    title: `${employee.title} of all`,
    team: TEAMS[(employee.at + 1) % TEAMS.length] ?? '',
    documentRole: DOCUMENT_ROLES[(employee.at + 1) % DOCUMENT_ROLES.length] ?? '',
  });
  const second = everybody.map((employee) => {
    if (employee.at < movers) return move(employee);
    return employee.at < movers + leavers ? {...employee, isActive: false} : employee;
  });
  const back = Math.max(1, Math.floor(leavers / 2));
  const third = second.map((employee) => {
    const comesBack = !employee.isActive && employee.at < movers + back;
    return comesBack ? {...employee, isActive: true} : employee;
  });
  return [
    {
      what: `${count} join`,
      roster: first,
      // A user, a telephone, a rule, a team; one call elsewhere.
      minimum: {pagerduty: 4 * count, pandadoc: count, scim: count, pipedrive: count},
    },
    {
      what: `${movers} move, ${leavers} leave, ${joiners} join`,
      roster: second,
      // A title, the new team, the old one; who leaves is taken out of one team.
      minimum: {
        pagerduty: 3 * movers + leavers + 4 * joiners,
        pandadoc: movers + leavers + joiners,
        scim: movers + leavers + joiners,
        // A name or a title is nothing that Pipedrive takes.
        pipedrive: leavers + joiners,
      },
    },
    {
      what: `${back} come back`,
      roster: third,
      minimum: {pagerduty: back, pandadoc: back, scim: back, pipedrive: back},
    },
    {
      what: 'nothing changes',
      roster: third,
      minimum: {pagerduty: 0, pandadoc: 0, scim: 0, pipedrive: 0},
    },
  ];
}

describe('the recipe of an employee who joins, moves and leaves', () => {
  it(
    'makes all vendors equal to the query, with no more calls that write than it takes',
    async () => {
      const bench = await openBench();
      const lines: string[] = [];
      try {
        for (const {what, roster, minimum} of roundsOf(PEOPLE)) {
          bench.callsSince();
          const report = await bench.run(roster);
          expect({what, outcome: report.outcome}).toEqual({what, outcome: 'done'});
          expectEqual(bench, roster);
          const calls = bench.callsSince();
          for (const vendor of Object.keys(minimum)) {
            const {reads = 0, writes = 0} = calls[vendor] ?? {};
            lines.push(`| ${what} | ${vendor} | ${writes} | ${minimum[vendor] ?? 0} | ${reads} |`);
          }
          const writes = Object.keys(minimum).map((name) => [name, calls[name]?.writes ?? 0]);
          expect({what, writes: Object.fromEntries(writes) as unknown}).toEqual({
            what,
            writes: minimum,
          });
        }
      } finally {
        await bench.close();
        if (IS_SHOWN) process.stdout.write(`${lines.join('\n')}\n`);
      }
    },
    60_000 + PEOPLE * 400,
  );
});
