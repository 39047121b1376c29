import nock from 'nock';
import type {JsonObject} from '../../../src/core/json';
import {containing} from '../support/matchers';
import {useNockStrictly} from '../../support/nock-rules';
import {pipedriveDestination} from '../../../src/vendors/pipedrive/destination';
import {createVendorKit} from '../support/vendor-kit';
import {userRecord, writeRows, type Writing} from './users-writing';

useNockStrictly();

const api = () => nock('https://api.pipedrive.com/v1');
const admin = [{app: 'global', admin: true}];
const plain = [{app: 'sales', admin: false}];

function user(id: number, more: JsonObject = {}): JsonObject {
  return {
    id,
    name: `User ${id}`,
    email: `user-${id}@example.com`,
    phone: null,
    active_flag: true,
    role_id: 1,
    access: plain,
    is_deleted: false,
    ...more,
  };
}

const owner = user(1, {email: 'owner@example.com', access: admin});
const others = [user(2), user(3, {active_flag: false})];

// Lists come whole: once more for the place behind them, to see that there are no pages.
function mockOpening(users: readonly JsonObject[] = others, me: JsonObject = owner): void {
  api().get('/users/me').reply(200, {success: true, data: me});
  api()
    .get('/users')
    .query(true)
    .times(2)
    .reply(200, {success: true, data: [me, ...users]});
}

function mockRoles(): void {
  api()
    .get('/roles')
    .query(true)
    .times(2)
    .reply(200, {
      success: true,
      data: [
        {id: 1, name: '(Unassigned users)'},
        {id: 5, name: 'Sales'},
        {id: 6, name: 'Twin'},
        {id: 7, name: 'Twin'},
        {id: 8, name: '5'},
      ],
    });
}

const mockAssignment = (role: number, userId: number) =>
  api()
    .post(`/roles/${role}/assignments`, {user_id: userId})
    .reply(200, {success: true, data: {user_id: userId, role_id: role}});

const allowed = {section: {allow_invitations: true}, mode: 'upsert'} as const;

describe('what is sent to Pipedrive', () => {
  it('is the token in the header, never in the address', async () => {
    mockOpening();
    api()
      .put('/users/2', {active_flag: false})
      .matchHeader('x-api-token', 'token-of-alice')
      .query((query) => Object.keys(query).length === 0)
      .reply(200, {success: true, data: user(2, {active_flag: false})});
    const written = await writeRows([{email: 'user-2@example.com', active_flag: false}]);
    expect(written.fates).toEqual(['written']);
    expect(written.log).not.toContain('token-of-alice');
  });

  it('is e-mail, access and name for a new user, and the role in a second call', async () => {
    mockOpening();
    mockRoles();
    const body = {
      email: 'new@example.com',
      name: 'New One',
      access: [{app: 'sales'}],
      active_flag: true,
    };
    api()
      .post('/users', body)
      .reply(200, {success: true, data: user(9, {...body, name: 'new@example.com'})});
    mockAssignment(5, 9);
    const row = {...body, email: ' New@Example.com', role: 'Sales', phone: '+49'};
    const written = await writeRows([row], allowed);
    expect(written.fates).toEqual(['created']);
    expect(written.log).toContain('WARN Pipedrive: field "phone" cannot be set');
    expect(written.log).not.toContain('"name"');
  });

  it('is no null for a new user; a role and a state cannot be null', async () => {
    mockOpening();
    const made = user(9, {email: 'new@example.com'});
    api().post('/users', {email: 'new@example.com'}).reply(200, {success: true, data: made});
    const rows = [
      {email: 'new@example.com', name: null, phone: null},
      {email: 'user-2@example.com', role: null},
      {email: 'user-3@example.com', active_flag: null},
    ];
    const written = await writeRows(rows, {...allowed, nulls: 'clear'});
    expect(written.fates).toEqual(['created', 'invalid_type', 'invalid_type']);
  });

  it('is only active_flag for a user who exists; each other field that differs is warned of once', async () => {
    mockOpening();
    api()
      .put('/users/3', {active_flag: true})
      .reply(200, {success: true, data: user(3)});
    const rows = [
      {email: 'user-2@example.com', name: 'Other', phone: '+1', locale: null, id: 2},
      {email: 'user-3@example.com', NAME: 'Another', active_flag: true},
      {email: 'owner@example.com', name: 'User 1', access: [{app: 'global', admin: true}]},
    ];
    const written = await writeRows(rows, {section: {allow_invitations: true}});
    expect(written.fates).toEqual(['unchanged', 'written', 'unchanged']);
    const warnings = written.kit.logged.filter(({level}) => level === 'WARN');
    expect(warnings.map(({message}) => message)).toEqual([
      'Pipedrive: field "name" cannot be set through the API, so it is not sent.',
      'Pipedrive: field "phone" cannot be set through the API, so it is not sent.',
      'Pipedrive: not sent (records by field): name 2, phone 1.',
    ]);
  });

  it('is every field with write_fields guide, and what did not take becomes a warning', async () => {
    mockOpening();
    api()
      .put('/users/2', {active_flag: true, name: 'Other', phone: '+1'})
      .reply(200, {success: true, data: user(2, {name: 'Other'})});
    api()
      .put('/users/3', {active_flag: false, phone: '+2'})
      .reply(200, {success: true, data: {id: 3, active_flag: false}});
    // A short answer does not say what took, so the user is read.
    api()
      .get('/users/3')
      .reply(200, {success: true, data: user(3, {active_flag: false})});
    const written = await writeRows(
      [
        {email: 'user-2@example.com', name: 'Other', phone: '+1', created: '2026-01-01'},
        {email: 'user-3@example.com', phone: '+2'},
      ],
      {section: {write_fields: 'guide'}},
    );
    expect(written.fates).toEqual(['written', 'unchanged']);
    expect(written.log).toContain('sent but not accepted (records by field): phone 2');
    expect(written.log).toContain('not sent (records by field): created 1');
  });

  it('is every field of a new user with write_fields guide', async () => {
    mockOpening();
    api()
      .post('/users', {email: 'new@example.com', name: 'New', phone: '+1', locale: 'de_DE'})
      .reply(201, {success: true, data: user(9, {email: 'new@example.com', name: 'New'})});
    api()
      .get('/users/9')
      .reply(200, {success: true, data: user(9, {name: 'New', locale: 'en_US'})});
    const written = await writeRows(
      [{email: 'new@example.com', name: 'New', phone: '+1', locale: 'de_DE'}],
      {section: {allow_invitations: true, write_fields: 'guide'}, mode: 'insert'},
    );
    expect(written.fates).toEqual(['created']);
    expect(written.log).toContain('sent but not accepted (records by field): phone 1, locale 1');
  });

  it('is never an e-mail for a user who exists, with no kind of write_fields', async () => {
    mockOpening();
    const written = await writeRows([{id: 2, email: 'changed@example.com'}], {
      key: 'id',
      section: {write_fields: 'guide'},
    });
    expect(written.fates).toEqual(['unchanged']);
    expect(written.log).toContain('field "email" cannot be set');
  });
});

