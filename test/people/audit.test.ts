import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {judgeFindings} from '../../src/people/findings/judge-findings';
import type {PeopleSettings} from '../../src/people/people-settings';
import {readResult} from '../../src/people/read-result';
import {preparePeopleTables, updatePeople} from '../../src/people/update-people';
import {vendors} from '../../src/vendors/registry';
import type {Database} from '../../src/warehouse/database';
import type {Warehouse} from '../../src/warehouse/open-warehouse';
import {openWarehouse} from '../../src/warehouse/open-warehouse';
import type {AuditResult} from '../../src/people/audit-result';
import {loadWorld} from '../support/load-world';

const mappings = vendors.flatMap(({people = []}) => people);
const NOW = '2026-11-20T00:00:00Z';
const ROSTER = `SELECT * FROM (VALUES
  ('1', 'ann.lee@acme.example', 'Ann Lee', 'active', '+49 151 10000001'),
  ('2', 'bob.ray@acme.example', 'Bob Ray', 'left', NULL),
  ('3', 'cy.fox@acme.example', 'Cy Fox', 'active', NULL)) AS r(key, email, name, status, phone)`;

let warehouse: Warehouse;
let database: Database;
let directory: string;
let settings: PeopleSettings;

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'audit-'));
  warehouse = await openWarehouse({path: ':memory:'});
  ({database} = warehouse);
  settings = {
    rosterSql: ROSTER,
    includeVisitors: false,
    defaultRegion: 'DE',
    thresholds: {
      companyDomains: ['acme.example'],
      dormantDays: 90,
      invitationDays: 14,
      adminsMax: 2,
    },
  };
  await preparePeopleTables(database, {settings, mappings});
  await loadWorld(database, []);
});

afterEach(() => {
  warehouse.close();
  rmSync(directory, {recursive: true});
});

async function audit(
  changes: Partial<PeopleSettings> = {},
  {allowShrink = false, at = NOW} = {},
): Promise<AuditResult> {
  settings = {...settings, ...changes};
  const {notes} = await updatePeople(database, {settings, mappings, allowShrink, at});
  const hasRoster = settings.rosterSql !== undefined;
  const {thresholds} = settings;
  const left_out = await judgeFindings(database, {thresholds, hasRoster, customers: [], at});
  return readResult(database, {left_out, notes, seconds: 0});
}

function pipedrive(id: number, name: string, email: string, more = ''): Promise<void> {
  return database.run(
    `INSERT INTO pipedrive_users BY NAME SELECT ${id} AS id, '${name}' AS name, '${email}' AS email, true AS active_flag, true AS activated, 5 AS role_id${more}`,
  );
}

function pagerduty(id: string, name: string, email: string, more = ''): Promise<void> {
  return database.run(
    `INSERT INTO pagerduty_users BY NAME SELECT '${id}' AS id, '${name}' AS name, '${email}' AS email, 'user' AS role${more}`,
  );
}

function found(result: AuditResult, rule: string): readonly string[] {
  return result.findings
    .filter((finding) => finding.rule === rule && finding.state !== 'resolved')
    .map(({vendor, account_id}) => `${vendor ?? ''}:${account_id ?? ''}`);
}

