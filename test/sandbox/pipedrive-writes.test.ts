import {startPipedrive} from './pipedrive-calls';
import type {PipedriveCalls} from './pipedrive-calls';
import {at, closeAll, createTestClock, rowsAt} from './running-sandbox';

afterEach(closeAll);

async function ids({send}: PipedriveCalls): Promise<readonly number[]> {
  return rowsAt((await send('GET', '/users')).body, 'data').map(({id}) => Number(id));
}

const INVITED = {name: 'Alice Brown', email: 'alice@new.example', phone: '+491', role_id: 3};

describe('Pipedrive POST /users', () => {
  it('mails one invitation, takes one seat and ignores the name (Pipedrive Q12, Q13)', async () => {
    const pipedrive = await startPipedrive();
    const before = await ids(pipedrive);
    const answer = await pipedrive.send('POST', '/users', {json: INVITED});
    expect(answer.status).toBe(200);
    expect(at(answer.body, 'data')).toMatchObject({
      name: INVITED.email,
      role_id: 1,
      phone: null,
      active_flag: true,
      access: [{app: 'sales', admin: false}],
    });
    const {invitations, seats} = pipedrive.sandbox.dump('pipedrive');
    expect(invitations).toMatchObject([{email: INVITED.email}]);
    expect(seats).toMatchObject([{boughtByApi: 1}]);
    expect(await ids(pipedrive)).toEqual([...before, at(answer.body, 'data', 'id')]);
  });

  it('honours name, phone and role in the guide', async () => {
    const {send} = await startPipedrive({profile: 'guide'});
    const {body} = await send('POST', '/users', {json: INVITED});
    expect(at(body, 'data')).toMatchObject(INVITED);
    expect(
      (await send('POST', '/users', {json: {...INVITED, email: 'b@new.example', role_id: 999}}))
        .status,
    ).toBe(400);
  });

  it('answers 400 to an address that somebody has, in any case, or that is none', async () => {
    const {send, sandbox} = await startPipedrive();
    await send('POST', '/users', {json: INVITED});
    for (const email of ['ALICE@new.example', 'alice', '', undefined]) {
      expect((await send('POST', '/users', {json: {email}})).status).toBe(400);
    }
    expect((await send('POST', '/users', {text: '{'})).status).toBe(400);
    expect(sandbox.dump('pipedrive')['invitations']).toHaveLength(1);
  });

  it('answers 403 when the plan has no seat left', async () => {
    const {send} = await startPipedrive({seats_max: 1});
    const answer = await send('POST', '/users', {json: INVITED});
    expect(answer.status).toBe(403);
    expect(at(answer.body, 'code')).toContain('feature_capping_');
  });

  it('lost after the work leaves a user behind: the duplicate trap', async () => {
    const pipedrive = await startPipedrive(
      {},
      {
        faults: [
          {method: 'POST', path: '/users', what: {type: 'reset_after'}, when: {type: 'nth', n: 1}},
        ],
      },
    );
    await expect(pipedrive.send('POST', '/users', {json: INVITED})).rejects.toThrow();
    expect((await pipedrive.send('POST', '/users', {json: INVITED})).status).toBe(400);
    expect(pipedrive.sandbox.dump('pipedrive')['invitations']).toHaveLength(1);
  });
});