describe('a role', () => {
  it.each([
    ['by exact name', {role: 'Sales'}, 5],
    ['by id', {role: 5}, 5],
    ['by id as text', {role_id: '5'}, 5],
    ['by a name that looks like an id, before the id', {role: '5'}, 8],
    ['by an id as text, where no name is like it', {role: '7'}, 7],
    ['by its name alone', {role_name: 'Sales'}, 5],
  ])('is found %s', async (_how, row, id) => {
    mockOpening();
    mockRoles();
    mockAssignment(id, 2);
    const rows = [{email: 'user-2@example.com', ...row}];
    expect((await writeRows(rows)).fates).toEqual(['written']);
  });

  it.each([
    ['a name in another case', {role: 'sales'}, 'invalid_value'],
    ['a name with blanks', {role: ' Sales'}, 'invalid_value'],
    ['an unknown id', {role_id: 99}, 'invalid_value'],
    ['an id where a name is asked for', {role_name: '7'}, 'invalid_value'],
    ['a name that two roles have', {role: 'Twin'}, 'ambiguous'],
  ])('is rejected and never created: %s', async (_what, row, fate) => {
    mockOpening();
    mockRoles();
    const written = await writeRows([{email: 'user-2@example.com', ...row}]);
    expect(written.fates).toEqual([fate]);
  });

  it.each([
    [{role: 'a', role_id: 1}, 'invalid_value'],
    [{role: true}, 'invalid_type'],
    [{role_id: 1.5}, 'invalid_type'],
    [{role_id: 'x'}, 'invalid_value'],
    [{role: ''}, 'invalid_value'],
    [{role: 'a', ROLE: 'b'}, 'ambiguous'],
    [{active_flag: 1}, 'invalid_type'],
    [{access: 'sales'}, 'invalid_type'],
    [{access: [{admin: true}]}, 'invalid_value'],
    [{access: [{app: 'sales', admin: 'yes'}]}, 'invalid_value'],
  ])('or another field is refused before anything is asked: %j', async (row, fate) => {
    mockOpening();
    const written = await writeRows([{email: 'user-2@example.com', ...row}]);
    expect(written.fates).toEqual([fate]);
  });

  it('that the user has costs no call, not even for the list of roles', async () => {
    mockOpening();
    const rows = [{email: 'user-2@example.com', role_id: 1}];
    expect((await writeRows(rows)).fates).toEqual(['unchanged']);
  });

  it('needs a list that the token may see', async () => {
    mockOpening();
    api().get('/roles').query(true).reply(403, {success: false, error: 'Forbidden'});
    const written = await writeRows([{email: 'user-2@example.com', role: 'Sales'}]);
    expect(written.failure).toMatchObject({kind: 'auth', message: containing('list roles')});
    expect(written.fates).toEqual(['not tried']);
  });
});