/** What each rule must find among planted accounts, and nothing else. */
const PLANTED: readonly (readonly [string, () => Promise<void>, readonly string[]])[] = [
  ['leaver_with_access', () => pipedrive(2, 'Bob Ray', 'bob.ray@acme.example'), ['pipedrive:2']],
  ['unknown_account', () => pipedrive(9, 'Zed Unknown', 'zed@acme.example'), ['pipedrive:9']],
  [
    'disabled_in_directory',
    async () => {
      await pagerduty('P1', 'Ann Lee', 'ann.lee@acme.example');
      await database.run(
        `INSERT INTO pagerduty_scim_users BY NAME SELECT 'S1' AS id, 'ann.lee@acme.example' AS "userName", false AS active`,
      );
    },
    ['pagerduty:P1'],
  ],
  [
    'dormant_account',
    async () => {
      await pipedrive(
        1,
        'Ann Lee',
        'ann.lee@acme.example',
        ", TIMESTAMPTZ '2026-01-01' AS last_login",
      );
      await pipedrive(
        3,
        'Cy Fox',
        'cy.fox@acme.example',
        ", TIMESTAMPTZ '2026-11-01' AS last_login",
      );
    },
    ['pipedrive:1'],
  ],
  [
    'stale_invitation',
    () =>
      database.run(
        "INSERT INTO pipedrive_users BY NAME SELECT 3 AS id, 'Cy Fox' AS name, 'cy.fox@acme.example' AS email, true AS active_flag, false AS activated, TIMESTAMPTZ '2026-10-01' AS created",
      ),
    ['pipedrive:3'],
  ],
  [
    'outside_domain',
    async () => {
      await pipedrive(3, 'Cy Fox', 'cy.fox@mail.example');
      await pipedrive(1, 'Ann Lee', 'ann.lee@eu.acme.example');
    },
    ['pipedrive:3'],
  ],
  [
    'too_many_admins',
    async () => {
      for (const id of [4, 5, 6]) {
        await pipedrive(id, `Name${id} Adm`, `a${id}@acme.example`, ', true AS _is_admin');
      }
    },
    ['pipedrive:'],
  ],
  [
    'last_admin',
    () => pipedrive(1, 'Ann Lee', 'ann.lee@acme.example', ', true AS _is_admin'),
    ['pipedrive:'],
  ],
  [
    'no_role',
    async () => {
      await pipedrive(1, 'Ann Lee', 'ann.lee@acme.example');
      await database.run('UPDATE pipedrive_users SET role_id = NULL');
      await pipedrive(3, 'Cy Fox', 'cy.fox@acme.example');
    },
    ['pipedrive:1'],
  ],
  [
    'unreachable_responder',
    async () => {
      const team = `, '[{"id":"T1"}]'::JSON AS teams`;
      await pagerduty('P1', 'Ann Lee', 'ann.lee@acme.example', team);
      await pagerduty('P3', 'Cy Fox', 'cy.fox@acme.example', team);
      await database.run(
        "INSERT INTO pagerduty_contact_methods BY NAME SELECT 'C' AS id, 'P3' AS user_id, 'push_notification_contact_method' AS type, 'x' AS address",
      );
    },
    ['pagerduty:P1'],
  ],
  [
    'duplicate_account',
    async () => {
      await pipedrive(1, 'Ann Lee', 'ann.lee@acme.example');
      await pipedrive(8, 'Ann Lee', 'ann.lee+old@acme.example');
    },
    ['pipedrive:1'],
  ],
  [
    'address_differs',
    () => pipedrive(1, 'Ann Lee', 'lee@acme.example', ", '+49 151 10000001' AS phone"),
    ['pipedrive:1'],
  ],
  [
    'phone_differs',
    () => pipedrive(1, 'Ann Lee', 'ann.lee@acme.example', ", '+49 151 99999999' AS phone"),
    ['pipedrive:1'],
  ],
  [
    'shared_mailbox',
    async () => {
      await pipedrive(5, 'Dora Nix', 'team@acme.example');
      await pagerduty('P5', 'Max Orr', 'team@acme.example');
    },
    [':'],
  ],
  [
    'needs_review',
    async () => {
      await pipedrive(1, 'Ann Lee', 'ann.lee@acme.example');
      await pipedrive(8, 'Ann Lee', 'ann.lee@acme.example');
    },
    [':'],
  ],
];

describe('The rules of the audit', () => {
  it.each(PLANTED)(
    'find what is planted for %s and nothing else',
    async (rule, plant, expected) => {
      await plant();
      expect(found(await audit(), rule)).toEqual(expected);
    },
  );

  it('find nothing in a company where all is well', async () => {
    for (const [id, name, email] of [
      [1, 'Ann Lee', 'ann.lee@acme.example'],
      [3, 'Cyrus Fox', 'CY.FOX@acme.example'],
    ] as const) {
      await pipedrive(id, name, email, ', true AS _is_admin');
    }
    const result = await audit();
    expect(result.findings).toEqual([]);
    expect(result.left_out.map(({rule}) => rule)).toEqual(['disabled_in_directory', 'new_admin']);
  });

  it('tell a new admin from the second audit on until the rights are gone', async () => {
    await pipedrive(1, 'Ann Lee', 'ann.lee@acme.example');
    await audit();
    await database.run('UPDATE pipedrive_users SET _is_admin = true');
    expect(found(await audit(), 'new_admin')).toEqual(['pipedrive:1']);
    const third = await audit();
    expect(third.findings.find(({rule}) => rule === 'new_admin')?.state).toBe('known');
    await database.run('UPDATE pipedrive_users SET _is_admin = false');
    expect((await audit()).findings.find(({rule}) => rule === 'new_admin')?.state).toBe('resolved');
  });

  it('keep a finding as known, accept it until its day, and then tell it again', async () => {
    await pipedrive(9, 'Zed Unknown', 'zed@acme.example');
    const [first] = (await audit()).findings.filter(({rule}) => rule === 'unknown_account');
    expect(first?.state).toBe('new');
    const decisionsPath = join(directory, 'decisions.csv');
    writeFileSync(
      decisionsPath,
      `decision,left_vendor,left_account,right_vendor,right_account,finding,until,reason\naccept,,,,,${first?.finding_id ?? ''},2026-12-01,agency\n`,
    );
    const stateAt = async (at: string): Promise<unknown> =>
      (await audit({decisionsPath}, {at})).findings.find(({rule}) => rule === 'unknown_account')
        ?.state;
    expect(await stateAt(NOW)).toBe('accepted');
    expect(await stateAt('2026-12-02T00:00:00Z')).toBe('known');
  });
});