describe('Pipedrive PUT /users/{id}', () => {
  it('takes active_flag and nothing else, and moves modified', async () => {
    const clock = createTestClock();
    const pipedrive = await startPipedrive({}, {now: clock.now});
    const id = (await ids(pipedrive))[12];
    const before = at((await pipedrive.send('GET', `/users/${id}`)).body, 'data');
    const answer = await pipedrive.send('PUT', `/users/${id}`, {
      json: {active_flag: false, name: 'Other'},
    });
    expect(at(answer.body, 'data')).toMatchObject({
      active_flag: false,
      name: at(before, 'name'),
      modified: '2026-06-01 12:00:00',
    });
    expect((await pipedrive.send('PUT', `/users/${id}`, {json: {name: 'x'}})).status).toBe(400);
    expect((await pipedrive.send('PUT', '/users/5', {json: {active_flag: true}})).status).toBe(404);
  });

  it('takes any field in the guide', async () => {
    const pipedrive = await startPipedrive({profile: 'guide'});
    const list = await ids(pipedrive);
    const json = {
      name: 'New Name',
      email: 'new@new.example',
      timezone_name: 'Asia/Tokyo',
      role_id: 4,
    };
    const {body} = await pipedrive.send('PUT', `/users/${list[12]}`, {json});
    expect(at(body, 'data')).toMatchObject(json);
    const again = await pipedrive.send('PUT', `/users/${list[13]}`, {json: {email: json.email}});
    expect(again.status).toBe(400);
    expect((await pipedrive.send('PUT', `/users/${list[13]}`, {json: {name: 7}})).status).toBe(400);
  });

  it('refuses to deactivate the last admin', async () => {
    const pipedrive = await startPipedrive();
    const [owner, second] = await ids(pipedrive);
    const json = {active_flag: false};
    expect((await pipedrive.send('PUT', `/users/${second}`, {json})).status).toBe(200);
    const last = await pipedrive.send('PUT', `/users/${owner}`, {json});
    expect(last.status).toBe(400);
    expect((await pipedrive.send('GET', '/users/me')).status).toBe(200);
  });
});

describe('Pipedrive roles', () => {
  it('are listed with counts as texts, in pages (Pipedrive Q7)', async () => {
    const {send, sandbox} = await startPipedrive({roles: 12});
    const {body} = await send('GET', '/roles?limit=5&start=5');
    expect(rowsAt(body, 'data')).toHaveLength(5);
    expect(at(body, 'additional_data', 'pagination')).toMatchObject({next_start: 10});
    const {users = [], roles = []} = sandbox.dump('pipedrive');
    for (const role of roles) {
      const count = users.filter((user) => user['role_id'] === role['id']).length;
      expect(role['assignment_count']).toBe(String(count));
    }
  });

  it('a new assignment takes the place of the old one, and deleting it needs a body (Q10)', async () => {
    const pipedrive = await startPipedrive();
    const userId = (await ids(pipedrive))[12] ?? 0;
    const roleOf = async () =>
      at((await pipedrive.send('GET', `/users/${userId}/roleAssignments`)).body, 'data');
    const json = {user_id: userId};
    for (const role of [3, 5]) {
      const answer = await pipedrive.send('POST', `/roles/${role}/assignments`, {json});
      expect(at(answer.body, 'data')).toEqual({user_id: userId, role_id: role});
    }
    expect(await roleOf()).toMatchObject([{role_id: 5}]);
    const held = rowsAt((await pipedrive.send('GET', '/roles/5/assignments')).body, 'data');
    expect(held.map((row) => row['user_id'])).toContain(userId);
    const path = '/roles/5/assignments';
    expect((await pipedrive.send('DELETE', path)).status).toBe(400);
    expect((await pipedrive.send('DELETE', '/roles/3/assignments', {json})).status).toBe(400);
    expect(at((await pipedrive.send('DELETE', path, {json})).body, 'data')).toEqual({id: 5});
    expect(await roleOf()).toMatchObject([{role_id: 1, name: '(Unassigned users)'}]);
    expect((await pipedrive.send('POST', '/roles/999/assignments', {json})).status).toBe(404);
    expect((await pipedrive.send('POST', path, {json: {user_id: 5}})).status).toBe(400);
  });

  it('are added, renamed and deleted, ids never used again', async () => {
    const {send} = await startPipedrive({roles: 3});
    const add = async (): Promise<unknown> =>
      at(
        (await send('POST', '/roles', {json: {name: 'New', parent_role_id: 3}})).body,
        'data',
        'id',
      );
    const first = String(await add());
    await send('PUT', `/roles/${first}`, {json: {name: 'Renamed'}});
    const shown = (await send('GET', `/roles/${first}`)).body;
    expect(at(shown, 'data')).toMatchObject({name: 'Renamed', parent_role_id: 3, level: 2});
    expect((await send('DELETE', `/roles/${first}`)).status).toBe(200);
    expect((await send('GET', `/roles/${first}`)).status).toBe(404);
    expect(String(await add())).not.toBe(first);
    expect((await send('DELETE', '/roles/1')).status).toBe(400);
    expect((await send('POST', '/roles', {json: {}})).status).toBe(400);
  });
});

