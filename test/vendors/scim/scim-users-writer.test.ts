import type {JsonObject} from '../../../src/core/json';
import {textOf} from '../support/text-of';
import {allowed, withDirectory, type Directory, type SandboxUser} from './scim-writing';

const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const WRITES = /^(?:POST|PUT|PATCH|DELETE) /;

/** A user with a trait, by the number among those who have it. */
function pick(
  {users}: Pick<Directory, 'users'>,
  fits: (user: SandboxUser) => boolean,
  at = 0,
): SandboxUser {
  const user = users().filter(fits)[at];
  if (user === undefined) throw new Error('the sandbox has no such user');
  return user;
}

const isActive = ({active}: SandboxUser): boolean => active;
const isInactive = ({active}: SandboxUser): boolean => !active;

/** What joins, moves and leaves; the first three exist. */
function rowsOf(directory: Directory): readonly JsonObject[] {
  return [
    {userName: pick(directory, isActive, 1).userName, 'name.givenName': 'Moved', active: true},
    {userName: pick(directory, isActive, 2).userName, active: false},
    {userName: pick(directory, isInactive).userName, active: true},
    {
      userName: 'Joins@acme.example',
      externalId: 'joiner-1',
      'name.givenName': 'Jo',
      'name.familyName': 'Ins',
      'emails[type eq "work"].value': 'joins@acme.example',
      [`${ENTERPRISE}:department`]: 'Research',
      active: true,
    },
  ];
}

const comparable = (user: SandboxUser): JsonObject => ({
  ...user,
  meta: undefined,
  // With the address of the sandbox.
  groups: undefined,
  userName: user.userName.toLowerCase(),
});

const QUIRKS = [
  'no_filter',
  'no_patch',
  'put_only',
  'lower_case_user_names',
  'text_booleans',
  'empty_answers',
  'inactive_conflict',
  'literal_remove',
  'number_ids',
  'swapped_first_letters',
];