describe('Files of the audit', () => {
  it('stop it when the roster shrinks, unless that is allowed once', async () => {
    await audit();
    await database.run("INSERT INTO _people.setting VALUES ('rows of roster', '10')");
    await expect(audit()).rejects.toThrow('has 3 rows and had 10 at the last audit');
    await expect(audit({}, {allowShrink: true})).resolves.toBeDefined();
  });

  it.each([
    ['SELECT 1 AS key', 'no column status'],
    ["SELECT 1 AS key, 'x' AS name, 'gone' AS status", 'status other than'],
    ["SELECT 1 AS key, 'x' AS name, 'left' AS status WHERE false", 'gives no row'],
    ['SELECT FROM', 'people.roster'],
  ])('stop it when the roster is %s', async (rosterSql, message) => {
    await expect(audit({rosterSql})).rejects.toThrow(message);
  });

  it.each([
    ['', 'is empty'],
    ['decision,left_vendor\nsame,x\n', 'has no column left_account'],
    [
      'decision,left_vendor,left_account,right_vendor,right_account\nmaybe,a,1,b,2\n',
      'line 2: the decision is',
    ],
    [
      'decision,left_vendor,left_account,right_vendor,right_account\nsame,a,1,b,2\nsame,b,2,c,3\nnot_same,a,1,c,3\n',
      'line 4: not_same contradicts',
    ],
  ])('stop it when decisions are wrong (%#)', async (text, message) => {
    const decisionsPath = join(directory, 'decisions.csv');
    writeFileSync(decisionsPath, text);
    await expect(audit({decisionsPath})).rejects.toThrow(message);
  });

  it('stop it when the service accounts cannot be read', async () => {
    await expect(audit({servicesPath: join(directory, 'none.csv')})).rejects.toThrow(
      'cannot be read',
    );
  });

  it.each([
    ['pipedriv,7', 'line 2: the vendor "pipedriv" is not known. Write one of pagerduty'],
    [',*@*', 'line 2: the account "*@*" would take everybody out'],
    ['pipedrive,', 'line 2: the account is empty'],
  ])('stop it when the service accounts hold %s', async (line, message) => {
    const servicesPath = join(directory, 'service-accounts.csv');
    writeFileSync(servicesPath, `vendor,account\n${line}\n`);
    await expect(audit({servicesPath})).rejects.toThrow(message);
  });

  it('take service accounts out of every comparison', async () => {
    await pipedrive(1, 'Ann Lee', 'ann.lee@acme.example');
    await pagerduty('P7', 'Ann Lee', 'ann.lee@acme.example');
    const servicesPath = join(directory, 'service-accounts.csv');
    writeFileSync(
      servicesPath,
      'vendor,account,owner,reason\npagerduty,ann.*@acme.example,it,test\n',
    );
    const {links} = await audit({servicesPath});
    expect(links.map(({left_vendor, right_vendor}) => [left_vendor, right_vendor])).toEqual([
      ['pipedrive', 'roster'],
    ]);
  });
});

describe('Decisions', () => {
  const HEAD = 'decision,left_vendor,left_account,right_vendor,right_account\n';

  async function decide(lines: string): Promise<AuditResult> {
    const decisionsPath = join(directory, 'decisions.csv');
    writeFileSync(decisionsPath, HEAD + lines);
    return audit({decisionsPath});
  }

  const personOf = ({accounts}: AuditResult, vendor: string, id: string): string | undefined =>
    accounts.find((account) => account.vendor === vendor && account.account_id === id)?.person_id;

  it('join what no evidence joins, and divide what evidence joins', async () => {
    await pipedrive(1, 'Ann Lee', 'ann.lee@acme.example');
    await pipedrive(9, 'Zed Unknown', 'zed@acme.example');
    const before = await audit();
    expect(personOf(before, 'pipedrive', '1')).toBe(personOf(before, 'roster', '1'));
    const after = await decide('not_same,pipedrive,1,roster,1\nsame,pipedrive,9,roster,3\n');
    expect(personOf(after, 'pipedrive', '1')).not.toBe(personOf(after, 'roster', '1'));
    expect(personOf(after, 'pipedrive', '9')).toBe(personOf(after, 'roster', '3'));
    expect(after.events.map(({kind}) => kind).sort()).toEqual(['divided', 'merged']);
    expect(after.near).toHaveLength(1);
  });

  it('settle a cluster with two accounts of one vendor', async () => {
    await pipedrive(1, 'Ann Lee', 'ann.lee@acme.example');
    await pipedrive(8, 'Ann Lee', 'ann.lee@acme.example');
    const before = await audit();
    expect(before.links).toEqual([]);
    expect(before.review).toHaveLength(3);
    const after = await decide('same,pipedrive,1,roster,1\nnot_same,pipedrive,8,pipedrive,1\n');
    expect(after.review).toEqual([]);
    expect(personOf(after, 'pipedrive', '1')).toBe(personOf(after, 'roster', '1'));
    expect(personOf(after, 'pipedrive', '8')).not.toBe(personOf(after, 'roster', '1'));
  });

  it('are told and kept when their accounts are not there', async () => {
    const {notes} = await decide('same,pipedrive,77,roster,1\n');
    expect(notes).toEqual([expect.stringContaining('lines 2.')]);
  });
});