describe('Pipedrive permission sets, recents and deals', () => {
  it('permission sets: by app, one in an array (Pipedrive Q19), and who has it', async () => {
    const {send} = await startPipedrive();
    const all = rowsAt((await send('GET', '/permissionSets')).body, 'data');
    const sales = rowsAt((await send('GET', '/permissionSets?app=sales')).body, 'data');
    expect(sales.length).toBeLessThan(all.length);
    const id = String(sales[0]?.['id']);
    const one = (await send('GET', `/permissionSets/${id}`)).body;
    expect(at(one, 'data', 0, 'contents')).toEqual(expect.arrayContaining([expect.any(String)]));
    const holders = (await send('GET', `/permissionSets/${id}/assignments?limit=500`)).body;
    expect(rowsAt(holders, 'data')).toHaveLength(Number(sales[0]?.['assignment_count']));
    expect((await send('GET', '/permissionSets/x')).status).toBe(404);
  });

  it('recents look back one month and wrap a user in an array (Pipedrive Q9)', async () => {
    const clock = createTestClock();
    const {send, sandbox} = await startPipedrive({}, {now: clock.now});
    const recents = async () =>
      (await send('GET', '/recents?items=user&since_timestamp=2020-01-01%2000:00:00')).body;
    expect(rowsAt(await recents(), 'data')).toEqual([]);
    const {changed} = sandbox.change('pipedrive', {kind: 'users', changed: 2});
    const body = await recents();
    expect(
      rowsAt(body, 'data')
        .map(({id}) => id)
        .sort(),
    ).toEqual([...changed].sort());
    expect(at(body, 'data', 0, 'data', 0, 'id')).toBe(at(body, 'data', 0, 'id'));
    clock.advance(40 * 24 * 3_600_000);
    expect(rowsAt(await recents(), 'data')).toEqual([]);
    expect((await send('GET', '/recents')).status).toBe(400);
  });

  it('deals page by cursor, refuse unknown parameters (Pipedrive Q20), change owner', async () => {
    const {bare, credentials, sandbox} = await startPipedrive({deals: 25});
    const headers = {'x-api-token': credentials['api_token'] ?? ''};
    const seen: unknown[] = [];
    let cursor = '';
    for (;;) {
      const query = new URLSearchParams({limit: '10', cursor}).toString();
      const {body} = await bare('GET', `/api/v2/deals?${query}`, {headers});
      seen.push(...rowsAt(body, 'data').map(({id}) => id));
      const next = at(body, 'additional_data', 'next_cursor');
      if (typeof next !== 'string') break;
      cursor = next;
    }
    expect(seen).toEqual(Array.from({length: 25}, (_, nth) => nth + 1));
    expect((await bare('GET', '/api/v2/deals?start=0', {headers})).status).toBe(400);
    const owner = sandbox.dump('pipedrive')['users']?.[20]?.['id'];
    const moved = await bare('PATCH', '/api/v2/deals/7', {headers, json: {owner_id: owner}});
    expect(at(moved.body, 'data')).toMatchObject({id: 7, owner_id: owner});
    const query = `owner_id=${String(owner)}&status=${String(at(moved.body, 'data', 'status'))}`;
    const owned = (await bare('GET', `/api/v2/deals?${query}`, {headers})).body;
    expect(rowsAt(owned, 'data').map(({id}) => id)).toContain(7);
  });
});