describe('The writer of SCIM users', () => {
  it('asks for pages that are as long as the service says that they may be', async () => {
    await withDirectory('pendo', {users: 60, page_size_max: 40}, async (directory) => {
      await directory.write([{userName: 'nobody@acme.example'}], {mode: 'update'});
      const counts = directory.sandbox
        .requests()
        .map(({query}) => query['count'])
        .filter((count) => count !== undefined && count !== '1');
      expect(new Set(counts)).toEqual(new Set(['40']));
    });
  });

  let plain: readonly JsonObject[] = [];
  beforeAll(async () => {
    await withDirectory('pendo', {profile: 'strict'}, async (directory) => {
      const {fates} = await directory.write(rowsOf(directory), {mode: 'upsert', section: allowed});
      expect(fates).toEqual(['written', 'written', 'written', 'created']);
      plain = directory.users().map(comparable);
      expect(plain.at(-1)).toMatchObject({
        userName: 'joins@acme.example',
        externalId: 'joiner-1',
        name: {givenName: 'Jo', familyName: 'Ins'},
        emails: [{type: 'work', value: 'joins@acme.example'}],
        [ENTERPRISE]: {department: 'Research'},
        active: true,
      });
    });
  });

  it.each(QUIRKS)('leaves the same with the quirk %s, and writes nothing twice', async (quirk) => {
    await withDirectory('pendo', {profile: 'strict', quirks: [quirk]}, async (directory) => {
      const rows = rowsOf(directory);
      const {fates, failure} = await directory.write(rows, {mode: 'upsert', section: allowed});
      expect(failure).toBeUndefined();
      expect(fates).toEqual(['written', 'written', 'written', 'created']);
      const shown = directory.users().map(comparable);
      if (quirk !== 'number_ids') expect(shown).toEqual(plain);
      directory.calls();
      const again = await directory.write(rows, {mode: 'upsert', section: allowed});
      // Whom the list leaves out is tried once more, and found.
      expect(again.fates.every((fate) => fate === 'unchanged')).toBe(true);
      expect(directory.calls().filter((call) => WRITES.test(call))).toEqual([]);
    });
  });

  it('replaces whole users where the service has no PATCH, and loses nothing of them', async () => {
    await withDirectory('pendo', {profile: 'strict', quirks: ['put_only']}, async (directory) => {
      const before = directory.users();
      const {userName} = pick(directory, isActive);
      await directory.write([{userName, title: 'Boss'}]);
      const wanted = before.map((user) =>
        user.userName === userName ? {...user, title: 'Boss', meta: undefined} : user,
      );
      const after = directory
        .users()
        .map((user) => (user.userName === userName ? {...user, meta: undefined} : user));
      expect(after).toEqual(wanted);
      const calls = directory.calls();
      // One PATCH is refused; nobody tries it a second time.
      const other = pick(directory, isActive, 3);
      await directory.write([{userName: other.userName, title: 'Boss'}]);
      expect(calls.filter((call) => call.startsWith('PATCH'))).toHaveLength(1);
      expect(calls.filter((call) => call.startsWith('PUT'))).toHaveLength(1);
    });
  });

  it('looks for few users by filters, and lists all when many come', async () => {
    const settings = {profile: 'strict', users: 301};
    await withDirectory('pendo', settings, async (directory) => {
      const names = directory.users().map(({userName}) => userName);
      const rows = (count: number): readonly JsonObject[] =>
        names.slice(0, count).map((userName) => ({userName: userName.toUpperCase(), active: true}));
      directory.calls();
      await directory.write(rows(2), {section: allowed});
      const few = directory.calls();
      expect(few.filter((call) => call === 'GET /Users?filter')).toHaveLength(2);
      expect(few.filter((call) => call === 'GET /Users')).toHaveLength(1);
      await directory.write(rows(40), {section: allowed});
      const many = directory.calls();
      expect(many.filter((call) => call === 'GET /Users?filter').length).toBeLessThanOrEqual(5);
      expect(many.filter((call) => call === 'GET /Users').length).toBeLessThanOrEqual(7);
    });
  });

  it('creates nobody when a look-up fails', async () => {
    const settings = {profile: 'strict', users: 301};
    await withDirectory('pendo', settings, async (directory) => {
      directory.sandbox.setFaults([
        {what: {type: 'status', status: 500}, when: {type: 'from', n: 5}},
      ]);
      const {fates, failure} = await directory.write([{userName: 'new@acme.example'}], {
        mode: 'upsert',
        section: allowed,
      });
      expect({fates, kind: failure?.kind}).toEqual({fates: ['not tried'], kind: 'transient'});
      expect(directory.users()).toHaveLength(301);
    });
  });

  it.each(['reset_after', 'truncated'] as const)(
    'settles a POST that was answered by %s with a look-up',
    async (type) => {
      await withDirectory('pendo', {profile: 'strict'}, async (directory) => {
        const when = {type: 'nth', n: 1} as const;
        directory.sandbox.setFaults([{what: {type}, when, method: 'POST'}]);
        const {fates} = await directory.write([{userName: 'new@acme.example'}], {
          mode: 'upsert',
          section: allowed,
        });
        expect(fates).toEqual(['created']);
        const posts = directory.calls().filter((call) => call === 'POST /Users');
        expect(posts).toHaveLength(1);
        expect(
          directory.users().filter(({userName}) => userName === 'new@acme.example'),
        ).toHaveLength(1);
      });
    },
  );

  it('finds users by name in any letter case and any form of Unicode', async () => {
    await withDirectory('pendo', {profile: 'strict'}, async (directory) => {
      const created = await directory.write([{userName: 'Zoe\u0308@acme.example'}], {
        mode: 'upsert',
        section: allowed,
      });
      const again = await directory.write(
        [{userName: 'ZO\u00cb@ACME.example', 'name.givenName': 'Zoë'}],
        {mode: 'upsert', section: allowed},
      );
      expect([...created.fates, ...again.fates]).toEqual(['created', 'written']);
      expect(directory.users()).toHaveLength(61);
    });
  });

  it('finds users by externalId and by id, and creates nobody by id', async () => {
    await withDirectory('pendo', {profile: 'strict'}, async (directory) => {
      const user = pick(directory, ({externalId}) => externalId !== undefined, 1);
      const byExternal = await directory.write(
        [
          {externalId: textOf(user['externalId']), title: 'A'},
          {externalId: 'nobody', title: 'A'},
        ],
        {key: 'externalId', mode: 'upsert', section: allowed},
      );
      expect(byExternal.fates).toEqual(['written', 'invalid_value']);
      const byId = await directory.write(
        [
          {id: user.id, title: 'B'},
          {id: 'nobody', title: 'B'},
        ],
        {
          key: 'id',
          mode: 'upsert',
          section: allowed,
        },
      );
      expect(byId.fates).toEqual(['written', 'not_found']);
      expect(directory.users().find(({id}) => id === user.id)).toMatchObject({title: 'B'});
    });
  });

  it('adopts whoever has the externalId already, and says so where it may only insert', async () => {
    await withDirectory('pendo', {profile: 'strict'}, async (directory) => {
      const user = pick(directory, ({externalId, active}) => active && externalId !== undefined, 1);
      const row = {userName: 'renamed@acme.example', externalId: textOf(user['externalId'])};
      const inserted = await directory.write([row], {mode: 'insert', section: allowed});
      const upserted = await directory.write([row], {mode: 'upsert', section: allowed});
      expect([...inserted.fates, ...upserted.fates]).toEqual(['already_exists', 'written']);
      expect(directory.users().find(({id}) => id === user.id)).toMatchObject(row);
    });
  });

  it('reactivates whom the list hides and the service refuses to create again', async () => {
    const settings = {profile: 'strict', quirks: ['inactive_conflict']};
    await withDirectory('pendo', settings, async (directory) => {
      const hidden = pick(
        directory,
        (user) => isInactive(user) && user['externalId'] !== undefined,
      );
      const row = {userName: hidden.userName, externalId: textOf(hidden['externalId'])};
      const planned = await directory.write([row], {
        mode: 'upsert',
        section: allowed,
        dryRun: true,
      });
      expect(planned.plans).toMatchObject([
        {status: 'update', changes: [{field: 'active', to: true}]},
      ]);
      const inserted = await directory.write([row], {mode: 'insert', section: allowed});
      const upserted = await directory.write([row], {mode: 'upsert', section: allowed});
      expect([...inserted.fates, ...upserted.fates]).toEqual(['already_exists', 'written']);
      expect(directory.users().find(({id}) => id === hidden.id)).toMatchObject({active: true});
      expect(directory.users()).toHaveLength(60);
    });
  });

  it.each([
    ['upsert', 'written', true],
    ['insert', 'unconfirmed', false],
  ] as const)(
    'takes nobody who was hidden before for whom it created, when the answer to a POST is lost (%s)',
    async (mode, fate, active) => {
      const settings = {profile: 'strict', quirks: ['inactive_conflict']};
      await withDirectory('pendo', settings, async (directory) => {
        const hidden = pick(directory, isInactive);
        const when = {type: 'nth', n: 1} as const;
        directory.sandbox.setFaults([{what: {type: 'reset_before'}, when, method: 'POST'}]);
        const row = {userName: hidden.userName, active: true};
        const {fates} = await directory.write([row], {mode, section: allowed});
        expect(fates).toEqual([fate]);
        expect(directory.users().find(({id}) => id === hidden.id)).toMatchObject({active});
        expect(directory.users()).toHaveLength(60);
      });
    },
  );

  it('neither creates nor activates anybody without leave, and no more than allowed', async () => {
    await withDirectory('pendo', {}, async (directory) => {
      const rows = [
        {userName: 'new@acme.example'},
        {userName: pick(directory, isInactive).userName, active: true},
      ];
      const refused = await directory.write(rows, {mode: 'upsert'});
      expect(refused.fates).toEqual(['not_allowed', 'not_allowed']);
      expect(refused.messages.join()).toContain('pendo_scim.allow_invitations');
      const section = {allow_invitations: true, max_invitations: 1};
      const braked = await directory.write(rows, {mode: 'upsert', section});
      expect([...braked.fates].sort()).toEqual(['created', 'limit_reached']);
    });
  });

  it('deactivates no more than allowed, and never the last one with an admin role', async () => {
    await withDirectory('pagerduty', {users: 12}, async (directory) => {
      const isAdmin = ({roles}: SandboxUser): boolean => JSON.stringify(roles).includes('"admin"');
      const admins = directory.users().filter((user) => user.active && isAdmin(user));
      const others = directory.users().filter((user) => user.active && !isAdmin(user));
      const rows = [...admins, ...others.slice(0, 2)].map(({userName}) => ({userName}));
      expect(admins.length).toBeGreaterThan(0);
      const section = {allow_permanent: true, max_deactivations: admins.length};
      const {fates} = await directory.write(rows, {mode: 'soft_delete', section});
      expect(fates.filter((fate) => fate === 'not_allowed')).toHaveLength(1);
      expect(fates.filter((fate) => fate === 'limit_reached')).toHaveLength(1);
      const left = directory.users().filter((user) => user.active && isAdmin(user));
      expect(left).toHaveLength(1);
    });
  });

  it('deletes nobody of PagerDuty for good without leave (PagerDuty Q13)', async () => {
    await withDirectory('pagerduty', {profile: 'documented'}, async (directory) => {
      const {userName} = pick(
        directory,
        (user) => user.active && !JSON.stringify(user).includes('admin'),
      );
      const rows = [{userName, active: false}];
      const refused = await directory.write(rows);
      expect(refused.fates).toEqual(['not_allowed']);
      expect(refused.messages[0]).toContain('pagerduty_scim.allow_permanent');
      const section = {allow_permanent: true};
      const planned = await directory.write(rows, {section, dryRun: true});
      expect(planned.plans).toMatchObject([
        {notes: ['would be deleted for good'], costs: {calls: 1, removals: 1, seats: 0}},
      ]);
      expect(directory.users()).toHaveLength(60);
      const written = await directory.write(rows, {section});
      expect(written.fates).toEqual(['written']);
      expect(written.remarks.join()).toContain('deleted for good: 1');
      expect(directory.users()).toHaveLength(59);
    });
  });

  it('deactivates whom a directory has renamed, and does not send the name', async () => {
    await withDirectory('pendo', {profile: 'strict'}, async (directory) => {
      const [one, two] = [pick(directory, isActive), pick(directory, isActive, 1)];
      const hex = 'c0ffee00'.repeat(4);
      const byName = await directory.write(
        [{userName: `${hex}${one.userName}`, active: false, title: 'Gone'}],
        {section: allowed},
      );
      const byId = await directory.write(
        [
          {id: two.id, userName: `${hex}${two.userName}`, active: false},
          {id: pick(directory, isActive, 4).id, userName: `${hex}x@acme.example`},
        ],
        {key: 'id', section: allowed},
      );
      expect([...byName.fates, ...byId.fates]).toEqual(['written', 'written', 'invalid_value']);
      expect(byName.remarks.join()).toContain('32 hex digits');
      const shown = directory.users();
      for (const {id, userName} of [one, two]) {
        expect(shown.find((user) => user.id === id)).toMatchObject({userName, active: false});
      }
    });
  });

  it('gives the reason that the service names, with its words', async () => {
    await withDirectory('pendo', {profile: 'strict'}, async (directory) => {
      const {userName} = pick(directory, isActive);
      const cases = [
        ['mutability', 'read_only_field'],
        ['invalidValue', 'invalid_value'],
        ['sensitive', 'not_allowed'],
        ['invalidSyntax', 'refused_by_vendor'],
      ] as const;
      for (const [scimType, reason] of cases) {
        const body = {schemas: [], status: '400', scimType, detail: 'This is not to be.'};
        const what = {type: 'status', status: 400, body} as const;
        directory.sandbox.setFaults([{what, when: {type: 'always'}, method: 'PATCH'}]);
        const {fates, messages} = await directory.write([{userName, title: `Boss ${scimType}`}]);
        expect(fates).toEqual([reason]);
        expect(messages[0]).toContain('This is not to be.');
      }
    });
  });

  it('changes single values of lists and leaves the others', async () => {
    await withDirectory('pendo', {profile: 'strict'}, async (directory) => {
      const {id, userName} = pick(
        directory,
        ({emails}) => Array.isArray(emails) && emails.length > 1,
      );
      const {fates} = await directory.write(
        [
          {
            userName,
            'emails[type eq "home"].value': 'other@home.example',
            'emails[type eq "other"].value': 'third@acme.example',
            'phoneNumbers[type eq "mobile"].value': 'tel:+1-555-0100',
            [`${ENTERPRISE}:manager.value`]: null,
            [ENTERPRISE]: {costCenter: '7'},
          },
        ],
        {nulls: 'clear'},
      );
      expect(fates).toEqual(['written']);
      const after = directory.users().find((user) => user.id === id);
      expect(after?.['emails']).toMatchObject([
        {value: userName, type: 'work', primary: true},
        {value: 'other@home.example', type: 'home'},
        {value: 'third@acme.example', type: 'other'},
      ]);
      expect(after?.[ENTERPRISE]).toMatchObject({costCenter: '7'});
      expect(after?.[ENTERPRISE]).not.toHaveProperty('manager');
    });
  });

  it('empties a list for an empty array only where that is wanted', async () => {
    await withDirectory('pendo', {profile: 'strict'}, async (directory) => {
      const user = pick(directory, ({phoneNumbers}) => phoneNumbers !== undefined);
      const row = {userName: user.userName, phoneNumbers: []};
      expect((await directory.write([row])).fates).toEqual(['unchanged']);
      expect((await directory.write([row], {section: {empty_lists: 'clear'}})).fates).toEqual([
        'written',
      ]);
      expect(directory.users().find(({id}) => id === user.id)).not.toHaveProperty('phoneNumbers');
    });
  });

  it('works with a service that does not describe itself', async () => {
    await withDirectory('pandadoc', {}, async (directory) => {
      const {id, userName} = pick(directory, isActive);
      const {fates} = await directory.write([{USERNAME: userName, NAME: {GIVENNAME: 'Ada'}}], {
        key: 'USERNAME',
      });
      expect(fates).toEqual(['written']);
      expect(directory.users().find((user) => user.id === id)).toMatchObject({
        name: {givenName: 'Ada'},
      });
    });
  });
});