describe('who is guarded', () => {
  it("the token's own user", async () => {
    mockOpening();
    const written = await writeRows([{email: 'owner@example.com'}], {mode: 'soft_delete'});
    expect(written.outcomes.get(0)).toMatchObject({
      reason: 'not_allowed',
      message: containing("token's own user"),
    });
  });

  it('the last active admin, also when two are deactivated side by side', async () => {
    const me = user(1, {email: 'owner@example.com', access: undefined as never});
    mockOpening([user(2, {access: admin}), user(3, {access: admin})], me);
    api()
      .put('/users/2')
      .reply(200, {success: true, data: user(2, {active_flag: false, access: admin})});
    const rows = [{email: 'user-2@example.com'}, {email: 'user-3@example.com'}];
    const written = await writeRows(rows, {mode: 'soft_delete'});
    expect(written.fates).toEqual(['written', 'not_allowed']);
    expect(written.outcomes.get(1)).toMatchObject({message: containing('last active admin')});
  });

  it('the last admin and oneself from losing the right, with write_fields guide', async () => {
    const me = user(1, {email: 'owner@example.com', access: undefined as never});
    mockOpening([user(2, {access: admin})], me);
    const access = [{app: 'sales'}];
    const rows = [
      {email: 'owner@example.com', access},
      {email: 'user-2@example.com', access},
    ];
    const written = await writeRows(rows, {section: {write_fields: 'guide'}});
    expect(written.fates).toEqual(['not_allowed', 'not_allowed']);
  });

  it('everybody, while it is not known who asks', async () => {
    api()
      .get('/users/me')
      .reply(200, {success: true, data: {name: 'somebody'}});
    const written = await writeRows([{email: 'user-2@example.com'}], {mode: 'soft_delete'});
    expect(written.failure?.message).toContain("does not say who the token's own user is");
  });
});

describe('modes', () => {
  const cases: readonly (readonly [string, JsonObject, Writing, string])[] = [
    ['update of nobody', {email: 'x@example.com', active_flag: true}, {}, 'not_found'],
    [
      'insert of somebody',
      {email: 'user-2@example.com'},
      {...allowed, mode: 'insert'},
      'already_exists',
    ],
    ['insert without permission', {email: 'x@example.com'}, {mode: 'insert'}, 'not_allowed'],
    [
      'upsert without permission',
      {email: 'x@example.com', role: 'S'},
      {mode: 'upsert'},
      'not_allowed',
    ],
    ['upsert by an unknown id', {id: 99}, {...allowed, key: 'id'}, 'not_found'],
    ['update of a deleted user', {id: 4}, {key: 'id'}, 'not_found'],
    ['an id that is none', {id: 'abc'}, {key: 'id'}, 'invalid_key'],
    ['an e-mail that is none', {email: '55'}, {}, 'invalid_key'],
  ];
  it.each<[string, JsonObject, Partial<Writing>]>([
    ['an update to inactive', {email: 'x@example.com', active_flag: false}, {}],
    ['an upsert to inactive', {email: 'x@example.com', active_flag: false, role: 'S'}, allowed],
    ['a soft_delete', {email: 'x@example.com'}, {mode: 'soft_delete'}],
    ['a soft_delete by id', {id: 99}, {mode: 'soft_delete', key: 'id'}],
  ])('%s of somebody whom the company does not have is done, and told', async (_, row, writing) => {
    mockOpening();
    const written = await writeRows([row], writing);
    expect(written.fates).toEqual(['unchanged']);
    expect(written.log).toContain('not among its users: 1. They need no change');
    expect(written.log).not.toContain('invit');
  });

  it.each(cases)('%s is rejected', async (_name, row, writing, fate) => {
    mockOpening([...others, {...user(4), email: '(deleted user)', is_deleted: true}]);
    expect((await writeRows([row], writing)).fates).toEqual([fate]);
  });

  it('name the same user by id and by e-mail with one key, so that their order is kept', async () => {
    const twin = user(5, {email: 'USER-2@example.com'});
    mockOpening([...others, twin]);
    const credentials = {auth_type: 'api_token', api_token: 'token-of-alice'};
    const writer = await pipedriveDestination
      .open({credentials}, createVendorKit())
      .openWriter('pipedrive_users');
    const keyOf = (key: string, keyField: string): string => {
      const prepared = writer.prepare(userRecord(key, {keyField}));
      return prepared.ok ? prepared.prepared.record.key : prepared.rejection.reason;
    };
    expect(keyOf('003', 'id')).toBe('user-3@example.com');
    expect(keyOf(' User-3@Example.com', 'email')).toBe('user-3@example.com');
    // Of twins only the id tells who is meant.
    expect([keyOf('2', 'id'), keyOf('5', 'id')]).toEqual(['2', '5']);
  });
});

describe('answers that do not say what was done', () => {
  const answers = [
    ['another user', {success: true, data: user(7)}],
    ['no user', {success: true, data: null}],
  ] as const;
  it.each(answers)('to a change are looked up: %s', async (_what, body) => {
    mockOpening();
    const off = user(2, {active_flag: false});
    api().put('/users/2').times(2).reply(200, body);
    api()
      .get('/users/2')
      .reply(200, {success: true, data: user(2)});
    api().get('/users/2').reply(200, {success: true, data: off});
    const rows = [{email: 'user-2@example.com', active_flag: false}];
    expect((await writeRows(rows)).fates).toEqual(['unconfirmed']);
    mockOpening();
    expect((await writeRows(rows)).fates).toEqual(['written']);
  });

  it.each([
    ['the old value', {success: true, data: user(2)}],
    ['an error in a 200', {success: false, error: 'no'}],
  ])('to a change are not taken for success: %s', async (_what, body) => {
    mockOpening();
    api().put('/users/2').reply(200, body);
    const rows = [{email: 'user-2@example.com', active_flag: false}];
    expect((await writeRows(rows)).fates).toEqual(['unconfirmed']);
  });

  it.each([
    ['another role', {success: true, data: {user_id: 2, role_id: 6}}],
    ['an error in a 200', {success: false, error: 'no'}],
  ])('to a role are not taken for success: %s', async (_what, body) => {
    mockOpening();
    mockRoles();
    api().post('/roles/5/assignments').reply(200, body);
    const written = await writeRows([{email: 'user-2@example.com', role_id: 5}]);
    expect(written.fates).toEqual(['unconfirmed']);
    expect(written.outcomes.get(0)).toMatchObject({message: containing('Nothing was changed')});
  });

  it.each([400, 404, 422])('to a change are the record’s own: %i', async (status) => {
    mockOpening();
    api().put('/users/2').reply(status, {success: false, error: 'user-2@example.com is special'});
    const written = await writeRows([{email: 'user-2@example.com', active_flag: false}]);
    expect(written.fates).toEqual([status === 404 ? 'not_found' : 'refused_by_vendor']);
    expect(written.outcomes.get(0)).toMatchObject({answer: containing('is special')});
    expect(written.log).toContain('It says: "… is special"');
    expect(written.log).not.toContain('user-2@example.com');
  });

  it('to an invitation are resolved by looking, then end unconfirmed', async () => {
    mockOpening();
    api().post('/users').times(3).reply(200, {success: true, data: null});
    api().get('/users').query(true).times(6).reply(200, {success: true, data: others});
    const written = await writeRows([{email: 'new@example.com'}], allowed);
    expect(written.fates).toEqual(['unconfirmed']);
  });

  it('to an invitation are believed when the second try says that the user exists', async () => {
    mockOpening();
    api().post('/users').reply(504, 'gateway');
    api().get('/users').query(true).times(2).reply(200, {success: true, data: others});
    api()
      .post('/users')
      .reply(400, {success: false, error: 'User with this email already exists.'});
    const made = user(9, {email: 'New@example.com'});
    api()
      .get('/users')
      .query(true)
      .times(2)
      .reply(200, {success: true, data: [...others, made]});
    expect((await writeRows([{email: 'new@example.com'}], allowed)).fates).toEqual(['created']);
  });

  it('to an invitation, when it is refused at once, are the record’s own and free the brake', async () => {
    mockOpening();
    api().post('/users', {email: 'a@example.com'}).reply(400, {success: false, error: 'no'});
    api()
      .post('/users', {email: 'b@example.com'})
      .reply(200, {success: true, data: user(9, {email: 'b@example.com'})});
    const credentials = {auth_type: 'api_token', api_token: 'token-of-alice'};
    const section = {credentials, allow_invitations: true, max_invitations: 1};
    const writer = await pipedriveDestination
      .open(section, createVendorKit())
      .openWriter('pipedrive_users');
    const {signal} = new AbortController();
    const fates: string[] = [];
    for (const email of ['a', 'b', 'c']) {
      const prepared = writer.prepare(userRecord(`${email}@example.com`, {operation: 'insert'}));
      if (!prepared.ok) throw new Error(prepared.rejection.message);
      const [outcome] = await writer.send([prepared.prepared], signal);
      fates.push(outcome?.status === 'rejected' ? outcome.reason : (outcome?.status ?? ''));
    }
    expect(fates).toEqual(['refused_by_vendor', 'written', 'limit_reached']);
  });
});
